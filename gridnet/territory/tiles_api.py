"""The door of tiles: checked against the viewer's scope, answered from what is kept, or not at all (304)."""

import gzip
from typing import cast

from flask import Response, g, request

from gridnet.base import http, moment
from gridnet.base.db import Routes
from gridnet.base.errors import NotFound
from gridnet.base.network import Network
from gridnet.territory import schemas, tile_cache, tiles
from gridnet.territory.api import Viewer
from gridnet.territory.tile_cache import Key
from gridnet.territory.tiles import Tile

routes = Routes("tiles", __name__)

MVT = "application/vnd.mapbox-vector-tile"


@routes.get("/tiles/<network>/<int:z>/<int:x>/<int:y>.mvt")
@http.permit("area.read")
@http.door(query=schemas.TileQuery, summary="A vector tile of grids or beats", tags=("territory",), media=MVT)
def get_tile(network: str, z: int, x: int, y: int, query: schemas.TileQuery) -> Response:
    """The tile as the layer holds at a moment; its ETag is another after each publication."""
    part = cast("Viewer", g.actor).reach.part(query.county)
    layer, tile, at = _network(network), Tile.of(z, x, y), query.at or moment.now()
    key = Key(part, layer, tiles.version(part.county, layer, at), query.datum, tile)
    if request.if_none_match.contains(key.tag):
        return _tagged(Response(status=304), key)
    root = http.settings().instance_dir / "tiles"
    packed = tile_cache.get(root, key, lambda: tiles.draw(part, layer, tile, query.datum, at))
    return _tagged(_pack(packed), key)


def _network(name: str) -> Network:
    if name not in set(Network):
        raise NotFound(f"there are tiles of the networks {' and '.join(Network)}, not of {name!r}")
    return Network(name)


def _pack(packed: bytes) -> Response:
    if not request.accept_encodings["gzip"]:
        return Response(gzip.decompress(packed), mimetype=MVT)
    response = Response(packed, mimetype=MVT)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _tagged(response: Response, key: Key) -> Response:
    """Kept by this browser alone, and asked after each time: it may be somebody else's tomorrow, or redrawn."""
    response.set_etag(key.tag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie, Authorization"
    return response
