"""Reports of the sample county: what, where, when, by whom, with the oddities of real ones. Pure; a day at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

import numpy as np
import shapely

from geo import datums, points
from geo.datums import Datum
from geo.points import Floats, LngLat
from gridnet.base.moment import LOCAL
from gridnet.sample import ground
from gridnet.sample.ground import Ground
from gridnet.sample.matters import DAY_OFF, MATTERS, ORDINARY, POLICE, POLICE_GROUPS, WEEK, WORKDAY
from gridnet.territory.values import Kind, Plot

SATURDAY = 5


class Oddity(StrEnum):
    """What is unusual about a report."""

    NONE = "none"
    OFFLINE = "offline"  # written in a dead zone, sent later
    DUPLICATE = "duplicate"  # of another one, shortly after and close by
    ADDRESS = "address"  # an address and no point
    CODE = "code"  # the code of a grid and no point
    OUTSIDE = "outside"  # a point beyond every area
    SHORE = "shore"  # a point just outside the county
    ON_THE_SPOT = "on_the_spot"  # handled by whoever reports it
    NAMES_KEEPER = "names_keeper"  # tells of the grid's own worker


#: How often each comes among the reports that can have it.
SHARES = {
    Oddity.OFFLINE: 0.05,
    Oddity.DUPLICATE: 0.03,
    Oddity.ADDRESS: 0.012,
    Oddity.CODE: 0.02,
    Oddity.OUTSIDE: 0.004,
    Oddity.SHORE: 0.006,
    Oddity.ON_THE_SPOT: 0.06,
    Oddity.NAMES_KEEPER: 0.03,
}
COMPLAINTS = frozenset({"0118", "0603"})
SMALL_MATTERS = frozenset({"0401", "0402", "0406", "0501", "0504", "0505"})
#: Reports a unit of ground brings, by the class of its village: towns are denser, and premises are lively.
DENSITY = {"111": 9.0, "210": 5.0, "220": 1.0}
PREMISES_DENSITY = 12.0
#: Share of places taken from a map's page rather than a phone's GPS, and of complaints written rather than told.
BY_MAP, BY_PAGE = 0.3, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One report, by codes; `at` is when it reaches the service, `captured_at` when a device wrote it offline.

    `spot` is where it is, `place` what of that was sent.
    """

    number: int
    at: datetime
    occurred_at: datetime
    captured_at: datetime | None
    category: str
    channel: str
    text: str
    plot: Plot
    spot: LngLat
    place: LngLat | None
    datum: Datum = Datum.WGS84
    accuracy_m: float | None = None
    oddity: Oddity = Oddity.NONE
    duplicate_of: int | None = None

    @property
    def given(self) -> LngLat | None:
        """The place in the datum it was sent in."""
        if self.place is None:
            return None
        lng, lat = datums.from_wgs84(self.place.lng, self.place.lat, self.datum)
        return LngLat(float(lng), float(lat))


class Land:
    """Where reports come from: grids weighted by how lively they are, and points in them."""

    def __init__(self, whole: Ground) -> None:
        classes = {each.code: each.urban_class or "220" for each in whole.divisions}
        self.plots: Sequence[Plot] = whole.grids
        self.outline = whole.outline
        self._shares = _running(_density(plot, classes) for plot in whole.grids)
        self.towns: Mapping[str, str] = {each.code: each.name for each in whole.divisions}

    def draw(self, random: np.random.Generator) -> tuple[Plot, LngLat]:
        """A grid, and a point in it; never on a dedicated grid's ground by mistake, for the lookup decides that."""
        plot = self.plots[int(np.searchsorted(self._shares, random.random(), side="right"))]
        return plot, self.point_in(plot.outline, random)

    @staticmethod
    def point_in(outline: shapely.Geometry, random: np.random.Generator) -> LngLat:
        """A point inside of `outline`."""
        west, south, east, north = shapely.bounds(outline)
        while True:
            lng, lat = np.round(random.uniform((west, south), (east, north)), 6)
            if shapely.contains_xy(outline, lng, lat):
                return LngLat(float(lng), float(lat))

    def beyond(self, random: np.random.Generator, away_m: float) -> LngLat:
        """A point about `away_m` metres outside the county."""
        ring = shapely.get_coordinates(self.outline)
        middle = shapely.get_coordinates(shapely.centroid(self.outline))[0]
        corner = ring[int(random.integers(len(ring)))]
        outward = (corner - middle) * points.metres_per_degree(float(corner[1]))
        step = outward / np.hypot(*outward) * away_m / points.metres_per_degree(float(corner[1]))
        lng, lat = np.round(corner + step, 6)
        return LngLat(float(lng), float(lat))


def _density(plot: Plot, classes: Mapping[str, str]) -> float:
    return PREMISES_DENSITY if plot.kind is Kind.DEDICATED else DENSITY[classes[ground.parent_of(plot)]]


def of_day(land: Land, day: date, per_day: float, seed: int, first_number: int) -> list[Happening]:
    """The reports that begin on a local day, in the order they reach the service."""
    random = np.random.default_rng((seed, 21, day.toordinal()))
    made: list[Happening] = []
    for _ in range(random.poisson(per_day * WEEK[day.weekday()])):
        made += _one(land, _moment(day, random), random)
    order = sorted(range(len(made)), key=lambda i: (made[i].at, i))
    numbers = {old: first_number + new for new, old in enumerate(order)}
    return [_numbered(made[old], old, numbers) for old in order]


