"""Answers to questions, exactly, from the rows of a county."""

import pytest

from gridnet.base.errors import Invalid
from gridnet.reports import answering
from gridnet.reports.answering import Source
from gridnet.reports.funnel import Fate
from gridnet.reports.question import Basis, Cut, Filters
from tests.factories import reports
from tests.factories.reports import HOUR, NINE, NOW, ask

pytestmark = pytest.mark.usefixtures("session")


def answer(code, **given):
    return answering.answer(ask(code, **given), now=NOW, tolerance_m=50)


def total(code, **given):
    return answer(code, **given).table.total


def test_open_and_late_counts_as_late():
    """Ten that should have been handled: six in time, two late, two open and late."""
    for minutes in (10, 20, 30, 40, 50, 60, 61, 90, None, None):
        reports.handled(minutes)
    share = total("on_time_handle").share
    assert (share.count, share.of, share.value) == (6, 10, 0.6)


def test_the_share_of_a_measure_counts_open_and_late_too():
    for minutes in (10, 20, 30, 40, 50, 60, 61, 90, None, None):
        reports.handled(minutes)
    found = total("handle")
    assert (found.n, found.share.count, found.share.of, found.open_late) == (8, 6, 10, 2)


def test_what_is_not_due_yet_is_counted_beside_the_rate():
    for minutes in (10, 20, 30, 40, 90):
        reports.handled(minutes)
    reports.handled(None, due=60 * 24 * 90)
    found = total("on_time_handle")
    assert (found.share.of, found.funnel.count(Fate.NOT_DUE)) == (5, 1)


def test_every_loss_is_counted_and_named():
    for minutes in (5, 5, 5, 0, 7, -3):
        made = reports.incident(state="closed")
        reports.leg(made, accepted=minutes, handled=30, ended=40)
    for state in ("duplicate", "rejected", "converted"):
        reports.leg(reports.incident(state=state))
    reports.leg(reports.incident(state="closed"), ended=40)
    reports.leg(reports.incident(), handled=30)
    reports.leg(reports.incident())
    funnel = total("accept").funnel
    assert (funnel.reported, funnel.valid, funnel.measured, funnel.zero) == (12, 10, 5, 1)
    assert dict(funnel.counts) == {
        Fate.MEASURED: 5,
        Fate.IMPOSSIBLE: 1,
        Fate.DUPLICATE: 1,
        Fate.REJECTED: 1,
        Fate.CONVERTED: 1,
        Fate.STAMP_MISSING: 2,
        Fate.OPEN: 1,
    }


def test_a_measure_whose_stamps_are_missing_everywhere_says_so():
    for _ in range(6):
        reports.leg(reports.incident(state="closed"), accepted=1, handled=9, ended=9)
    found = total("arrive")
    assert (found.n, found.median, found.share.value) == (0, None, None)
    assert found.funnel.count(Fate.STAMP_MISSING) == 6


def test_the_first_response_is_a_call_or_an_arrival_whichever_came_first():
    for _ in range(5):
        made = reports.incident()
        reports.leg(made, accepted=1, contacted=30, arrived=20, handled=90)
        reports.leg(made, "police", role="assist", accepted=1, contacted=10, arrived=40)
    reports.leg(reports.incident(), accepted=1, handled=9)
    response, contact = total("response"), total("contact")
    assert (response.n, response.median.seconds, contact.median.seconds) == (5, 600, 600)
    assert response.funnel.count(Fate.STAMP_MISSING) == contact.funnel.count(Fate.STAMP_MISSING) == 1


def test_a_period_without_data_has_an_empty_answer():
    found = answer("accept", cuts=(Cut.NETWORK,))
    assert (found.table.total.n, found.table.groups, found.source) == (0, (), Source.EXACT)


def test_still_open_cases_move_the_waiting_median():
    for minutes in (10, 10, 10, 20, 30):
        reports.handled(minutes)
    for _ in range(5):
        reports.handled(None)
    found = total("handle")
    assert (found.median.seconds, found.waiting_median_s, found.waiting_p90_s) == (600, 1800, None)


def test_a_hand_over_does_not_begin_the_time_again():
    for _ in range(5):
        made = reports.incident()
        reports.leg(made, state="released", ended=30)
        reports.leg(made, assigned=30, accepted=40)
    assert total("accept").median.seconds == 2400


