"""Rows of people as the doors show them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from gridnet.base.county import County
from gridnet.people import lists, masking, roles, schemas, staff
from gridnet.people.access import Actor
from gridnet.people.duty import Candidate
from gridnet.people.models import AccessToken, Person, Position
from gridnet.people.roles import Permission, Relation


def me(actor: Actor) -> schemas.MeOut:
    """Whoever is signed in."""
    positions = [schemas.PositionOut.model_validate(held, from_attributes=True) for held in actor.held]
    grants = [
        schemas.GrantOut(permission=permission, relations=relations)
        for permission in Permission
        if (relations := _relations(actor, permission))
    ]
    return schemas.MeOut(
        county=actor.county,
        person_id=actor.person_id,
        name=actor.name,
        staff_no=actor.staff_no,
        positions=positions,
        grants=grants,
        is_strong=actor.credential.is_strong,
        must_change_password=actor.credential.is_confined,
    )


def _relations(actor: Actor, permission: Permission) -> list[Relation]:
    found = {g.relation for held in actor.permitting(permission) for g in roles.grants(held.role, permission)}
    return sorted(found)


def persons(rows: Sequence[Person], at: datetime) -> list[schemas.PersonOut]:
    """Persons with their positions; one query for them all."""
    if not rows:
        return []
    by_person: dict[int, list[schemas.PositionRow]] = {row.id: [] for row in rows}
    for position in lists.list_positions(County(rows[0].county), list(by_person), at):
        by_person[position.person_id].append(position_row(position))
    return [_person(row, by_person[row.id]) for row in rows]


def _person(row: Person, positions: list[schemas.PositionRow]) -> schemas.PersonOut:
    return schemas.PersonOut(
        id=row.id,
        county=row.county,
        staff_no=row.staff_no,
        name=row.name,
        phone=masking.phone(staff.phone_of(row)),
        is_disabled=row.disabled_at is not None,
        version=row.version,
        positions=positions,
    )


def position_row(position: Position) -> schemas.PositionRow:
    """A position."""
    return schemas.PositionRow.model_validate(position, from_attributes=True)


def duty(candidates: Iterable[Candidate]) -> list[schemas.DutyOut]:
    """Whoever may answer."""
    return [schemas.DutyOut.model_validate(_plain(each)) for each in candidates]


def _plain(candidate: Candidate) -> dict[str, Any]:
    values = asdict(candidate)
    return values | {"reason": values.pop("duty_reason")}


def token(row: AccessToken) -> schemas.TokenOut:
    """A token without its secret."""
    return schemas.TokenOut.model_validate(row, from_attributes=True)


def token_made(row: AccessToken, secret: str) -> schemas.TokenMade:
    """A token just made, with its secret this one time."""
    return schemas.TokenMade(**token(row).model_dump(), token=secret)
