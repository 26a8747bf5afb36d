"""What every page shares: its guard's refusals as pages, its headers, who is looking, and how it answers."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Response, current_app, g, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from gridnet.base.db import Routes
from gridnet.base.errors import PasswordRunOut, Refusal, Unauthenticated
from gridnet.people import access
from gridnet.people.access import Actor
from gridnet.people.roles import Permission
from gridnet.web import base_map

Page = str | Answer | tuple[str, int]

#: Under what a page says whom it was made for, so that no browser shows it to anybody else later.
VIEWER = "X-Viewer"
#: Where nobody in particular is looking: programs, files, and pages that are kept for whoever is offline.
NO_PAGES = ("/api/", "/static/", "/lib/", "/tiles/", "/offline", "/sw.js", "/manifest.webmanifest")

_OWN = "'self'"
#: What a page may load and from where; a base map adds its own host to pictures and connections.
POLICY: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'none'",),
    "script-src": (_OWN,),
    "style-src": (_OWN,),
    "img-src": (_OWN, "data:", "blob:"),
    "connect-src": (_OWN,),
    "font-src": (_OWN,),
    "worker-src": (_OWN,),
    "manifest-src": (_OWN,),
    "form-action": (_OWN,),
    "base-uri": ("'none'",),
    "frame-ancestors": ("'none'",),
}


class Pages(Routes):
    """The routes of a screen: every view in a transaction, every refusal a page, nothing loaded from elsewhere."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.after_request(protect)
        self.register_error_handler(Refusal, refused)


def protect(response: Response) -> Response:
    """Nothing from elsewhere, no framing, no guessing; the position of the device is for our own pages."""
    response.headers.setdefault("Content-Security-Policy", policy())
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "geolocation=(self), camera=(self), microphone=()")
    if actor := viewer():
        response.headers[VIEWER] = whose(actor)
    return response


def policy() -> str:
    """The content policy, with the hosts of the configured base map."""
    hosts = base_map.hosts(current_app.extensions["gridnet"])
    wider = {name: POLICY[name] + hosts for name in ("img-src", "connect-src")}
    return "; ".join(f"{name} {' '.join(values)}" for name, values in {**POLICY, **wider}.items())


def refused(error: Refusal) -> Page:
    """A refusal as a page; whoever has not signed in is shown where, and whoever asked for a part is told in a part."""
    if isinstance(error, Unauthenticated):
        return _lead_to("account.sign_in_form", next=shown_page())
    if isinstance(error, PasswordRunOut):
        return _lead_to("password.show")
    if wants_part():
        return render_template("parts/refusal.html", error=error), error.status
    return render_template("refusal.html", error=error), error.status


def _lead_to(endpoint: str, **values: Any) -> Page:
    """To another page, also where only a part of one was asked for."""
    address = url_for(endpoint, **values)
    return Response(status=401, headers={"HX-Redirect": address}) if wants_part() else redirect(address)


def shown_page() -> str:
    """The page that is shown, or asked for."""
    if not wants_part():
        return request.full_path.rstrip("?")
    return request.headers.get("HX-Current-URL", "").partition(request.host)[2] or "/"


def wants_part() -> bool:
    """Whether htmx asks for a part of the page that is open already, not for a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def page(template: str, *, part: str | None = None, status: int = 200, **given: Any) -> tuple[str, int]:
    """`template` drawn, or only `part` where htmx asks for a part."""
    return render_template(part if part and wants_part() else template, **given), status


def go(endpoint: str, **values: Any) -> Answer:
    """After an act: to a page of ours, as a fresh request."""
    return redirect(url_for(endpoint, **values), code=303)


def leave(endpoint: str, **values: Any) -> Answer:
    """As `go`; an open page that asked for a part is led away as a whole."""
    if not wants_part():
        return go(endpoint, **values)
    answer = Response(status=204)
    answer.headers["HX-Redirect"] = url_for(endpoint, **values)
    return answer


def viewer() -> Actor | None:
    """Whoever is looking, where a guard has let them in with this request."""
    return cast("Actor | None", g.get("actor"))


def whose(actor: Actor) -> str:
    """Whom something on a device belongs to."""
    return f"{actor.county}-{actor.person_id}"


def not_found(error: HTTPException) -> Page:
    """An address of no page, told as a page to whoever asked with a browser."""
    return render_template("refusal.html", error=error), error.code or 404


def is_page(path: str) -> bool:
    """Whether an address is one that people open."""
    return not path.startswith(NO_PAGES)


def find_viewer() -> Actor | None:
    """Whoever is looking at a page that is open to all."""
    actor = viewer() or access.find_actor(Permission.ACCOUNT)
    if actor is not None:
        g.actor = actor
    return actor