def _numbered(made: Happening, old: int, numbers: Mapping[int, int]) -> Happening:
    """With its number in the order of arrival; a duplicate follows its original in the list as it was made."""
    other = numbers[old - 1] if made.oddity is Oddity.DUPLICATE else None
    return replace(made, number=numbers[old], duplicate_of=other)


def _moment(day: date, random: np.random.Generator) -> datetime:
    hour = int(np.searchsorted(_HOURS[day.weekday() < SATURDAY], random.random(), side="right"))
    seconds = int(random.integers(3600))
    return datetime.combine(day, time(hour), tzinfo=LOCAL) + timedelta(seconds=seconds)


def _one(land: Land, at: datetime, random: np.random.Generator) -> Iterator[Happening]:
    """A report, and now and then the same matter told again by somebody else."""
    category = _category(at, random)
    plot, place = land.draw(random)
    words = MATTERS[category].words
    plain = Happening(
        number=0,
        at=at,
        occurred_at=at - timedelta(seconds=int(random.exponential(900))),
        captured_at=None,
        category=category,
        channel=_channel(category, random),
        text=f"{plot.name}：{words[int(random.integers(len(words)))]}",
        plot=plot,
        spot=place,
        place=place,
        datum=Datum.GCJ02 if random.random() < BY_MAP else Datum.WGS84,
        accuracy_m=float(random.integers(4, 60)),
    )
    made = _odd(land, plain, _oddity(plain, random), random)
    yield made
    if made.place is not None and category not in COMPLAINTS and random.random() < SHARES[Oddity.DUPLICATE]:
        yield _again(made, random)


def _category(at: datetime, random: np.random.Generator) -> str:
    codes, shares = _mix(at.month, at.hour)
    return codes[int(np.searchsorted(shares, random.random(), side="right"))]


@cache
def _mix(month: int, hour: int) -> tuple[Sequence[str], Floats]:
    """The categories, and the running sum of their shares in a month and an hour."""
    return tuple(MATTERS), _running([each.at(month, hour) for each in MATTERS.values()])


def _running(weights: Iterable[float]) -> Floats:
    sums = np.cumsum(np.fromiter(weights, dtype=np.float64))
    return np.asarray(sums / sums[-1], dtype=np.float64)


#: The running sum of the hours' shares, on days off and on working days.
_HOURS = (_running(DAY_OFF), _running(WORKDAY))


def _channel(category: str, random: np.random.Generator) -> str:
    if category in COMPLAINTS:
        return "QR_WEB" if random.random() < BY_PAGE else "HOTLINE_12345"
    shares = POLICE if category[:2] in POLICE_GROUPS else ORDINARY
    return shares[int(random.choice(len(shares), p=[share for _, share in shares]))][0]


def _oddity(made: Happening, random: np.random.Generator) -> Oddity:
    possible = [each for each in SHARES if _is_possible(each, made)]
    luck = random.random()
    for each in possible:
        luck -= SHARES[each] * (3 if each is Oddity.ON_THE_SPOT else 1)
        if luck < 0:
            return each
    return Oddity.NONE


def _is_possible(oddity: Oddity, made: Happening) -> bool:
    by_worker = made.channel == "GRID_APP"
    if oddity in {Oddity.OFFLINE, Oddity.CODE}:
        return by_worker
    if oddity is Oddity.ON_THE_SPOT:
        return by_worker and made.category in SMALL_MATTERS
    if oddity is Oddity.NAMES_KEEPER:
        return made.category[:2] == "01" or made.category in COMPLAINTS
    return not by_worker and oddity is not Oddity.DUPLICATE


def _odd(land: Land, made: Happening, oddity: Oddity, random: np.random.Generator) -> Happening:
    made = replace(made, oddity=oddity)
    if oddity is Oddity.OFFLINE:
        sent = made.at + timedelta(seconds=int(random.lognormal(8.2, 0.9)))
        return replace(made, captured_at=made.at, at=sent)
    if oddity is Oddity.CODE:
        return replace(made, place=None, accuracy_m=None)
    if oddity is Oddity.ADDRESS:
        town = land.towns[ground.township_of(made.plot)]
        return replace(
            made, place=None, accuracy_m=None, text=f"{town}：{made.text.partition('：')[2]}（来电人说不清具体位置）"
        )
    if oddity is Oddity.OUTSIDE:
        return replace(made, place=land.beyond(random, random.uniform(300, 2500)))
    if oddity is Oddity.SHORE:
        return replace(made, place=land.beyond(random, random.uniform(3, 25)))
    return made


def _again(made: Happening, random: np.random.Generator) -> Happening:
    """The same matter, some metres off and some minutes later."""
    assert made.place is not None
    step = random.normal(0, 12, 2) / points.metres_per_degree(made.place.lat)
    return replace(
        made,
        at=made.at + timedelta(seconds=int(random.uniform(120, 5400))),
        captured_at=None,
        channel="QR_WEB",
        text=f"{made.text}，请尽快处理",
        place=LngLat(round(made.place.lng + float(step[0]), 6), round(made.place.lat + float(step[1]), 6)),
        oddity=Oddity.DUPLICATE,
    )
