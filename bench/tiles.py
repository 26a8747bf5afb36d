"""Tiles of grids, cold and kept, by zoom: time in the server and bytes. `python -m bench.tiles --help`."""

import math
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import numpy as np
from flask.testing import FlaskClient
from rich.progress import track

from bench import intake, province, tables
from bench.province import Province
from gridnet.app import create_app
from gridnet.base.settings import Settings
from gridnet.territory.tiles import ZOOMS

#: The largest a tile may be.
AIM_BYTES = 500_000


class Asked(NamedTuple):
    """A tile of a county's grids."""

    county: str
    z: int
    x: int
    y: int

    @property
    def path(self) -> str:
        """Its address."""
        return f"/tiles/community/{self.z}/{self.x}/{self.y}.mvt?county={self.county}"


def choose(where: Province, a_zoom: int, seed: int) -> list[Asked]:
    """So many tiles a zoom, each over a point of a grid somewhere in the province; the same for the same seed."""
    with province.connect(where.url) as connection:
        rows = connection.execute(
            "SELECT county, ST_X(ST_PointOnSurface(outline)), ST_Y(ST_PointOnSurface(outline)) FROM area_outline"
            " WHERE network = 'community' AND valid_to IS NULL ORDER BY hashint8(id + %(seed)s) LIMIT %(many)s",
            {"seed": seed, "many": a_zoom * len(ZOOMS)},
        ).fetchall()
    return [_over(row, ZOOMS[number % len(ZOOMS)]) for number, row in enumerate(rows)]


def _over(row: Any, z: int) -> Asked:
    county, lng, lat = row
    n = 1 << z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return Asked(county, z, int((lng + 180) / 360 * n), int(y * n))


def ask(client: FlaskClient, tile: Asked, headers: dict[str, str], status: int) -> tuple[float, int, str]:
    """Milliseconds in the server, bytes sent, the tag."""
    began = time.perf_counter()
    answer = client.get(tile.path, headers=headers)
    took_ms = (time.perf_counter() - began) * 1000
    if answer.status_code != status:
        raise SystemExit(f"{tile.path} was answered {answer.status_code}: {answer.get_data(as_text=True)[:200]}")
    return took_ms, len(answer.data), answer.headers["ETag"]


def measure(where: Province, a_zoom: int, seed: int) -> list[dict[str, Any]]:
    """Every tile drawn, then read, then asked for by whoever has it."""
    settings = Settings.read(intake.environ(where))
    client = create_app(settings).test_client()
    headers = {"Authorization": f"Bearer {where.token}", "Accept-Encoding": "gzip"}
    tiles = choose(where, a_zoom, seed)
    shutil.rmtree(settings.instance_dir / "tiles", ignore_errors=True)
    client.get(tiles[-1].path, headers=headers)  # warm: the connection, the plan
    found = []
    for tile in track(list(dict.fromkeys(tiles[:-1])), "measuring"):
        cold, size, tag = ask(client, tile, headers, 200)
        kept, _, _ = ask(client, tile, headers, 200)
        had, _, _ = ask(client, tile, headers | {"If-None-Match": tag}, 304)
        found.append({"zoom": tile.z, "cold_ms": cold, "kept_ms": kept, "had_ms": had, "bytes": size})
    return found


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
@click.option("--a-zoom", default=60, show_default=True, help="tiles of each zoom")
@click.option("--seed", default=1, show_default=True)
def main(*, folder: Path, beats: str, a_zoom: int, seed: int) -> None:
    """Measure, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        found = measure(where, a_zoom, seed)
    finally:
        province.stop(where)
    tables.show("Tiles of grids, p50 / p95 in milliseconds", _rows(found))
    print(f"largest: {max(each['bytes'] for each in found):,} bytes compressed (aim {AIM_BYTES:,})")
    tables.keep("tiles", {"tiles": found})


def _rows(found: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    for zoom in ZOOMS:
        mine = [each for each in found if each["zoom"] == zoom]
        row = {"what": f"zoom {zoom}", "tiles": str(len(mine))}
        for name in ("cold", "kept", "had"):
            p50, p95 = np.percentile([each[f"{name}_ms"] for each in mine], [50, 95]) if mine else (0, 0)
            row[name] = f"{p50:.1f} / {p95:.1f}"
        yield row | {"bytes, largest": f"{max((each['bytes'] for each in mine), default=0):,}"}


if __name__ == "__main__":
    main()
