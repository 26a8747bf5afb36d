"""The manifest, the service worker, the page for when there is no network, and the outbox."""

import json
from pathlib import Path

from flask import Response, render_template
from flask_babel import gettext

from gridnet.base import http
from gridnet.people.roles import Permission
from gridnet.web import frame, naming, wording
from gridnet.web.assets import asset
from gridnet.web.frame import Page, Pages
from gridnet.web.offline import shell

routes = Pages("offline", __name__)

#: Name, edge in pixels, purpose.
ICONS = (("192", 192, "any"), ("512", 512, "any"), ("maskable", 512, "maskable"))


@routes.get("/manifest.webmanifest")
@http.open_to_all
def manifest() -> Response:
    """What the app is called and looks like on the home screen."""
    document = {
        "id": "/",
        "name": gettext("gridnet"),
        "short_name": gettext("gridnet"),
        "description": gettext("Dual-network grid management"),
        "lang": "zh-CN" if wording.locale() == "zh" else "en",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f5f7",
        "theme_color": "#1653b0",
        "icons": [
            {"src": asset(f"icons/{name}.png"), "sizes": f"{edge}x{edge}", "type": "image/png", "purpose": purpose}
            for name, edge, purpose in ICONS
        ],
        "shortcuts": [{"name": gettext("Report"), "url": "/report"}, {"name": gettext("Outbox"), "url": "/outbox"}],
    }
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/manifest+json")


@routes.get("/sw.js")
@http.open_to_all
def worker() -> Response:
    """The service worker of this version: the same script, begun with what it is to keep."""
    libraries = Path(http.settings().page_libraries).absolute()
    given = json.dumps({"version": shell.version(libraries), "shell": list(shell.paths())})
    script = f'import {{ start }} from "{asset("js/offline/worker.js")}";\nstart({given});\n'
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@routes.get("/offline")
@http.open_to_all
def alone() -> Page:
    """For a page that is not kept on the device, when there is no network."""
    return render_template("offline/alone.html")


@routes.get("/outbox")
@http.permit(Permission.SELF)
def outbox() -> Page:
    """What waits on this device; the list is made there, for the server does not know it."""
    return frame.page("offline/outbox.html", states=naming.STATES)
