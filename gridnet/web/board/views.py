"""Saved views: a person's own names for boards narrowed so; kept, opened by their address, and removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl

from flask import redirect, url_for
from pydantic import BaseModel, StringConstraints
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from gridnet.base import db, http, moment
from gridnet.base.county import County
from gridnet.base.errors import Conflict
from gridnet.incidents.board_models import BoardView
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.web import forms, frame
from gridnet.web.board.asking import BoardQuery
from gridnet.web.frame import Page, Pages

routes = Pages("board_views", __name__)

#: Views a person may keep in a county.
MOST = 30


class ViewIn(BaseModel):
    """A name, and what stands in the board's address."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    query: Annotated[str, StringConstraints(max_length=600)] = ""


def list_views(county: County, person_id: int) -> Sequence[BoardView]:
    """A person's views of a county's board, by name."""
    query = select(BoardView).where(BoardView.county == county, BoardView.person_id == person_id)
    return db.session.scalars(query.order_by(BoardView.name)).all()


def save(county: County, person_id: int, view: ViewIn, at: datetime) -> str:
    """Keep a view under its name, in place of one of that name; what it narrows to. Raises `Conflict` for too many."""
    narrowed = BoardQuery.model_validate(dict(parse_qsl(view.query))).address()
    names = select(func.count()).where(
        BoardView.county == county, BoardView.person_id == person_id, BoardView.name != view.name
    )
    if db.session.execute(names).scalar_one() >= MOST:
        raise Conflict(f"{MOST} views are kept; remove one of them first")
    given = {"county": county, "person_id": person_id, "name": view.name, "query": narrowed, "created_at": at}
    put = insert(BoardView).values(given)
    put = put.on_conflict_do_update(index_elements=["person_id", "name", "county"], set_={"query": narrowed})
    db.session.execute(put)
    return narrowed


def remove(county: County, person_id: int, id_: int) -> None:
    """Forget a view of this person's; one that is gone already is gone."""
    mine = (BoardView.county == county, BoardView.person_id == person_id, BoardView.id == id_)
    db.session.execute(delete(BoardView).where(*mine))


@routes.post("/board/views/<county>")
@http.permit(Permission.INCIDENT_READ)
def save_view(county: str) -> Page:
    """Keep the board as it is narrowed now."""
    actor = access.actor()
    code = actor.reach.part(county).county
    query = save(code, actor.person_id, forms.read(ViewIn), moment.now())
    return redirect(f"{url_for('board.show')}?{query}", code=303)


@routes.post("/board/views/<county>/<int:view_id>/removal")
@http.permit(Permission.INCIDENT_READ)
def remove_view(county: str, view_id: int) -> Page:
    """Forget a view."""
    actor = access.actor()
    remove(actor.reach.part(county).county, actor.person_id, view_id)
    return frame.go("board.show")
