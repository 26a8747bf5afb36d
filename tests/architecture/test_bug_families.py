"""What clocks elsewhere got wrong, and the test that makes each of it impossible here.

A line names what went wrong, where it was seen, and the test that would fail if it came back.
"""

import ast

import pytest

from tests.architecture.sources import ROOT

CLOCKS, ASSIGNMENT, JOURNEYS = "tests/gridnet/clocks", "tests/gridnet/assignment", "tests/journeys"

#: What went wrong (and where) → where its test is, and its name.
FAMILIES = {
    # Counting
    "wall-clock time counted as working time (osTicket #1107, Chatwoot before 2026)": (
        f"{CLOCKS}/test_deadlines.py",
        "test_a_limit_ends",
    ),
    "one span a day, so that lunch is worked (Chatwoot #14009, frappe #2212)": (
        f"{CLOCKS}/test_deadlines.py",
        "test_lunch_is_not_worked",
    ),
    "holidays ignored, make-up days unknown (Signalen, zendesk/biz #5, rickar/cal #106)": (
        f"{CLOCKS}/test_calendar_sources.py",
        "test_the_library_names_holidays_and_the_days_worked_for_them",
    ),
    "the weekday taken from the date in UTC (Signalen)": (
        f"{CLOCKS}/test_walltime.py",
        "test_half_past_four_in_london_is_the_next_day_here",
    ),
    "days stepped by 86,400 seconds (GLPI)": (
        f"{CLOCKS}/test_deadlines.py",
        "test_it_is_what_counting_minute_by_minute_gives",
    ),
    "escalated when it was made, with a calendar of its own (GLPI #15429)": (
        f"{CLOCKS}/test_counting.py",
        "test_escalated_at_creation_with_a_calendar_of_ones_own",
    ),
    "a negative time made positive (majifix)": (
        f"{CLOCKS}/test_policies.py",
        "test_zero_and_negative_limits_are_refused",
    ),
    "a year nobody has published taken for known (chinese-calendar #68)": (
        f"{CLOCKS}/test_deadlines.py",
        "test_a_year_that_is_not_published_makes_it_provisional",
    ),
    # Pauses
    "no pause by state (osTicket #3034, frappe #1554)": (f"{ASSIGNMENT}/test_timing.py", "test_a_desk_pauses_a_clock"),
    "violated while pending with a reason (GLPI #24481)": (
        f"{CLOCKS}/test_counting.py",
        "test_a_pause_that_is_granted_at_once_stands_still",
    ),
    "a pause lost when the policy changed (GLPI #6902, #15605)": (
        f"{CLOCKS}/test_counting.py",
        "test_a_change_of_policy_keeps_elapsed_time_and_pauses",
    ),
    "a pause lost when the priority changed (GLPI #6902)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_a_change_of_priority_makes_an_epoch_and_keeps_what_ran",
    ),
    "a pause over a weekend counted twice (GLPI #10594, frappe #2449)": (
        f"{CLOCKS}/test_deadlines.py",
        "test_a_pause_over_a_weekend_is_not_counted_twice",
    ),
    "two pauses in one minute overwrite each other (Zammad)": (
        f"{CLOCKS}/test_counting.py",
        "test_two_pauses_in_one_minute_are_two",
    ),
    "pauses that overlap (no exclusion constraint)": (
        f"{CLOCKS}/test_running.py",
        "test_pauses_of_a_clock_do_not_overlap",
    ),
    "a wish that counts as agreed, labels of agreed and refused swapped (sichuangrid)": (
        f"{CLOCKS}/test_extensions.py",
        "test_it_is_pending_and_moves_nothing_until_somebody_decides",
    ),
    # Which event does what
    "nobody could say what stops the clock (Zammad #3140, #1322, GLPI #1001)": (
        f"{CLOCKS}/test_table.py",
        "test_which_event_stops_the_clock",
    ),
    "a shorter clock overruled another one (Zammad #5177)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_the_clocks_of_one_leg_leave_the_others_alone",
    ),
    "a hand-over leaves no time, the former group's clock stays (GLPI #1911, Zammad #5624)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_a_hand_over_keeps_the_clock_and_gives_time_to_accept_once",
    ),
    "closed time counted after reopening (GLPI #9267)": (
        f"{CLOCKS}/test_counting.py",
        "test_closed_time_is_not_counted_when_it_goes_on",
    ),
    "reopening moved or lost what was due (Zammad #3410, #4516)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_a_reopened_case_begins_again_and_keeps_what_was",
    ),
    "a merged ticket escalates (Zammad #904)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_a_merged_case_does_not_escalate",
    ),
    "an offline act overwritten with the server's now (Resgrid)": (
        f"{CLOCKS}/test_counting.py",
        "test_an_offline_act_keeps_the_time_of_the_device",
    ),
    "an edited limit rewrites history (uReport)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_editing_a_limit_does_not_rewrite_history",
    ),
    "what was late leaves the list when it is closed (Signalen)": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_a_closed_case_that_was_late_stays_late",
    ),
    "old cases late the moment they are taken in": (
        f"{ASSIGNMENT}/test_timing.py",
        "test_what_a_file_brings_from_the_past_starts_no_clock",
    ),
    # The watch
    "never looked at but by whoever opens a list (Signalen)": (
        f"{JOURNEYS}/test_watching.py",
        "test_workers_killed_at_any_moment",
    ),
    "a run that was missed is never made up for (Netflix)": (
        f"{JOURNEYS}/test_watching.py",
        "test_after_six_hours_of_downtime_each_clock_has_one_late_card",
    ),
    "two workers make two alerts (notification-api #2473, adcp #5628)": (
        f"{JOURNEYS}/test_watching.py",
        "test_many_workers_at_once_make_each_card_once",
    ),
    "dropped before it was done, or done before it was marked (GLPI, iTop)": (
        f"{JOURNEYS}/test_watching.py",
        "test_killed_at_each_of_its_statements_nothing_is_lost_and_nothing_doubled",
    ),
    "an alert every round while it is late (ay-framework #454)": (
        f"{CLOCKS}/test_sweeping.py",
        "test_a_second_look_makes_no_second_card",
    ),
    "raises where there is no candidate (ECLK)": (
        f"{CLOCKS}/test_sweeping.py",
        "test_where_nobody_holds_any_seat_it_is_told_to_the_desk",
    ),
    "no ladder to supervisors (Chatwoot #6889, Zammad #2532, erpnext #6049)": (
        f"{CLOCKS}/test_sweeping.py",
        "test_the_ladder_is_climbed_to_its_end",
    ),
    "mails at midnight (Zammad #4432)": (
        f"{CLOCKS}/test_hearing.py",
        "test_at_night_it_goes_to_whoever_is_on_duty_if_need_be_further_up",
    ),
}

