"""What every door shares: who may pass, what comes in, what goes out, and how a refusal is answered."""

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from time import perf_counter
from typing import Any, Protocol, TypeVar, cast

import structlog
from flask import Flask, Response, current_app, g, request
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from gridnet.base.errors import Invalid, NotFound, Refusal, Stale, Unsupported
from gridnet.base.settings import Settings

PROBLEM = "application/problem+json"
#: Largest JSON body in bytes, where the application says nothing else.
BODY_LIMIT = 256 * 1024
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
TOO_LARGE = "22003"
#: SQLSTATE classes of what passes: connection lost, deadlock, no resources, lock not to be had, operator's doing.
PASSING = ("08", "40", "53", "55", "57")
VERSION = re.compile(r"[0-9]{1,9}", re.ASCII)
#: The character NUL as JSON writes it, after any number of escaped backslashes. No text in PostgreSQL can hold it.
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")

View = TypeVar("View", bound=Callable[..., Any])
log = structlog.get_logger()


class Actor(Protocol):
    """Whoever the guard has let in; the people feature says the rest."""

    @property
    def person_id(self) -> int:
        """The person behind the credential."""


@dataclass(frozen=True)
class Door:
    """What a view takes and gives; the OpenAPI document is made from this and from nothing else."""

    summary: str
    takes: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    gives: type[BaseModel] | None = None
    status: int = 200
    tags: Sequence[str] = ()
    upload: Mapping[str, str] | None = None
    media: str = "application/json"


def door(  # noqa: PLR0913 - a declaration, read by name
    *,
    summary: str,
    takes: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    gives: type[BaseModel] | None = None,
    status: int = 200,
    tags: Sequence[str] = (),
    upload: Mapping[str, str] | None = None,
    media: str = "application/json",
) -> Callable[[View], Callable[..., Response]]:
    """Declare a view: `takes` is read from the JSON body as `body`, `query` from the address as `query`.

    The view returns a model, a model and a status, or a finished response. `upload` names the
    parts of a multipart form (name to description) that the view reads itself.
    """

    def declare(view: View) -> Callable[..., Response]:
        @wraps(view)
        def answer(**path: Any) -> Response:
            if takes is not None:
                path["body"] = read_body(takes)
            if query is not None:
                path["query"] = read_query(query)
            return respond(view(**path), status)

        answer.door = Door(summary, takes, query, gives, status, tags, upload, media)  # type: ignore[attr-defined]
        return answer

    return declare


_guard: Callable[[str], None] | None = None


def settings() -> Settings:
    """The settings of the running application."""
    return cast("Settings", current_app.extensions["gridnet"])


def set_guard(guard: Callable[[str], None]) -> None:
    """Take the function that lets a person pass for a permission or raises; once, at start."""
    global _guard  # noqa: PLW0603 - the one guard of the process, set at start
    _guard = guard


def permit(permission: str) -> Callable[[View], Callable[..., Any]]:
    """Let in only those who hold `permission`; without a guard nobody passes."""

    def lock(view: View) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**path: Any) -> Any:
            if _guard is None:
                raise RuntimeError("no guard is set: nobody may pass")
            _guard(permission)
            return view(**path)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return lock


def open_to_all(view: View) -> View:
    """Mark a door that needs no sign-in, so that its being open is a decision one can see."""
    view.permission = None  # type: ignore[attr-defined]
    return view


def check_doors(app: Flask) -> None:
    """Refuse to start while any view of the API names neither a permission nor that it is open to all."""
    unlocked = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not hasattr(app.view_functions[rule.endpoint], "permission")
    ]
    if unlocked:
        raise RuntimeError(f"doors without a lock: {', '.join(unlocked)}")


def read_body(model: type[BaseModel]) -> BaseModel:
    """The JSON body as `model`; raises `Invalid` naming every field at fault."""
    if not request.is_json:
        raise Unsupported("send a JSON body with Content-Type: application/json")
    request.max_content_length = current_app.config.get("BODY_LIMIT", BODY_LIMIT)
    content = request.get_data(cache=False)
    if NUL.search(content):
        raise Invalid("the character NUL (\\u0000) is part of no text")
    try:
        return model.model_validate_json(content)
    except ValidationError as faults:
        raise _explain(faults, "body") from None


def read_query(model: type[BaseModel]) -> BaseModel:
    """The query string as `model`; raises `Invalid` naming every parameter at fault."""
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise Invalid(f"give {repeated[0]} once")
    if "\0" in "".join(request.args.values()):
        raise Invalid("the character NUL (%00) is part of no text")
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as faults:
        raise _explain(faults, "query") from None


