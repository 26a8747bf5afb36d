"""What a person has been told, and what of it they have seen."""

from datetime import timedelta

from gridnet.base.paging import Wish
from gridnet.notices import inbox
from tests.factories import notices, people
from tests.factories.people import AT, COUNTY


def test_one_sees_ones_own_newest_first(session):
    mine, other = people.person(), people.person()
    first, second = notices.promise(mine), notices.promise(mine)
    notices.promise(other)
    notices.promise(desk_code="410599001")
    assert [row.id for row in inbox.list_notices(COUNTY, mine.id, Wish())] == [second.id, first.id]


def test_the_same_person_id_in_another_county_is_somebody_else(session):
    mine = people.person()
    notices.promise(mine)
    assert inbox.list_notices("410598", mine.id, Wish()) == []


def test_what_was_seen_stays_seen_from_the_first_moment(session):
    mine = people.person()
    notice = notices.promise(mine)
    assert inbox.see(COUNTY, mine.id, at=AT, ids=[notice.id]) == 1
    assert inbox.see(COUNTY, mine.id, at=AT + timedelta(hours=1), ids=[notice.id]) == 0
    session.refresh(notice)
    assert notice.seen_at == AT
    assert inbox.list_notices(COUNTY, mine.id, Wish(), unseen=True) == []


def test_nobody_marks_what_is_somebody_elses(session):
    mine, other = people.person(), people.person()
    theirs = notices.promise(other)
    assert inbox.see(COUNTY, mine.id, at=AT, ids=[theirs.id]) == 0
    assert inbox.standing(COUNTY, other.id).unseen == 1


def test_all_up_to_one_are_marked_and_what_came_later_is_not(session):
    mine = people.person()
    _, second, third = (notices.promise(mine) for _ in range(3))
    assert inbox.see(COUNTY, mine.id, at=AT, up_to=second.id) == 2
    assert inbox.standing(COUNTY, mine.id) == inbox.Standing(1, third.id)


def test_nothing_unseen_is_nothing(session):
    assert inbox.standing(COUNTY, people.person().id) == inbox.Standing(0, None)


def test_counting_stops_where_nobody_reads_on(session, monkeypatch):
    monkeypatch.setattr(inbox, "MOST", 2)
    mine = people.person()
    for _ in range(3):
        notices.promise(mine)
    assert inbox.standing(COUNTY, mine.id).unseen == 2
