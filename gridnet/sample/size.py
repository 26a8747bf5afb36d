"""How large a sample county is: the real size, from which smaller ones are made for tests. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Size:
    """Numbers of divisions, areas and persons, days of history and of roster ahead, and incidents a day."""

    radius_m: float
    townships: int
    villages: int
    grids: int
    dedicated: int
    stations: int
    beats: int
    leaders: int
    village_desks: int
    auxiliaries: int
    days: int
    ahead: int
    per_day: float

    @property
    def general(self) -> int:
        """Grids that are not dedicated ones."""
        return self.grids - self.dedicated


#: As large as a real county of Henan: 300 persons with the desks, programs and administrators (see `crew`).
FULL = Size(
    radius_m=17_000,
    townships=11,
    villages=198,
    grids=700,
    dedicated=12,
    stations=11,
    beats=60,
    leaders=11,
    village_desks=16,
    auxiliaries=10,
    days=56,
    ahead=14,
    per_day=64,
)
#: For a quick look, and for tests: two townships and three days.
SMALL = Size(
    radius_m=4_500,
    townships=2,
    villages=8,
    grids=30,
    dedicated=3,
    stations=2,
    beats=6,
    leaders=2,
    village_desks=2,
    auxiliaries=2,
    days=3,
    ahead=3,
    per_day=40,
)