def _explain(faults: ValidationError, where: str) -> Invalid:
    errors = [
        {"field": ".".join(str(part) for part in fault["loc"]) or where, "message": fault["msg"]}
        for fault in faults.errors(include_url=False, include_context=False, include_input=False)
    ]
    first = errors[0]
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return Invalid(f"{first['field']}: {first['message']}{more}", errors=errors)


def respond(result: Any, status: int) -> Response:
    """`result` as a response; a model with a `version` carries it as its ETag."""
    if isinstance(result, Response):
        return result
    if isinstance(result, tuple):
        result, status = result
    if result is None:
        return Response(status=204)
    response = Response(result.model_dump_json(), status=status, mimetype="application/json")
    version = getattr(result, "version", None)
    if version is not None:
        response.set_etag(str(version))
        if request.method in {"GET", "HEAD"}:
            response.make_conditional(request)
    return response


def expected_version() -> int | None:
    """The version named in If-Match, or None (also for `*`, any); raises `Stale` for one that was never ours."""
    if not request.if_match or request.if_match.star_tag:
        return None
    tags = request.if_match.as_set()
    if len(tags) != 1 or not VERSION.fullmatch(next(iter(tags))):
        raise Stale('If-Match takes the one ETag of the thing as it was last read, such as "3"')
    return int(next(iter(tags)))


def problem(error: Refusal) -> Response:
    """A refusal as application/problem+json (RFC 9457)."""
    document: dict[str, Any] = {"title": type(error).__name__, "status": error.status, "detail": str(error)}
    if error.errors:
        document["errors"] = error.errors
    return _document(document | error.extra)


def _document(document: Mapping[str, Any]) -> Response:
    body = json.dumps({**document, "request_id": g.get("request_id", "")}, ensure_ascii=False, default=str)
    response = Response(body, status=int(document["status"]), content_type=PROBLEM)
    if response.status_code == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="gridnet"'
    return response


def _refuse_http(error: HTTPException) -> Response:
    response = error.get_response()
    answer = _document({"title": error.name, "status": error.code or 500, "detail": error.description})
    for name in ("Allow", "Location", "Retry-After"):
        if name in response.headers:
            answer.headers[name] = response.headers[name]
    return answer


def _refuse_database(error: DBAPIError) -> Response:
    state = getattr(error.orig, "sqlstate", None) or ""
    if state == TOO_LARGE:
        return problem(Invalid("a number is larger than any that can be kept"))
    is_connecting = error.statement is None
    if not (error.connection_invalidated or is_connecting or state.startswith(PASSING)):
        return _refuse_fault(error)
    log.warning("database_busy", error=type(error.orig).__name__, state=state)
    return _busy("the database is not answering; nothing was kept, send it again in a moment")


def _refuse_pool(_error: PoolTimeoutError) -> Response:
    log.warning("pool_exhausted")
    return _busy("too much at once; nothing was kept, send it again in a moment")


def _busy(detail: str) -> Response:
    response = _document({"title": "Unavailable", "status": 503, "detail": detail})
    response.headers["Retry-After"] = "2"
    return response


def _refuse_fault(error: Exception) -> Response:
    log.error("fault", exc_info=error)
    return _document(
        {
            "title": "Fault",
            "status": 500,
            "detail": "this is our fault, not yours; nothing was kept. Name the request id",
        }
    )


class Id(IntegerConverter):
    """A whole number in an address, with no more digits than an id can have."""

    regex = "[0-9]{1,18}"


def install(app: Flask) -> None:
    """Give `app` request ids, one log line a request, and the answers to every kind of refusal."""
    app.url_map.converters["int"] = Id
    app.before_request(_begin)
    app.after_request(_end)
    app.register_error_handler(Refusal, problem)
    app.register_error_handler(HTTPException, _refuse_http)
    app.register_error_handler(DBAPIError, _refuse_database)
    app.register_error_handler(PoolTimeoutError, _refuse_pool)
    app.register_error_handler(Exception, _refuse_fault)


def _begin() -> None:
    named = request.headers.get("X-Request-ID", "")
    g.request_id = named if REQUEST_ID.fullmatch(named) else secrets.token_hex(8)
    g.began = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    if "\0" in request.path:
        raise NotFound("there is nothing at an address with the character NUL in it")


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Cache-Control", "no-store")
    log.info(
        "request",
        method=request.method,
        path=request.path,
        status=response.status_code,
        ms=round((perf_counter() - g.began) * 1000, 1),
    )
    return response