#: What somebody may send that cannot be, and the test that it is refused.
BAD_INPUT = {
    "a policy with red before yellow": (
        f"{CLOCKS}/test_policies.py",
        "test_a_policy_with_red_before_yellow_is_refused",
    ),
    "a calendar row with overlapping spans": (
        f"{CLOCKS}/test_calendar_import.py",
        "test_overlapping_spans_are_refused",
    ),
    "zero and negative limits": (f"{CLOCKS}/test_policies.py", "test_zero_and_negative_limits_are_refused"),
    "a limit in working days in a calendar without any": (
        f"{CLOCKS}/test_deadlines.py",
        "test_working_time_in_a_calendar_without_any_is_refused",
    ),
    "pausing a stopped clock": (
        f"{CLOCKS}/test_counting.py",
        "test_a_stopped_clock_is_neither_paused_nor_resumed_nor_stopped_again",
    ),
    "resuming twice": (f"{CLOCKS}/test_counting.py", "test_a_clock_is_paused_once_and_resumed_once"),
    "an extension after the limit": (f"{CLOCKS}/test_extensions.py", "test_after_the_limit_it_is_refused"),
    "an approver approving their own pause": (f"{CLOCKS}/test_counting.py", "test_nobody_grants_their_own_pause"),
    "an approver approving their own extension": (f"{CLOCKS}/test_extensions.py", "test_nobody_grants_their_own"),
    "a policy deleted while clocks run on it": (
        f"{CLOCKS}/test_policies_api.py",
        "test_a_county_sets_a_limit_of_its_own_by_two_persons",
    ),
    "2027 asked for today": (
        f"{CLOCKS}/test_deadlines.py",
        "test_2027_asked_for_today_is_mondays_to_fridays_at_the_hours_last_known",
    ),
}


@pytest.mark.parametrize(("path", "name"), [*FAMILIES.values(), *BAD_INPUT.values()])
def test_each_has_its_test(path, name):
    tree = ast.parse((ROOT / path).read_text())
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
