"""What the board is asked for in its address, and what that means: filters, the county, how much of the list."""

from typing import Annotated, Any, cast
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from gridnet.base import http, paging
from gridnet.base.county import County
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.incidents import numbers
from gridnet.incidents.board import CardColour, Wanted
from gridnet.incidents.categories import Priority
from gridnet.incidents.lifecycle import ENDED, State
from gridnet.people.access import Actor
from gridnet.people.schemas import CountyCode
from gridnet.territory import layers

OPEN_STATES = tuple(state for state in State if state not in ENDED)


def _filled(value: Any) -> Any:
    """An empty field of a form is a filter that is not set."""
    return None if isinstance(value, str) and not value.strip() else value


_MAYBE = BeforeValidator(_filled)
Code4 = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class BoardQuery(BaseModel):
    """The address of a board; what is not known in it is passed over, so that old links still open."""

    county: Annotated[CountyCode | None, _MAYBE] = None
    number: Annotated[Words | None, _MAYBE] = None
    state: Annotated[State | None, _MAYBE] = None
    category: Annotated[Code4 | None, _MAYBE] = None
    priority: Annotated[Priority | None, _MAYBE] = None
    network: Annotated[Network | None, _MAYBE] = None
    card: Annotated[CardColour | None, _MAYBE] = None
    area: Annotated[Words | None, _MAYBE] = None
    unlocated: Annotated[bool | None, _MAYBE] = None
    limit: int = Field(30, ge=1, le=paging.LARGEST)
    after: Annotated[str | None, _MAYBE] = None

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the board, as it stands in the address."""
        given = self.model_dump(exclude={"limit", "after"}, exclude_none=True, mode="json")
        return {name: str(value).lower() if value is True else str(value) for name, value in given.items()}

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the county is asked for."""
        return bool(self.filters.keys() - {"county"})

    @property
    def is_picked(self) -> bool:
        """Whether any of the filters is set that are folded away."""
        return bool(self.filters.keys() - {"county", "number", "unlocated"})

    @property
    def wish(self) -> paging.Wish:
        """How much of the list is wanted."""
        return paging.Wish(limit=self.limit, after=self.after)

    def address(self, **more: Any) -> str:
        """What stands behind the question mark."""
        return urlencode(self.filters | more)


def read() -> BoardQuery:
    """What this request asks for; raises `Invalid`."""
    return cast("BoardQuery", http.read_query(BoardQuery))


def county_of(query: BoardQuery, actor: Actor) -> County:
    """The county asked for, or the viewer's own; raises `NotFound` where they may see nothing of it."""
    return actor.reach.part(query.county or actor.county).county


def wanted(query: BoardQuery, county: County) -> Wanted:
    """The filters as the board takes them: an area by its code in either network, an incident by its number."""
    return Wanted(
        state=query.state,
        category=query.category,
        priority=query.priority,
        network=query.network,
        card=query.card,
        area_ids=layers.find_area_ids(county, query.area.strip()) if query.area else None,
        incident_id=_incident(query.number, county) if query.number else None,
        unlocated=bool(query.unlocated),
    )


def _incident(number: str, county: County) -> int:
    """The id behind a number; of another county's, or of a slip, there is none."""
    try:
        found, id_ = numbers.read(number)
    except NotFound:
        return 0
    return id_ if found == county else 0
