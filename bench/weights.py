"""What a phone loads with the first look at a page: compressed bytes of the page and of all it names. `--help`.

A page's styles, scripts and what those import are followed as a browser follows them; what is asked for later alone
(maps, charts, the files kept for being offline) is not counted, but for the map's, which are told beside.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urljoin

import click
from flask.testing import FlaskClient

from bench import intake, pages, province, tables
from bench.province import Province
from gridnet.app import create_app
from gridnet.base.settings import Settings
from gridnet.incidents import numbers

#: Bytes of a phone page with all it needs at first, the map left out.
AIM_BYTES = 120_000
MAP = re.compile(r"maplibre|/js/map/|/css/map")
_NAMED = re.compile(r"""<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/[^"]+)\"""")
#: What a file names that is loaded with it, by the end of its name.
_NEEDS = {
    ".js": re.compile(r"""\b(?:from|import)\s*["']([./][^"']+)["']"""),
    ".css": re.compile(r"""\burl\(["']?([^)"':]+)["']?\)"""),
}


class Weight(NamedTuple):
    """A page: its own bytes, those of styles and scripts, of pictures and the rest, and how many files."""

    page: int
    styles: int
    scripts: int
    rest: int
    map: int
    files: int

    @property
    def whole(self) -> int:
        """All that is loaded at first, without the map."""
        return self.page + self.styles + self.scripts + self.rest


def weigh(client: FlaskClient, path: str, headers: dict[str, str]) -> Weight:
    """Load a page as a phone does that has nothing of it yet."""
    own = _get(client, path, headers)
    known: dict[str, int] = {}
    waiting = list(_NAMED.findall(_text(client, path, headers)))
    while waiting:
        address = waiting.pop()
        if address in known:
            continue
        known[address] = _get(client, address, headers)
        if needs := _NEEDS.get(Path(address).suffix):
            waiting += [urljoin(address, each) for each in needs.findall(_text(client, address, headers))]
    plain = {address: size for address, size in known.items() if not MAP.search(address)}
    styles = sum(size for address, size in plain.items() if address.endswith(".css"))
    scripts = sum(size for address, size in plain.items() if address.endswith(".js"))
    whole = sum(plain.values())
    return Weight(own, styles, scripts, whole - styles - scripts, sum(known.values()) - whole, len(plain))


def _get(client: FlaskClient, path: str, headers: dict[str, str]) -> int:
    answer = client.get(path, headers=pages.ACCEPTS | headers)
    if answer.status_code != 200:
        raise SystemExit(f"{path} was answered {answer.status_code}")
    return len(answer.data)


def _text(client: FlaskClient, path: str, headers: dict[str, str]) -> str:
    return str(client.get(path, headers={"Accept-Language": "zh-CN", **headers}).text)


def phone_pages(where: Province, county: str) -> Sequence[str]:
    """What workers and officers open on the way; the incident is the last one of the county."""
    with province.connect(where.url) as connection:
        (id_,) = connection.execute(
            "SELECT id FROM incident WHERE county = %(county)s AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
            {"county": county},
        ).fetchone()
    case = f"/incidents/{numbers.write(county, id_)}"
    return ("/sign-in", "/today", case, "/report", "/inbox", "/shifts", "/me", "/outbox", "/board")


@click.command(help=__doc__)
@intake.FOLDER
@intake.BEATS
def main(*, folder: Path, beats: str) -> None:
    """Weigh, print the table and keep the figures."""
    where = province.ready(folder.resolve(), beats=int(beats))
    try:
        pages.fill(where, pages.LEAST)
        reader = pages.readers(where, "dispatcher", 1)[0]
        client = create_app(Settings.read(intake.environ(where))).test_client()
        headers = {"Authorization": f"Bearer {reader.token}"}
        found = {path: weigh(client, path, headers) for path in phone_pages(where, reader.county)}
    finally:
        province.stop(where)
    tables.show(f"First load of a page, compressed bytes (aim {AIM_BYTES:,} without the map)", _rows(found))
    tables.keep("weights", {"pages": {path: weight._asdict() for path, weight in found.items()}})


def _rows(found: dict[str, Weight]) -> Iterator[dict[str, Any]]:
    for path, weight in found.items():
        told = {name: f"{size:,}" for name, size in weight._asdict().items()}
        yield {"what": path, **told, "whole": f"{weight.whole:,}"}


if __name__ == "__main__":
    main()