def test_a_limit_that_ran_over_before_the_hand_over_was_not_kept():
    for _ in range(5):
        made = reports.incident()
        reports.leg(made, accepted=75)
        reports.clock(made, "accept", due=30, stopped=60, stop_cause="handed_over")
        reports.clock(made, "accept", due=90, stopped=75, turn=2, cause="handed_over")
    assert total("on_time_accept").share.value == 0


def test_a_leg_closed_before_anybody_had_to_accept_it_was_not_accepted_on_time():
    for _ in range(5):
        made = reports.incident(state="closed")
        reports.leg(made, "police", role="inform", ended=40)
        reports.clock(made, "accept", network="police", role="inform", due=600, stopped=40, stop_cause="close")
    found = total("on_time_accept")
    assert (found.share.of, found.funnel.count(Fate.NOT_DUE)) == (0, 5)


def test_while_a_clock_stands_still_nothing_becomes_late():
    for _ in range(5):
        made = reports.handled(None, due=60)
        standing = reports.clock(made, "arrive", due=60, state="paused")
        reports.pause(standing, minutes=30)
    assert total("on_time_arrive").funnel.count(Fate.NOT_DUE) == 5
    assert total("on_time_handle").share.of == 5


def test_a_limit_may_be_named_in_the_question():
    for minutes in (1, 2, 3, 4, 10, None):
        reports.handled(minutes)
    found = total("handle", limit_s=200)
    assert (found.share.count, found.share.of, found.open_late) == (3, 6, 1)


def test_the_dual_gap_is_between_the_two_networks():
    for _ in range(5):
        made = reports.incident()
        reports.leg(made, accepted=30)
        reports.leg(made, "police", role="assist", accepted=10)
    told = reports.incident()
    reports.leg(told, accepted=30)
    reports.leg(told, "police", role="inform", accepted=10)
    found = total("dual_gap")
    assert (found.n, found.median.seconds, found.funnel.reported) == (5, 1200, 5)


def both(**late):
    made = reports.incident()
    for network in ("community", "police"):
        reports.leg(made, network, role="lead" if network == "community" else "assist", accepted=1, arrived=9)
        for stage in ("accept", "arrive"):
            stopped = late.get(f"{network}_{stage}", 1)
            reports.clock(made, stage, network=network, due=10, stopped=stopped)


def test_dual_response_wants_both_networks_in_their_limits():
    for late in ({}, {}, {}, {"police_arrive": 11}, {"community_accept": None}):
        both(**late)
    share = total("dual_response").share
    assert (share.count, share.of) == (3, 5)


def test_a_reopened_case_is_open_until_it_is_closed_again():
    for _ in range(5):
        reports.incident(state="closed")
    again = reports.incident(state="assigned", closed_at=NINE + HOUR)
    reports.entry(again, "reopen", minutes=90)
    assert total("close").funnel.count(Fate.OPEN) == 1
    assert (total("reopened").share.count, total("reopened").share.of) == (1, 6)


def test_the_cohort_may_be_of_those_closed_in_the_period():
    for _ in range(5):
        reports.incident(state="closed", reported_at=NINE - 30 * 24 * HOUR, closed_at=NINE, ended_at=NINE)
    assert total("close").n == 0
    assert total("close", basis=Basis.CLOSED).n == 5


def test_a_day_is_a_local_day():
    for _ in range(5):
        reports.handled(5, reported_at=NINE.replace(hour=17))  # one o'clock of the next day in China
    (group,) = answer("handle", cuts=(Cut.DAY,)).table.groups
    assert group.key == ("2026-03-03",)


