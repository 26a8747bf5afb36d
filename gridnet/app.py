"""The web application: every door and its lock on one screen."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Flask, Request
from flask.sessions import SessionInterface
from flask_babel import Babel
from flask_compress import Compress
from werkzeug.middleware.proxy_fix import ProxyFix

from gridnet import wiring
from gridnet.assignment.api import routes as assignment_routes
from gridnet.assignment.classifying_api import routes as classifying_routes
from gridnet.assignment.timing_api import routes as timing_routes
from gridnet.base import cluster, db, events, files, http, keys, log, secrets
from gridnet.base.health import routes as health_routes
from gridnet.base.openapi_api import routes as openapi_routes
from gridnet.base.settings import Settings
from gridnet.clocks import subjects
from gridnet.clocks.api import routes as clock_routes
from gridnet.clocks.cards_api import routes as card_routes
from gridnet.clocks.metrics_api import routes as metrics_routes
from gridnet.clocks.policies_api import routes as policy_routes
from gridnet.clocks.waiting_api import routes as waiting_routes
from gridnet.incidents.api import routes as incident_routes
from gridnet.notices import services
from gridnet.notices.api import routes as notice_routes
from gridnet.people import access
from gridnet.people.api import routes as people_routes
from gridnet.reports.api import routes as report_routes
from gridnet.reports.exporting.api import routes as export_routes
from gridnet.reports.mailing.api import routes as mailing_routes
from gridnet.territory.api import routes as territory_routes
from gridnet.territory.tiles_api import routes as tile_routes
from gridnet.web import drawing, wording
from gridnet.web.account import routes as account_pages
from gridnet.web.admin.doors import routes as admin_pages
from gridnet.web.assets import routes as asset_routes
from gridnet.web.between import routes as between_pages
from gridnet.web.board.bulk import routes as board_bulk
from gridnet.web.board.desk import routes as board_desk
from gridnet.web.board.pages import routes as board_pages
from gridnet.web.board.views import routes as board_views
from gridnet.web.components import routes as component_pages
from gridnet.web.coverage import routes as coverage_pages
from gridnet.web.inbox import routes as inbox_pages
from gridnet.web.incident import routes as incident_pages
from gridnet.web.incident_clocks import routes as incident_clock_pages
from gridnet.web.incident_people import routes as incident_people_pages
from gridnet.web.incident_whistle import routes as incident_whistle_pages
from gridnet.web.libraries import routes as library_routes
from gridnet.web.me import routes as me_pages
from gridnet.web.me_channels import routes as me_channel_pages
from gridnet.web.me_factor import routes as me_factor_pages
from gridnet.web.offline.pages import routes as offline_pages
from gridnet.web.password import routes as password_pages
from gridnet.web.report.pages import routes as report_pages
from gridnet.web.reports.mail import routes as figure_mail_pages
from gridnet.web.reports.pages import routes as figure_pages
from gridnet.web.shifts import routes as shift_pages
from gridnet.web.today import routes as today_pages
from gridnet.web.whistles import routes as whistle_pages
from gridnet.whistle.api import routes as whistle_routes
from gridnet.whistle.departments_api import routes as department_routes

DOORS: Sequence[Blueprint] = (
    health_routes,
    metrics_routes,
    openapi_routes,
    territory_routes,
    tile_routes,
    people_routes,
    incident_routes,
    assignment_routes,
    notice_routes,
    timing_routes,
    classifying_routes,
    waiting_routes,
    clock_routes,
    policy_routes,
    card_routes,
    whistle_routes,
    department_routes,
    report_routes,
    export_routes,
    asset_routes,
    mailing_routes,
    library_routes,
    account_pages,
    password_pages,
    component_pages,
    board_pages,
    board_views,
    board_desk,
    board_bulk,
    between_pages,
    coverage_pages,
    today_pages,
    incident_pages,
    incident_clock_pages,
    incident_people_pages,
    incident_whistle_pages,
    whistle_pages,
    report_pages,
    offline_pages,
    inbox_pages,
    shift_pages,
    me_pages,
    me_channel_pages,
    me_factor_pages,
    admin_pages,
    figure_pages,
    figure_mail_pages,
)


COMPRESSED = ["text/html", "text/css", "text/javascript", "image/svg+xml", "application/manifest+json"]


class NoSession(SessionInterface):
    """Flask's own session is not used: whoever signs in has a row that can be revoked, not a signed cookie."""

    def open_session(self, app: Flask, request: Request) -> None:
        """None, with every request; writing to it raises."""


def create_app(settings: Settings | None = None) -> Flask:
    """The application for `settings` (the environment's where none are given), bound to its database."""
    settings = settings or cluster.with_database(Settings.read())
    log.configure()
    db.configure(settings)
    return assemble(settings)


def assemble(settings: Settings) -> Flask:
    """The application without its database: whoever calls has bound the session."""
    app = Flask("gridnet", root_path=str(Path(__file__).parent / "web"))
    _configure(app, settings)
    events.connect(wiring.REACTIONS)
    subjects.connect(wiring.SUBJECTS)
    http.set_guard(access.guard)
    http.install(app)
    _speak(app, settings)
    for routes in DOORS:
        app.register_blueprint(routes)
    http.check_doors(app)
    return app


def _speak(app: Flask, settings: Settings) -> None:
    catalogues = wording.compile_into(settings.instance_dir.absolute() / "translations")
    Babel(app, locale_selector=wording.locale, default_translation_directories=str(catalogues))
    drawing.install(app)


def _configure(app: Flask, settings: Settings) -> None:
    ring = keys.load(settings.instance_dir)
    secrets.configure(ring.fields)
    files.configure(settings.instance_dir / "files")
    services.configure(settings)
    app.secret_key = ring.signing
    app.session_interface = NoSession()
    app.extensions["gridnet"] = settings
    app.config |= {
        "MAX_CONTENT_LENGTH": max(settings.upload_limit_mb, settings.boundary_limit_mb) * 2**20,
        "BODY_LIMIT": settings.body_limit_kb * 2**10,
        # Not JSON: its ETags are the versions that If-Match names.
        "COMPRESS_MIMETYPES": COMPRESSED,
    }
    Compress(app)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=settings.trusted_proxies, x_host=1
        )
