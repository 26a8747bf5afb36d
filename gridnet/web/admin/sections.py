"""Where an administrator can go, as a table: who holds one of the permissions here sees the entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from gridnet.people.access import Actor
from gridnet.people.roles import Permission


@dataclass(frozen=True, slots=True)
class Section:
    """A screen or a few of them: the first page, its name and icon, what it is for, and what one must be permitted."""

    endpoint: str
    name: LazyString
    icon: str
    about: LazyString
    permissions: tuple[Permission, ...]


SECTIONS: Sequence[Section] = (
    Section(
        "admin.boundaries.list_",
        _("Boundaries"),
        "map",
        _("Import grids and beats, look at what is wrong, correct, publish"),
        (Permission.BOUNDARY_READ,),
    ),
    Section(
        "admin.people.list_",
        _("People"),
        "users",
        _("Staff, the positions they hold, sign-in"),
        (Permission.PEOPLE_READ,),
    ),
    Section(
        "admin.rosters.show",
        _("Rosters"),
        "calendar-days",
        _("Who is on duty when, week by week"),
        (Permission.DUTY_WRITE,),
    ),
    Section(
        "admin.policies.list_",
        _("Time limits"),
        "timer",
        _("How long each step may take; proposed by one, confirmed by another"),
        (Permission.POLICY_WRITE, Permission.AUDIT_READ),
    ),
    Section(
        "admin.calendars.show",
        _("Calendars"),
        "calendar",
        _("Working days, holidays and the days worked for them"),
        (Permission.POLICY_WRITE, Permission.AUDIT_READ),
    ),
    Section(
        "admin.ladder.show",
        _("Escalation ladder"),
        "trending-up",
        _("Who hears when a limit runs out"),
        (Permission.POLICY_WRITE, Permission.AUDIT_READ),
    ),
    Section(
        "admin.categories.list_",
        _("Categories"),
        "tags",
        _("Kinds of matter, and the part the police have in each"),
        (Permission.POLICY_WRITE,),
    ),
    Section(
        "admin.departments.list_",
        _("Departments"),
        "building-2",
        _("Whom a township can whistle for"),
        (Permission.DEPARTMENT_WRITE,),
    ),
    Section(
        "admin.faults.list_",
        _("Clocks set aside"),
        "alarm-clock-off",
        _("Clocks that could not be handled, and why"),
        (Permission.POLICY_WRITE,),
    ),
    Section(
        "admin.deliveries.list_",
        _("Deliveries"),
        "send",
        _("Messages that did not arrive"),
        (Permission.NOTICE_MANAGE,),
    ),
    Section(
        "admin.security.show",
        _("Sign-in security"),
        "shield",
        _("Locked accounts, sessions, tokens"),
        (Permission.SESSION_REVOKE,),
    ),
    Section(
        "admin.audits.list_",
        _("Audit trail"),
        "scroll-text",
        _("Who did what, as whom, from where"),
        (Permission.AUDIT_READ,),
    ),
    Section(
        "admin.health.show",
        _("System health"),
        "activity",
        _("Database, worker, queues, disk"),
        (Permission.NOTICE_MANAGE, Permission.AUDIT_READ, Permission.SESSION_REVOKE),
    ),
)

#: Sections that show their own part of the county to whoever has only that.
IN_PARTS = frozenset({"admin.rosters.show"})


def open_to(actor: Actor | None) -> list[Section]:
    """The sections this person may enter, in the order of the table."""
    if actor is None:
        return []
    there = current_app.view_functions
    return [each for each in SECTIONS if each.endpoint in there and _may_enter(actor, each)]


def _may_enter(actor: Actor, section: Section) -> bool:
    """Whether one of the permissions is theirs: for all of the county, or for a part where the section has parts."""
    able = [each for each in section.permissions if actor.permitting(each)]
    if section.endpoint in IN_PARTS:
        return bool(able)
    return any(actor.reach_for(each).covers(actor.county) for each in able)


def is_here(section: Section) -> bool:
    """Whether the page that is shown belongs to the section."""
    return request.blueprint == section.endpoint.rpartition(".")[0]
