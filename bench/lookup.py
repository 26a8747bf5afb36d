"""Place look-up by itself, beside bare ST_Covers and beside the index in memory: `python -m bench.lookup --help`."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import click
import numpy as np
import psycopg
import shapely
from rich.progress import track

from bench import intake, layers, province, tables
from bench.province import Province
from geo.lookup import OutlineIndex
from geo.points import LngLat
from gridnet.base import db
from gridnet.base.county import County
from gridnet.territory import queries

TOLERANCE_M = 50.0
AT = layers.SINCE.replace(month=5)

POINT = "ST_SetSRID(ST_MakePoint({lng}, {lat}), 4326)"
ONE = """
    (SELECT id FROM area_outline WHERE county = %(county)s AND network = '{network}' AND ST_Covers(outline, {point})
     AND valid_from <= {at} AND (valid_to IS NULL OR valid_to > {at}) ORDER BY area_m2, id LIMIT 1)
"""


class Places(NamedTuple):
    """Random points of the province, and the county of each."""

    points: Sequence[LngLat]
    counties: Sequence[County]


class Way(NamedTuple):
    """A way to look places up: one by one, and all at once."""

    one: Callable[[LngLat, County], object]
    many: Callable[[Sequence[LngLat], County], object]


class Took(NamedTuple):
    """Look-ups a second and microseconds a look-up of one way in one round."""

    per_second: float
    p50_us: float
    p99_us: float
    bulk_per_second: float


def scatter(count: int, seed: int, county: int | None = None) -> Places:
    """`count` points in all counties, or in one; none within a twentieth of a county of its edge."""
    random = np.random.default_rng(seed)
    across, down = layers.COUNTIES
    box = layers.PROVINCE
    which = random.integers(0, across * down, count) if county is None else np.full(count, county)
    inside = random.uniform(0.05, 0.95, (count, 2))
    lng = box.west + (which % across + inside[:, 0]) * (box.east - box.west) / across
    lat = box.south + (which // across + inside[:, 1]) * (box.north - box.south) / down
    points = [LngLat(*each) for each in np.column_stack((lng, lat)).tolist()]
    return Places(points, [County(str(411000 + each)) for each in which.tolist()])


@contextmanager
def ways(where: Province) -> Iterator[dict[str, Way]]:
    """gridnet's own look-up, the bare statement by the bare driver, and the index in memory, over the same rows."""
    engine = db.connect(where.url, role="gridnet_service")
    db.session.remove()
    db.session.configure(bind=engine)
    with province.connect(where.url) as connection:
        connection.autocommit = True
        connection.execute("SET jit = off")
        connection.prepare_threshold = 3
        yield {"gridnet": _gridnet(), "ST_Covers": _bare(connection), "memory": _memory(connection)}
    db.session.remove()
    engine.dispose()


def _gridnet() -> Way:
    """Both areas with their distances, names and the rest, as intake asks for them."""
    return Way(
        lambda point, county: queries.locate(county, point, AT, tolerance_m=TOLERANCE_M),
        lambda points, county: queries.locate_many(county, points, [AT] * len(points), tolerance_m=TOLERANCE_M),
    )


def _bare(connection: psycopg.Connection) -> Way:
    """The ids alone: two sub-selects in one statement."""
    one = _both("%(lng)s::float8", "%(lat)s::float8", "%(at)s::timestamptz")
    many = "SELECT {} FROM unnest(%(lngs)s::float8[], %(lats)s::float8[], %(ats)s::timestamptz[]) AS p (lng, lat, at)"
    many = many.format(_both("p.lng", "p.lat", "p.at"))

    def find(point: LngLat, county: County) -> object:
        return connection.execute(f"SELECT {one}", {**point._asdict(), "at": AT, "county": county}).fetchone()

    def find_many(points: Sequence[LngLat], county: County) -> object:
        lngs, lats = zip(*points, strict=True)
        given = {"lngs": list(lngs), "lats": list(lats), "ats": [AT] * len(points), "county": county}
        return connection.execute(many, given).fetchall()

    return Way(find, find_many)


