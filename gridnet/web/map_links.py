"""A place opened in the map application of a phone: links of Amap, Baidu and Tencent, each in its datum. Pure.

Amap: https://lbs.amap.com/api/uri-api/guide/mobile-web/point
Baidu: https://lbsyun.baidu.com/faq/api?title=webapi/uri
Tencent: https://lbs.qq.com/webApi/uriV1/uriGuide/uriMobileMarker
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from geo import datums
from geo.datums import Datum
from geo.points import LngLat

OURS = "gridnet"


@dataclass(frozen=True, slots=True)
class MapLink:
    """A map application by its key, and the address that opens it at the place."""

    name: str
    href: str


def links(place: LngLat, title: str) -> list[MapLink]:
    """Links to a place in WGS-84, marked with `title`."""
    return [
        MapLink("amap", _amap(datums.point_from_wgs84(place, Datum.GCJ02), title)),
        MapLink("baidu", _baidu(datums.point_from_wgs84(place, Datum.BD09), title)),
        MapLink("tencent", _tencent(datums.point_from_wgs84(place, Datum.GCJ02), title)),
    ]


def _amap(at: LngLat, title: str) -> str:
    said = {"position": f"{at.lng:.6f},{at.lat:.6f}", "name": title, "coordinate": "gaode", "callnative": 1}
    return "https://uri.amap.com/marker?" + urlencode({**said, "src": OURS})


def _baidu(at: LngLat, title: str) -> str:
    said = {"location": f"{at.lat:.6f},{at.lng:.6f}", "title": title, "content": title, "coord_type": "bd09ll"}
    return "https://api.map.baidu.com/marker?" + urlencode({**said, "output": "html", "src": OURS})


def _tencent(at: LngLat, title: str) -> str:
    marker = f"coord:{at.lat:.6f},{at.lng:.6f};title:{title.replace(';', ' ')}"
    return "https://apis.map.qq.com/uri/v1/marker?" + urlencode({"marker": marker, "referer": OURS})
