"""What needs an administrator: drafts and proposals that wait, messages given up, clocks set aside, holes, years."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for
from flask_babel import gettext

from gridnet.base import moment
from gridnet.base.errors import NotFound
from gridnet.clocks import calendar_cache, faults, policy_proposals
from gridnet.notices import giving_up
from gridnet.people import coverage, lists, lockout
from gridnet.people.coverage import Depth
from gridnet.people.roles import Permission
from gridnet.territory import layers
from gridnet.web.admin.desk import Desk

#: How far ahead positions that end, and holes in the roster, are told.
SOON, FORTNIGHT = timedelta(days=30), timedelta(days=14)
#: From this month on the year to come should be published.
ASKED_FROM_MONTH = 11


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that needs somebody: how often, in words, and where to go about it."""

    count: int
    words: str
    href: str
    is_grave: bool = False


def matters(desk: Desk) -> list[Matter]:
    """All that needs this person, the grave first; what there is none of is left out."""
    found = [*_boundaries(desk), *_clocks(desk), *_people(desk), *_security(desk)]
    return sorted((each for each in found if each.count), key=lambda each: not each.is_grave)


def _boundaries(desk: Desk) -> Iterator[Matter]:
    if desk.may(Permission.BOUNDARY_PUBLISH):
        words = gettext("boundary drafts wait for a second person to publish them")
        yield Matter(layers.count_waiting(desk.county), words, url_for("admin.boundaries.list_"))
    if desk.may(Permission.NOTICE_MANAGE):
        words = gettext("messages were given up and reached nobody")
        yield Matter(giving_up.count_given_up(desk.county), words, url_for("admin.deliveries.list_"), is_grave=True)


def _clocks(desk: Desk) -> Iterator[Matter]:
    if not desk.may(Permission.POLICY_WRITE):
        return
    words = gettext("clocks are set aside because they cannot be handled")
    yield Matter(faults.count_open(desk.county), words, url_for("admin.faults.list_"), is_grave=True)
    words = gettext("changes of time limits wait for another administrator")
    yield Matter(policy_proposals.count_waiting(desk.county), words, url_for("admin.policies.list_"))
    for year in missing_years(desk):
        words = gettext("calendar year is missing: %(year)s. Due times that reach into it are provisional", year=year)
        yield Matter(1, words, url_for("admin.calendars.show", year=year))


def missing_years(desk: Desk) -> list[int]:
    """The years whose days should be known by now and are not: this one, and near its end the next."""
    today = moment.local(desk.at)
    wanted = [today.year, today.year + 1] if today.month >= ASKED_FROM_MONTH else [today.year]
    try:
        calendar = calendar_cache.get(desk.county)
    except NotFound:
        return wanted
    return [year for year in wanted if not calendar.is_published(year)]


def _people(desk: Desk) -> Iterator[Matter]:
    if not desk.may(Permission.PEOPLE_WRITE):
        return
    ended = lists.list_ending(desk.county, desk.at - SOON, desk.at)
    ending = lists.list_ending(desk.county, desk.at, desk.at + SOON)
    href = url_for("admin.people.list_ending")
    yield Matter(len(ended), gettext("positions ended lately and nothing follows them"), href, is_grave=True)
    yield Matter(len(ending), gettext("positions end within 30 days"), href)


def _security(desk: Desk) -> Iterator[Matter]:
    if desk.may(Permission.SESSION_REVOKE):
        locked = len(lockout.list_locked(desk.county, desk.at))
        yield Matter(locked, gettext("accounts are locked after wrong passwords"), url_for("admin.security.show"))


def holes(desk: Desk) -> Matter | None:
    """Areas where nobody at all will answer at some time of the coming fortnight; asked apart, for it takes longer."""
    found = coverage.coverage_holes(desk.county, desk.at, desk.at + FORTNIGHT)
    areas = {(each.network, each.area_id) for each in found if each.depth is Depth.CHAIN}
    words = gettext("areas have times in the coming fortnight at which nobody answers")
    return Matter(len(areas), words, url_for("admin.rosters.show_holes"), is_grave=True) if areas else None
