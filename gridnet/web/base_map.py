"""The map below our own layers, if the installation has one: none, tiles by XYZ, or WMTS such as Tianditu's. Pure.

Our layers are in WGS-84. Maps published in GCJ-02 would show them 100 to 700 m beside the truth; such a map is declared
so (`GRIDNET_BASE_MAP_DATUM=gcj02`), and then the page moves our layers, never the other way round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gridnet.base.settings import Settings

_TIANDITU = (
    "https://t{s}.tianditu.gov.cn/%s_w/wmts?service=wmts&request=GetTile&version=1.0.0&layer=%s&style=default"
    "&tilematrixset=w&format=tiles&TileMatrix={z}&TileRow={y}&TileCol={x}&tk=%s"
)


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Addresses of tiles from bottom to top, the datum they are drawn in, what must be said below them."""

    tiles: tuple[tuple[str, ...], ...]
    datum: str
    attribution: str
    min_zoom: int = 0
    max_zoom: int = 18


def read(settings: Settings) -> BaseMap | None:
    """The base map of the settings, or None."""
    if settings.tianditu_key:
        layers = tuple(_spread(_TIANDITU % (name, name, settings.tianditu_key)) for name in ("vec", "cva"))
        return BaseMap(layers, "cgcs2000", "天地图", min_zoom=1)
    if settings.base_map_url:
        return BaseMap((_spread(settings.base_map_url),), settings.base_map_datum, settings.base_map_attribution)
    return None


def _spread(address: str) -> tuple[str, ...]:
    """The addresses that `{s}` stands for."""
    return tuple(address.replace("{s}", str(n)) for n in range(8)) if "{s}" in address else (address,)


def hosts(settings: Settings) -> tuple[str, ...]:
    """The origins a page must be allowed to load tiles from."""
    found = read(settings)
    if found is None:
        return ()
    return tuple(dict.fromkeys(_origin(address) for layer in found.tiles for address in layer))


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def describe(settings: Settings) -> Mapping[str, object] | None:
    """What a map on a page is told."""
    found = read(settings)
    if found is None:
        return None
    return {
        "tiles": found.tiles,
        "datum": found.datum,
        "attribution": found.attribution,
        "minZoom": found.min_zoom,
        "maxZoom": found.max_zoom,
    }
