"""Sessions and tokens."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gridnet.base import tokens
from gridnet.base.audit import AuditEntry
from gridnet.base.errors import Invalid, NotAllowed, NotFound
from gridnet.people import credentials
from gridnet.people.credentials import Kind, Shown
from gridnet.people.models import AccessToken, WebSession
from gridnet.people.roles import Permission
from tests.factories import people
from tests.factories.people import AT, COUNTY

SECRET = "a" * 20 + "_-" + "B" * 21


def test_a_cookie_is_read_as_it_was_written():
    assert credentials.read_session(f"410599.7.{SECRET}") == Shown(Kind.SESSION, COUNTY, 7, SECRET)


def test_a_token_is_read_as_it_was_written():
    assert credentials.read_token(f"gn_410599_7_{SECRET}") == Shown(Kind.TOKEN, COUNTY, 7, SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "410599.7",
        f"41059.7.{SECRET}",
        f"410599.x.{SECRET}",
        f"410599.{'9' * 19}.{SECRET}",  # no bigint
        f"410599.7.{SECRET}\n",
        f"٤١٠٥٩٩.7.{SECRET}",  # digits of another script
        f"gn_410599_7_{SECRET}' OR 1=1",
        "gn_410599_7_short",
    ],
)
def test_what_was_never_ours_is_nobody(text):
    assert credentials.read_session(text) is None
    assert credentials.read_token(text) is None


@pytest.mark.parametrize(
    ("wanted", "held", "able"),
    [
        (None, None, True),  # all that the person may
        ([Permission.AREA_READ], None, True),
        ([Permission.AREA_READ], frozenset({"area.read", "duty.read"}), True),
        ([Permission.AREA_READ], frozenset({"duty.read"}), False),
        (None, frozenset({"area.read"}), False),  # a limited token makes no unlimited one
    ],
)
def test_a_token_is_given_no_more_than_its_maker_has(wanted, held, able):
    if able:
        credentials.check_subset(wanted, held)
    else:
        with pytest.raises(NotAllowed):
            credentials.check_subset(wanted, held)


@pytest.mark.usefixtures("session")
class TestRows:
    def test_only_a_digest_of_a_secret_is_kept(self, session):
        shown = credentials.read_token(people.token(people.person()))
        row = session.get(AccessToken, (COUNTY, shown.id))
        assert row.secret_hash == tokens.digest(shown.secret)
        assert credentials.own(shown, row.secret_hash)

    def test_every_sign_in_is_a_session_of_its_own(self):
        person = people.person()
        assert len({people.cookie(person) for _ in range(3)}) == 3

    @pytest.mark.parametrize("days", [0, -1, 367])
    def test_a_token_expires_within_a_year(self, days):
        with pytest.raises(Invalid):
            people.token(people.person(), days=days)

    def test_a_token_of_somebody_else_is_not_found(self):
        mine, other = people.person(), people.person()
        shown = credentials.read_token(people.token(other))
        assert credentials.get_token(COUNTY, shown.id).person_id == other.id
        with pytest.raises(NotFound):
            credentials.get_token(COUNTY, shown.id, of=mine.id)

    def test_revoking_again_changes_nothing(self, session):
        shown = credentials.read_token(people.token(people.person()))
        token = credentials.get_token(COUNTY, shown.id)
        for at in (AT, AT + timedelta(hours=1)):
            credentials.revoke_token(token, by=None, source="test", at=at)
        actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action == "token.revoke")).all()
        assert (token.revoked_at, len(actions)) == (AT, 1)

    def test_all_sessions_of_a_person_end_but_one(self, session):
        person, other = people.person(), people.person()
        kept = credentials.read_session(people.cookie(person))
        people.cookie(person)
        people.cookie(other)
        assert credentials.revoke_sessions(COUNTY, person.id, AT, but=kept.id) == 1
        session.expire_all()
        open_ = session.scalars(select(WebSession.person_id).where(WebSession.revoked_at.is_(None))).all()
        assert sorted(open_) == sorted([person.id, other.id])

    def test_all_tokens_of_a_person_end(self):
        person = people.person()
        people.token(person)
        people.token(people.person())
        assert credentials.revoke_tokens(COUNTY, person.id, AT) == 1
