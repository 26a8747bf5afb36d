"""From the coordinate system a file declares to WGS-84, with the shift between their datums."""

from collections.abc import Callable

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo import datums
from geo.datums import Datum
from geo.errors import BadFile
from geo.measures import Shapes
from geo.points import Floats

Convert = Callable[[Shapes], Shapes]

_UNSAID = (
    "the file does not say its coordinate system; name it, e.g. EPSG:4490 (CGCS2000 in degrees), "
    "EPSG:4547 (CGCS2000, 3-degree zone of 114° E) or EPSG:4326 (WGS-84)"
)
#: Degrees that need no shift: WGS-84, CGCS2000 (0.1 mm apart) and their longitude-first twins.
_PLAIN = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")


def conversion(declared: str | None, named: str | None, datum: Datum) -> Convert:
    """What turns shapes of a file into degrees WGS-84.

    `declared` is what the file says, `named` what its reader says, `datum` how its degrees are shifted.
    Raises `BadFile` where they contradict each other or nobody says anything.
    """
    system = _agreed(_known(declared), _known(named))
    if datum not in datums.SAME_AS_WGS84:
        _check_degrees(system, datum)
        return lambda shapes: datums.shapes_to_wgs84(shapes, datum)
    if system is None:
        raise BadFile(_UNSAID)
    if _is_plain(system):
        return lambda shapes: shapes
    return _by_pyproj(system)


def _known(text: str | None) -> CRS | None:
    """The system called `text`; None if it is left open, as GeoPackages may leave it."""
    if not text:
        return None
    try:
        system = CRS.from_user_input(text)
    except CRSError as error:
        raise BadFile(f"unknown coordinate system {text!r}; name it like EPSG:4490") from error
    return None if "undefined" in system.name.lower() else system


def _agreed(declared: CRS | None, named: CRS | None) -> CRS | None:
    if declared and named and not declared.equals(named, ignore_axis_order=True):
        raise BadFile(f"the file declares {declared.name}, which is not {named.name}; do not name another system")
    return declared or named


def _check_degrees(system: CRS | None, datum: Datum) -> None:
    if system is not None and not _is_plain(system):
        raise BadFile(f"{datum} shifts degrees of WGS-84, but the file declares {system.name}; one of the two is wrong")


def _is_plain(system: CRS) -> bool:
    return any(system.equals(CRS(name), ignore_axis_order=True) for name in _PLAIN)


def _by_pyproj(system: CRS) -> Convert:
    step = Transformer.from_crs(system, CRS("EPSG:4326"), always_xy=True)

    def degrees(xy: Floats) -> Floats:
        return np.column_stack(step.transform(xy[:, 0], xy[:, 1]))

    return lambda shapes: shapely.transform(shapes, degrees)