def _both(lng: str, lat: str, at: str) -> str:
    point = POINT.format(lng=lng, lat=lat)
    return ", ".join(ONE.format(network=network, point=point, at=at) for network in ("community", "police"))


def _memory(connection: psycopg.Connection) -> Way:
    """The codes alone, from an index over each layer of the whole province."""
    indexes = [_index(connection, network) for network in ("community", "police")]

    def find_many(points: Sequence[LngLat], _county: County) -> object:
        lngs, lats = zip(*points, strict=True)
        return [index.find_many(lngs, lats) for index in indexes]

    return Way(lambda point, _county: [index.find(point) for index in indexes], find_many)


def _index(connection: psycopg.Connection, network: str) -> OutlineIndex:
    asked = "SELECT code, ST_AsBinary(outline) FROM area_outline WHERE network = %s AND valid_to IS NULL"
    codes, shapes = zip(*connection.execute(asked, (network,), binary=True).fetchall(), strict=True)
    return OutlineIndex(codes, np.asarray(shapely.from_wkb(shapes), dtype=object))


def check(found: dict[str, Way], places: Places) -> None:
    """All ways give the same answers; otherwise there is nothing to compare."""
    for point, county in zip(*places, strict=True):
        located: Any = found["gridnet"].one(point, county)
        ids: Any = found["ST_Covers"].one(point, county)
        codes: Any = found["memory"].one(point, county)
        ours = [each and (each.outline_id, each.code) for each in (located.grid, located.beat)]
        if ours != list(zip(ids, codes, strict=True)):
            raise SystemExit(f"{point} in {county}: {ours}, {ids}, {codes}")


def measure(way: Way, singles: Places, bulk: Places) -> Took:
    """One round of one way."""
    took = np.empty(len(singles.points))
    for number, (point, county) in enumerate(zip(*singles, strict=True)):
        began = time.perf_counter()
        way.one(point, county)
        took[number] = time.perf_counter() - began
    db.session.rollback()
    began = time.perf_counter()
    way.many(bulk.points, bulk.counties[0])
    whole = time.perf_counter() - began
    db.session.rollback()
    p50, p99 = np.percentile(took, (50, 99)) * 1e6
    return Took(len(took) / took.sum(), p50, p99, len(bulk.points) / whole)


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
@click.option("--rounds", default=5, show_default=True)
@click.option("--places", default=3_000, show_default=True, help="looked up one by one, a round")
@click.option("--bulk", default=20_000, show_default=True, help="of one county, looked up at once, a round")
def main(*, folder: Path, beats: str, rounds: int, places: int, bulk: int) -> None:
    """Measure, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        with ways(where) as found:
            check(found, scatter(300, seed=0))
            runs = [_round(found, places, bulk, seed=number + 1) for number in track(range(rounds), "measuring")]
    finally:
        province.stop(where)
    title = f"Grid and beat at a place: {places:,} one by one, {bulk:,} at once, {beats} beats, {rounds} rounds"
    tables.show(title, _rows(runs))
    figures = [{what: took._asdict() for what, took in each.items()} for each in runs]
    tables.keep(f"lookup-{beats}", {"rounds": figures})


def _round(found: dict[str, Way], places: int, bulk: int, seed: int) -> dict[str, Took]:
    singles, many = scatter(places, seed), scatter(bulk, seed, county=seed * 7 % 156)
    return {what: measure(way, singles, many) for what, way in found.items()}


def _rows(runs: list[dict[str, Took]]) -> list[dict[str, str]]:
    return [
        {
            "what": what,
            "a second": tables.spread([each[what].per_second for each in runs], 0),
            "p50 µs": tables.spread([each[what].p50_us for each in runs], 0),
            "p99 µs": f"{median(each[what].p99_us for each in runs):,.0f}",
            "of ST_Covers": f"{median(each[what].per_second / each['ST_Covers'].per_second for each in runs):.2f}",
            "at once, a second": tables.spread([each[what].bulk_per_second for each in runs], 0),
            "of it": f"{median(each[what].bulk_per_second / each['ST_Covers'].bulk_per_second for each in runs):.2f}",
        }
        for what in runs[0]
    ]


if __name__ == "__main__":
    main()
