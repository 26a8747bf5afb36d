"""Where one can go, as a table: whoever holds the permission sees the entry; a phone has a sheet for the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.people.access import Actor
from gridnet.people.roles import Permission, Role

#: Who works on the way, and so begins with what is theirs; the others begin with the board, or with the settings.
IN_THE_FIELD = frozenset({Role.GRID_WORKER, Role.GRID_HELPER, Role.OFFICER, Role.AUXILIARY})
AT_DESKS = frozenset(
    {
        Role.GRID_LEADER,
        Role.STATION_DUTY,
        Role.VILLAGE_DESK,
        Role.TOWNSHIP_DESK,
        Role.COUNTY_DESK,
        Role.DISPATCHER,
        Role.SUPERVISOR,
    }
)
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
CALLED = frozenset({Role.DEPARTMENT_DESK})
EVERYBODY = frozenset(Role)
#: So many a thumb can tell apart on a phone; the last of them opens the rest where there are more.
IN_THE_BAR = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """A place to go: its page, its name and icon, what one must be permitted, and for whom it is there."""

    endpoint: str
    name: LazyString
    icon: str
    permission: Permission
    roles: frozenset[Role] = EVERYBODY


#: Pages of another file that belong to an entry.
PARTS: Mapping[str, frozenset[str]] = {
    "reports": frozenset({"reports_mail"}),
    "me": frozenset({"me_factor", "password"}),
}

_STAFF = IN_THE_FIELD | AT_DESKS

ENTRIES: Sequence[Entry] = (
    Entry("today.show", _("Today"), "list-todo", Permission.ASSIGNMENT_READ, _STAFF),
    Entry("board.show", _("Board"), "map", Permission.INCIDENT_READ, AT_DESKS),
    Entry("report.show", _("Report"), "circle-plus", Permission.INCIDENT_REPORT, _STAFF),
    Entry("inbox.show", _("Inbox"), "inbox", Permission.SELF),
    Entry("whistles.show", _("Whistles"), "megaphone", Permission.WHISTLE_READ),
    Entry("reports.show", _("Reports"), "chart-line", Permission.REPORT_READ, AT_DESKS),
    Entry("shifts.show", _("My shifts"), "calendar-clock", Permission.DUTY_READ, IN_THE_FIELD),
    Entry("between.show", _("Legs side by side"), "columns-2", Permission.INCIDENT_READ, AT_DESKS),
    Entry("coverage.show", _("Coverage"), "shield-check", Permission.DUTY_READ, AT_DESKS),
    Entry("admin.show", _("Administration"), "settings", Permission.SELF, ADMINISTRATORS),
    Entry("me.show", _("Me"), "circle-user", Permission.SELF),
)


def entries(actor: Actor | None) -> list[Entry]:
    """Where this person can go, in the order of the table; only to pages that are there."""
    if actor is None:
        return []
    return [each for each in ENTRIES if each.endpoint in current_app.view_functions and is_for(each, actor)]


def split(shown: Sequence[Entry]) -> tuple[Sequence[Entry], Sequence[Entry]]:
    """What stands in the bar of a phone, and what stands in its sheet, which is there where the bar has no room."""
    return (shown, ()) if len(shown) <= IN_THE_BAR else (shown[: IN_THE_BAR - 1], shown[IN_THE_BAR - 1 :])


def is_for(entry: Entry, actor: Actor) -> bool:
    """Whether the entry is meant for one of the positions the person holds, and permitted by it."""
    meant = [held for held in actor.permitting(entry.permission) if held.role in entry.roles]
    return bool(meant) or (entry.permission is Permission.SELF and _is_any(actor, entry.roles))


def _is_any(actor: Actor, roles: Iterable[Role]) -> bool:
    return roles == EVERYBODY or any(held.role in roles for held in actor.held)


def is_here(entry: Entry) -> bool:
    """Whether the page that is shown belongs to the entry."""
    of = entry.endpoint.partition(".")[0]
    shown = (request.blueprint or "").partition(".")[0]
    return shown == of or shown in PARTS.get(of, ())


def first_page(actor: Actor) -> str:
    """Where somebody begins: desks with the board, administrators with the settings, all others with what is theirs."""
    roles = {held.role for held in actor.held}
    first = ((AT_DESKS, "board.show"), (ADMINISTRATORS, "admin.show"), (CALLED, "whistles.show"))
    wanted = next((endpoint for meant, endpoint in first if roles & meant), "today.show")
    open_to = {each.endpoint for each in entries(actor)}
    return wanted if wanted in open_to else "me.show" if "me.show" in open_to else "account.welcome"
