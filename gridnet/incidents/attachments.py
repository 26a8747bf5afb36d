"""Photos: judged by their bytes, stripped of where and with what they were taken, kept by their content."""

import io
import struct
import warnings
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from PIL import ExifTags, Image, UnidentifiedImageError
from sqlalchemy import select

from geo.points import LngLat
from gridnet.base import db, files, moment
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Invalid, NotFound, TooLarge
from gridnet.incidents.models import Attachment

FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_PIXELS = 80_000_000
LONGEST_PX = 4096
#: What Pillow raises, depending on where a file is broken.
BROKEN = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error, zlib.error)
#: How a picture is turned that was taken so (EXIF orientation).
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Answer = TypeVar("Answer")
MOST_PHOTOS = 20


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo made safe to serve, and what its camera said, kept apart."""

    content: bytes
    media_type: str
    width_px: int
    height_px: int
    taken_at: datetime | None
    taken_place: LngLat | None


def read(content: bytes, *, limit: int) -> Photo:
    """The photo in `content` (at most `limit` bytes), upright and without metadata; raises `Invalid` or `TooLarge`."""
    if len(content) > limit:
        raise TooLarge(f"the photo has {len(content) / 2**20:.1f} MiB; at most {limit / 2**20:.0f} MiB are taken")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(FORMATS)) as image:
                return _make_safe(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge(f"the photo has more than {MOST_PIXELS // 1_000_000} million pixels") from None
    except UnidentifiedImageError:
        raise Invalid("this is no JPEG, PNG or WebP picture, whatever its name says") from None
    except BROKEN:
        raise Invalid("the picture is damaged or cut off; send it again") from None


def _make_safe(image: Image.Image) -> Photo:
    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError
    exif = _ask(image.getexif, Image.Exif())
    taken_at, taken_place = _ask(lambda: _taken_at(exif), None), _ask(lambda: _taken_place(exif), None)
    format_ = image.format or "JPEG"
    turned = UPRIGHT.get(_ask(lambda: int(exif.get(ExifTags.Base.Orientation, 1)), 1))
    upright = image.transpose(turned) if turned else image
    upright.thumbnail((LONGEST_PX, LONGEST_PX))
    if format_ == "JPEG":
        upright = upright.convert("RGB")
    clean = Image.frombytes(upright.mode, upright.size, upright.tobytes()) if upright.mode != "P" else upright
    clean.info = {}
    out = io.BytesIO()
    clean.save(out, format=format_, quality=88)
    return Photo(out.getvalue(), FORMATS[format_], clean.width, clean.height, taken_at, taken_place)


def _ask(question: Callable[[], Answer], otherwise: Answer) -> Answer:
    """What a camera wrote beside the picture; where that is broken the picture still counts."""
    try:
        return question()
    except BROKEN:
        return otherwise


def _taken_at(exif: Image.Exif) -> datetime | None:
    written = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
    try:
        naive = datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - cameras know no zone
    except ValueError:
        return None
    return naive.replace(tzinfo=moment.LOCAL)


def _taken_place(exif: Image.Exif) -> LngLat | None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
        lng = _degrees(gps, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return LngLat(lng, lat) if abs(lng) <= 180 and abs(lat) <= 90 else None  # noqa: PLR2004 - degrees


def _degrees(gps: Mapping[int, Any], tag: int, ref_tag: int, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in gps[tag])
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(gps.get(ref_tag, "")).upper() == negative else value


def add(  # noqa: PLR0913 - whose photo, of what, by whom, when
    county: County, incident_id: int, photo: Photo, *, person_id: int, position_id: int | None, at: datetime
) -> Attachment:
    """Keep a photo with an incident; the same photo twice is the same attachment. Raises `Conflict` past twenty."""
    db.hold("attachments", county, str(incident_id))
    kept = _list(county, incident_id)
    sha256 = files.keep(county, photo.content)
    if again := next((each for each in kept if each.sha256 == sha256), None):
        return again
    if len(kept) >= MOST_PHOTOS:
        raise Conflict(f"an incident keeps at most {MOST_PHOTOS} photos")
    place = photo.taken_place
    row = Attachment(
        county=county,
        incident_id=incident_id,
        sha256=sha256,
        media_type=photo.media_type,
        size_bytes=len(photo.content),
        width_px=photo.width_px,
        height_px=photo.height_px,
        taken_at=photo.taken_at,
        taken_place=f"SRID=4326;POINT({place.lng} {place.lat})" if place else None,
        added_by=person_id,
        added_as=position_id,
        added_at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _list(county: County, incident_id: int) -> list[Attachment]:
    query = select(Attachment).where(Attachment.county == county, Attachment.incident_id == incident_id)
    return list(db.session.scalars(query))


def get(county: County, incident_id: int, id_: int) -> Attachment:
    """One attachment of one incident; raises `NotFound`."""
    row = db.session.get(Attachment, (county, id_))
    if row is None or row.incident_id != incident_id:
        raise NotFound(f"this incident has no attachment {id_}")
    return row
