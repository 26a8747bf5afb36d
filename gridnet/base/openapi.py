"""The OpenAPI 3.1 document, made from the declarations that validate (RFC 9457 problems for every refusal)."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Flask
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from gridnet import __version__
from gridnet.base.http import PROBLEM, Door

REF = "#/components/schemas/{model}"
CONVERTERS = {
    "int": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    "default": {"type": "string"},
    "path": {"type": "string"},
}
REFUSALS = {
    "401": "Nobody has signed in, or the credential is no longer good",
    "403": "You may not do this",
    "404": "There is none, or none that you may know of",
    "409": "It collides with how things stand now",
    "412": "If-Match names a version that is no longer current",
    "413": "More was sent than is taken at once",
    "415": "The body is not of a kind that is taken here",
    "422": "Understood and wrong; `errors` names the fields",
    "429": "Asked too often",
    "503": "Not now; nothing was kept, send it again",
}


class FieldError(BaseModel):
    """One field at fault."""

    field: str
    message: str


class Problem(BaseModel, extra="allow"):
    """A refusal: what was wrong and what to do (RFC 9457)."""

    title: str
    status: int
    detail: str
    request_id: str
    errors: list[FieldError] = Field(default_factory=list)


def document(app: Flask) -> dict[str, Any]:
    """The whole API of `app`, every declared door once."""
    doors = sorted(_doors(app), key=lambda each: (each[0], each[1]))
    models: list[tuple[type[BaseModel], Any]] = [(Problem, "serialization")]
    models += [(door.gives, "serialization") for *_, door, _, _ in doors if door.gives]
    models += [(model, "validation") for *_, door, _, _ in doors for model in (door.takes, door.query) if model]
    refs, definitions = models_json_schema(models, ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for path, method, door, rule, permission in doors:
        paths.setdefault(path, {})[method] = _operation(door, rule, permission, refs, definitions["$defs"])
    return {
        "openapi": "3.1.0",
        "info": {"title": "gridnet", "version": __version__, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": _SCHEMES,
            "responses": _refusals(refs),
        },
    }


_ABOUT = (
    "One incident, two networks, one responsible person in each. Moments are ISO 8601 with an offset; "
    "places are longitude before latitude with a named datum; refusals are application/problem+json."
)
_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "for programs; made and revoked under /api/v1/tokens",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "gridnet_session", "description": "for pages"},
}


def _doors(app: Flask) -> Iterator[tuple[str, str, Door, Rule, str | None]]:
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        door = getattr(view, "door", None)
        if door is None:
            continue
        path = re.sub(r"<(?:[a-z]+(?:\(.*?\))?:)?([a-z_]+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield path, method.lower(), door, rule, getattr(view, "permission", None)


def _operation(door: Door, rule: Rule, permission: str | None, refs: Any, schemas: Any) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": door.summary,
        "tags": list(door.tags),
        "parameters": [*_path_parameters(rule), *_query_parameters(door, refs, schemas)],
        "responses": {str(door.status): _success(door, refs)},
    }
    operation["responses"] |= {status: {"$ref": f"#/components/responses/{status}"} for status in REFUSALS}
    if permission is not None:
        operation["security"] = [{"token": []}, {"session": []}]
        operation["description"] = f"Needs `{permission}`."
    if door.takes:
        operation["requestBody"] = _content(refs[(door.takes, "validation")])
    if door.upload:
        operation["requestBody"] = _upload(door.upload)
    return operation


def _success(door: Door, refs: Any) -> dict[str, Any]:
    if door.status == HTTPStatus.NO_CONTENT:
        return {"description": "Done"}
    schema = refs[(door.gives, "serialization")] if door.gives else {}
    return {"description": "Done", "content": {door.media: {"schema": schema}}}


def _content(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _upload(parts: Any) -> dict[str, Any]:
    properties = {
        name: {"type": "string", "description": about} | ({"format": "binary"} if name == "file" else {})
        for name, about in parts.items()
    }
    schema = {"type": "object", "properties": properties, "required": ["file"]}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    by_name = {name: kind for kind, name in re.findall(r"<([a-z]+):([a-z_]+)>", rule.rule)}
    for name in sorted(rule.arguments):
        schema = CONVERTERS[by_name.get(name, "default")]
        yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(door: Door, refs: Any, schemas: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if door.query is None:
        return
    shape = schemas[refs[(door.query, "validation")]["$ref"].rsplit("/", 1)[1]]
    for name, schema in shape["properties"].items():
        about = schema.get("description", "")
        required = name in shape.get("required", ())
        yield {"name": name, "in": "query", "required": required, "schema": schema, "description": about}


def _refusals(refs: Any) -> dict[str, Any]:
    schema = refs[(Problem, "serialization")]
    return {status: {"description": why, "content": {PROBLEM: {"schema": schema}}} for status, why in REFUSALS.items()}