@pytest.mark.parametrize(
    ("cut", "key"),
    [
        (Cut.NETWORK, "community"),
        (Cut.VILLAGE, "410599001001"),
        (Cut.TOWNSHIP, "410599001"),
        (Cut.COUNTY, "410599"),
        (Cut.CITY, "4105"),
        (Cut.PROVINCE, "41"),
        (Cut.STATION, None),
        (Cut.GRID, None),
        (Cut.BEAT, None),
        (Cut.CATEGORY, "0402"),
        (Cut.GROUP, "04"),
        (Cut.PRIORITY, "P3"),
        (Cut.ROLE, "lead"),
        (Cut.CHANNEL, "GRID_APP"),
        (Cut.HOUR, "10"),
        (Cut.WEEKDAY, "1"),
        (Cut.MONTH, "2026-03"),
        (Cut.WEEK, "2026-W10"),
        (Cut.DAY, "2026-03-02"),
    ],
)
def test_an_answer_is_divided_by(cut, key):
    for _ in range(5):
        reports.handled(5)
    (group,) = answer("handle", cuts=(cut,)).table.groups
    assert (group.key, group.figures.n) == ((key,), 5)


def test_filed_on_time_is_out_of_what_should_have_been_filed():
    for accepted in (10, 20, 30, 90, None):
        made = reports.incident()
        reports.leg(made, accepted=accepted)
        reports.clock(made, "accept", due=60, stopped=accepted)
    ignored = reports.incident(state="rejected")  # before anybody accepted: never filed
    reports.leg(ignored)
    reports.clock(ignored, "accept", due=60, stopped=5, stop_cause="reject")
    found = total("on_time_filing")
    assert (found.share.count, found.share.of, found.funnel.count(Fate.NOT_DUE)) == (3, 5, 1)


def test_dispatched_is_what_somebody_has_or_a_desk_took_itself():
    for given, accepted in ((5, 90), (70, 90), (None, 50), (None, 61), (None, None)):
        made = reports.incident()
        reports.leg(made, accepted=None if given else accepted, ended=given)
        if given:
            reports.leg(made, assigned=given, accepted=accepted, person_id=1, position_id=1)
        reports.clock(made, "accept", due=60, stopped=accepted)
    found = total("on_time_dispatch")
    assert (found.share.count, found.share.of) == (2, 5)


def test_the_levels_share_what_was_solved():
    for rest in ("001001", "001001", "001001", "001", ""):
        reports.leg(reports.incident(), handled=9, desk_code=f"410599{rest}")
    reports.leg(reports.incident(is_history=True), handled=9, why="out_of_history")  # by whom is not known
    reports.leg(reports.incident())
    shares = [total(f"solved_{level}").share for level in ("village", "township", "county")]
    assert [(each.count, each.of) for each in shares] == [(3, 5), (1, 5), (1, 5)]


def test_valid_reports_are_out_of_those_of_patrols_and_repeats_out_of_all():
    for state in ("assigned", "closed", "closed", "rejected", "duplicate"):
        reports.incident(state=state)
    reports.incident(state="duplicate", channel="QR")
    valid, repeats = total("valid_report"), total("repeats")
    assert (valid.share.count, valid.share.of) == (3, 5)
    assert (repeats.share.count, repeats.share.of) == (2, 6)


@pytest.mark.parametrize(
    ("filters", "n"),
    [
        ({"network": "community"}, 5),
        ({"network": "police"}, 0),
        ({"role": "assist"}, 0),
        ({"priority": "P3"}, 5),
        ({"priority": "P1"}, 0),
        ({"category": "0402"}, 5),
        ({"group": "02"}, 0),
        ({"channel": "QR"}, 0),
        ({"station": "S1"}, 0),
        ({"area_id": 1}, 0),
        ({"hour": 10, "weekday": 1}, 5),
        ({"hour": 11}, 0),
    ],
)
def test_an_answer_is_narrowed_to(filters, n):
    for _ in range(5):
        reports.handled(5)
    assert total("handle", filters=Filters(**filters)).n == n


def test_a_village_is_narrower_than_its_county():
    for _ in range(5):
        reports.handled(5)
    assert [total("handle", scope=f"410599{rest}").n for rest in ("", "001", "002", "001001")] == [5, 5, 0, 5]


def test_more_than_one_county_is_not_read_case_by_case():
    with pytest.raises(Invalid, match="name a county"):
        answering.load(ask("handle", scope="41"), tolerance_m=50)


def test_imported_history_is_held_against_the_limit_it_came_with():
    for minutes in (60, 60, 60, 59, 61):
        made = reports.incident(state="closed", is_history=True)
        reports.promised(made, minutes=minutes)
    found = total("close")
    assert (found.share.count, found.share.of) == (4, 5)
    assert total("on_time_close").share == found.share
