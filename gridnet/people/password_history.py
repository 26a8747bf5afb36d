"""The passwords a person had before, as hashes, so that none of the last few comes back."""

from sqlalchemy import Select, delete, select

from gridnet.base import db
from gridnet.base.county import County
from gridnet.people import passwords
from gridnet.people.models import PastPassword, Person
from gridnet.people.passwords import Weak, Weakness


def check(person: Person, password: str, remembered: int) -> None:
    """Refuse one of the last `remembered` passwords, the present one among them; raises `Weak`."""
    if remembered == 0:
        return
    kept = [person.password_hash, *_past(person, remembered - 1)]
    if any(passwords.matches(password, each) for each in kept if each):
        raise Weak(f"this was one of your last {remembered} passwords; choose one you have not had", Weakness.USED)


def remember(person: Person, remembered: int) -> None:
    """Keep the password that is about to be replaced, and no more than can be asked for."""
    if person.password_hash is not None and remembered > 1:
        db.session.add(PastPassword(county=person.county, person_id=person.id, password_hash=person.password_hash))
        db.session.flush()
    last = _mine(person).limit(max(remembered - 1, 0))
    here = (PastPassword.county == person.county, PastPassword.person_id == person.id)
    db.session.execute(
        delete(PastPassword).where(*here, PastPassword.id.not_in(last)),
        execution_options={"synchronize_session": False},
    )


def _past(person: Person, number: int) -> list[str]:
    query = _mine(person).with_only_columns(PastPassword.password_hash).limit(number)
    return list(db.session.scalars(query))


def _mine(person: Person) -> Select[int]:
    county = County(person.county)
    mine = (PastPassword.county == county, PastPassword.person_id == person.id)
    return select(PastPassword.id).where(*mine).order_by(PastPassword.id.desc())
