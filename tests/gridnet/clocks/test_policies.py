"""Which limit holds, and what a county may not do to it."""

from datetime import timedelta

import pytest

from gridnet.base.errors import Conflict, Invalid
from gridnet.clocks import policies
from gridnet.clocks.limits import Limit, Unit
from gridnet.clocks.policies import Book, Matters
from gridnet.clocks.values import About, CalendarKind
from tests.factories.clocks import COUNTY, SINCE, policy, terms

AT = SINCE + timedelta(days=365)
P1, LAMP = About("0202", "P1", urban=True), About("0402", "P3", urban=False)


def chosen(*versions, about=LAMP, network="community", role="lead", at=AT):
    found = Book(versions).choose(about, "handle", network, role, at)
    return found.code if found else None


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ({"county": COUNTY}, {"category": "0402", "priority": "P3", "network": "community", "role": "lead"}),
        ({"category": "0402"}, {"category_group": "04", "priority": "P3"}),
        ({"category_group": "04"}, {"priority": "P3", "urban": False}),
        ({"priority": "P3"}, {"urban": False, "network": "community", "role": "lead"}),
        ({"urban": False}, {"network": "community", "role": "lead"}),
        ({"network": "community"}, {"role": "lead"}),
        ({"role": "lead"}, {}),
    ],
)
def test_the_most_specific_holds(more, less):
    assert chosen(policy("less", id_=2, **less), policy("more", id_=1, **more)) == "more"


def test_between_equals_the_later_holds():
    assert chosen(policy("later", id_=9, priority="P3"), policy("earlier", id_=8, priority="P3")) == "later"


@pytest.mark.parametrize(
    "other",
    [
        {"stage": "accept"},
        {"category": "0401"},
        {"category_group": "01"},
        {"priority": "P1"},
        {"network": "police"},
        {"role": "assist"},
        {"urban": True},
    ],
)
def test_what_names_something_else_does_not_fit(other):
    assert chosen(policy(**other)) is None


def test_what_nobody_knows_fits_only_what_does_not_name_it():
    town, any_ = policy("town", id_=2, urban=True), policy("any", id_=1)
    assert chosen(town, any_, about=About("0402", "P3", urban=None)) == "any"


def test_a_version_holds_until_the_next_one_and_a_withdrawn_one_not_at_all():
    first = policy("lamp", id_=1)
    second = policy("lamp", id_=2, version=2, valid_from=AT, of=terms(30))
    gone = policy("lamp", id_=3, version=3, valid_from=AT + timedelta(days=1), is_withdrawn=True)
    book = Book((first, second, gone))
    moments = (SINCE - timedelta(days=1), SINCE, AT - timedelta(seconds=1), AT, AT + timedelta(days=1))
    found = [book.choose(LAMP, "handle", "community", "lead", at) for at in moments]
    assert [each.version if each else None for each in found] == [None, 1, 1, 2, None]


@pytest.mark.parametrize(
    ("remind", "yellow", "red"), [(80, 200, 100), (80, 100, 100), (100, 100, 200), (0, 100, 200), (120, 100, 200)]
)
def test_a_policy_with_red_before_yellow_is_refused(remind, yellow, red):
    with pytest.raises(Invalid, match="must rise"):
        terms(remind_percent=remind, yellow_percent=yellow, red_percent=red)


@pytest.mark.parametrize("amount", [0, -1])
def test_zero_and_negative_limits_are_refused(amount):
    """majifix made a negative time positive, and rewrote the moment it was measured by."""
    with pytest.raises(Invalid):
        Limit(amount, Unit.WORKING_DAY)


@pytest.mark.parametrize("unit", [Unit.WORKING_HOUR, Unit.WORKING_DAY])
def test_working_time_round_the_clock_is_refused(unit):
    with pytest.raises(Invalid, match="working calendar"):
        policies.check_terms(terms(1, unit, CalendarKind.ALWAYS))


def test_a_red_moment_that_leaves_no_room_for_a_conference_is_refused():
    with pytest.raises(Invalid, match="latest"):
        policies.check_terms(terms(red_percent=901))


ALWAYS = CalendarKind.ALWAYS
TOWN = policy("town", priority="P1", urban=True, stage="arrive", of=terms(15, Unit.MINUTE, ALWAYS))
RURAL = policy("rural", priority="P1", urban=False, stage="arrive", of=terms(30, Unit.MINUTE, ALWAYS))
URGENT = [TOWN, RURAL, policy("ordinary", priority="P3", stage="arrive", of=terms(9))]


@pytest.mark.parametrize(
    ("matters", "given"),
    [
        ({"priority": "P1"}, terms(20, Unit.MINUTE, ALWAYS)),  # more than a town has
        ({"priority": "P1", "urban": True}, terms(16, Unit.MINUTE, ALWAYS)),
        ({"priority": "P1", "urban": False, "category": "0702"}, terms(1, Unit.DAY, ALWAYS)),
        ({"priority": "P1", "urban": False}, terms(5, Unit.MINUTE)),  # and the office shuts
        ({"priority": "P1", "urban": False}, terms(25, Unit.MINUTE, ALWAYS, red_percent=300)),  # red later
        ({}, terms(60, Unit.MINUTE, ALWAYS)),  # it would hold for what is urgent too
    ],
)
def test_a_county_cannot_loosen_what_is_urgent(matters, given):
    with pytest.raises(Conflict, match="loosen"):
        policies.check_tightens(Matters(stage="arrive", **matters), given, URGENT)


@pytest.mark.parametrize(
    ("matters", "given"),
    [
        ({"priority": "P1"}, terms(15, Unit.MINUTE, ALWAYS)),
        ({"priority": "P1", "urban": False}, terms(30, Unit.MINUTE, ALWAYS, yellow_percent=90)),
        ({"priority": "P3"}, terms(99, Unit.DAY)),  # what is not urgent is the county's own affair
        ({"priority": "P1", "category_group": "07"}, terms(10, Unit.MINUTE, ALWAYS)),
    ],
)
def test_a_county_may_tighten(matters, given):
    policies.check_tightens(Matters(stage="arrive", **matters), given, URGENT)


def test_a_category_of_another_group_is_no_overlap():
    fire = policy("fire", priority="P1", category="0702", stage="arrive", of=terms(5, Unit.MINUTE, ALWAYS))
    mine = Matters(stage="arrive", priority="P1", category_group="02")
    policies.check_tightens(mine, terms(10, Unit.MINUTE, ALWAYS), [fire])
