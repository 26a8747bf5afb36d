"""Photos: judged by their bytes, stripped of where and with what they were taken."""

import io
import warnings
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational
from sqlalchemy import select

from geo.points import LngLat
from gridnet.base import files
from gridnet.base.errors import Conflict, Invalid, NotFound, TooLarge
from gridnet.incidents import attachments, queries
from gridnet.incidents.models import Attachment
from tests.factories import incidents
from tests.factories.people import AT

LIMIT = 15 * 2**20


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_root", tmp_path)
    return tmp_path


def picture(kind="JPEG", size=(60, 40), mode="RGB", *, colour=None, **options):
    """A picture whose left half is red."""
    image = Image.new(mode, size, colour if colour is not None else 0)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), 200 if mode in {"L", "P"} else (200, 0, 0)), (0, 0))
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def exif(*, gps=None, taken="2026:03:10 11:58:00", orientation=None, serial="SN-12345"):
    made = Image.Exif()
    made[ExifTags.Base.Make] = "ExampleCam"
    made[ExifTags.Base.BodySerialNumber] = serial
    if orientation:
        made[ExifTags.Base.Orientation] = orientation
    if taken:
        made.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if gps:
        made.get_ifd(ExifTags.IFD.GPSInfo).update(gps)
    return made


def gps(lat=(40.0, 0.0, 18.0), north="N", lng=(116.0, 0.0, 36.0), east="E"):
    return {
        ExifTags.GPS.GPSLatitude: lat,
        ExifTags.GPS.GPSLatitudeRef: north,
        ExifTags.GPS.GPSLongitude: lng,
        ExifTags.GPS.GPSLongitudeRef: east,
    }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_kind_is_told_by_the_bytes(kind):
    photo = attachments.read(picture(kind), limit=LIMIT)
    assert photo.media_type == f"image/{kind.lower()}"
    assert (photo.width_px, photo.height_px) == (60, 40)
    with Image.open(io.BytesIO(photo.content)) as again:
        assert again.format == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_the_camera_is_served(kind):
    photo = attachments.read(picture(kind, exif=exif(gps=gps())), limit=LIMIT)
    assert b"ExampleCam" not in photo.content
    assert b"SN-12345" not in photo.content
    with Image.open(io.BytesIO(photo.content)) as again:
        assert not again.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment", "XML:com.adobe.xmp"} & set(again.info)


def test_words_hidden_in_a_picture_are_gone():
    notes = PngInfo()
    notes.add_text("Comment", "张三 13800000000")
    photo = attachments.read(picture("PNG", pnginfo=notes), limit=LIMIT)
    with Image.open(io.BytesIO(photo.content)) as again:
        again.load()
        assert again.info.get("Comment") is None


def test_what_follows_the_picture_is_gone():
    photo = attachments.read(picture() + b"<script>alert(1)</script>", limit=LIMIT)
    assert b"script" not in photo.content


def test_where_and_when_it_was_taken_is_kept_apart():
    photo = attachments.read(picture(exif=exif(gps=gps())), limit=LIMIT)
    assert photo.taken_place == LngLat(pytest.approx(116.01), pytest.approx(40.005))
    assert photo.taken_at == datetime(2026, 3, 10, 3, 58, tzinfo=UTC)  # cameras tell local time


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (gps(north="S", east="W"), LngLat(-116.01, -40.005)),
        (gps(lat=(95.0, 0.0, 0.0)), None),  # no place on earth
        (gps(lat=(IFDRational(0, 0), 0.0, 0.0)), None),
        ({ExifTags.GPS.GPSLatitude: (40.0, 0.0, 18.0)}, None),  # half of it
        (gps(lat=(40.0,)), None),
        (None, None),
    ],
)
def test_a_place_that_is_none_is_left_out(found, place):
    taken = attachments.read(picture(exif=exif(gps=found)), limit=LIMIT).taken_place
    assert taken == (pytest.approx(place) if place else None)


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "yesterday", "2026-03-10 11:58:00", None])
def test_a_moment_that_is_none_is_left_out(taken):
    assert attachments.read(picture(exif=exif(taken=taken)), limit=LIMIT).taken_at is None


def test_a_picture_lying_on_its_side_is_put_upright():
    photo = attachments.read(picture(exif=exif(orientation=6)), limit=LIMIT)
    assert (photo.width_px, photo.height_px) == (40, 60)
    with Image.open(io.BytesIO(photo.content)) as again:
        assert again.getpixel((20, 5))[0] > 150  # what was left is now above


def test_a_large_picture_is_made_smaller():
    photo = attachments.read(picture(size=(6000, 1000)), limit=LIMIT)
    assert (photo.width_px, photo.height_px) == (4096, 683)


MODES = [("PNG", "RGBA"), ("PNG", "L"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "L"), ("JPEG", "CMYK")]


@pytest.mark.parametrize(("kind", "mode"), MODES)
def test_every_usual_mode_is_taken(kind, mode):
    out = io.BytesIO()
    Image.new(mode, (30, 20)).save(out, format=kind)
    assert attachments.read(out.getvalue(), limit=LIMIT).width_px == 30


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"this is text named photo.jpg",
        b"\xff\xd8\xff\xe0" + b"x" * 50,  # begins like one
        b"GIF89a" + b"\0" * 50,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(content):
    with pytest.raises(Invalid, match=r"no JPEG, PNG or WebP|damaged"):
        attachments.read(content, limit=LIMIT)


def test_a_picture_of_another_kind_is_refused():
    with pytest.raises(Invalid, match="no JPEG, PNG or WebP"):
        attachments.read(picture("TIFF"), limit=LIMIT)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_picture_that_is_cut_off_is_refused(kind, part):
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, format=kind)
    content = out.getvalue()
    with pytest.raises(Invalid, match=r"damaged or cut off|no JPEG"):
        attachments.read(content[: int(len(content) * part)], limit=LIMIT)


def bomb(width, height):
    """A PNG of a few bytes that says it has very many pixels."""

    def chunk(kind, data):
        body = kind + data
        return len(data).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)

    header = width.to_bytes(4) + height.to_bytes(4) + b"\x08\x02\0\0\0"
    pixels = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(50_000, 50_000), (9_000, 9_000), (2**31 - 1, 1)])
def test_a_bomb_is_not_unpacked(width, height):
    with pytest.raises((TooLarge, Invalid)):
        attachments.read(bomb(width, height), limit=LIMIT)


def test_more_bytes_than_are_taken_are_refused():
    with pytest.raises(TooLarge, match="at most"):
        attachments.read(picture(), limit=100)


def test_a_png_whose_hidden_text_unpacks_to_gigabytes_is_refused():
    text = zlib.compress(b"a" * 80 * 2**20, 9)
    body = b"zTXt" + b"Comment\0\0" + text
    chunk = (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
    content = picture("PNG")
    with pytest.raises(Invalid):
        attachments.read(content[:33] + chunk + content[33:], limit=LIMIT)


SOUND = [picture(kind, exif=exif(gps=gps(), orientation=3)) for kind in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=300)
@given(st.sampled_from(SOUND), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=12))
def test_whatever_is_wrong_with_a_picture_it_is_taken_or_refused(content, changes):
    damaged = bytearray(content)
    for at, byte in changes:
        damaged[at % len(damaged)] = byte
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            photo = attachments.read(bytes(damaged), limit=LIMIT)
        except (Invalid, TooLarge):
            return
    assert b"ExampleCam" not in photo.content


def add(of, content=None):
    photo = attachments.read(content or picture(), limit=LIMIT)
    return attachments.add(of.county, of.id, photo, person_id=7, position_id=9, at=AT)


def test_a_photo_is_kept_with_its_incident(county):
    row = incidents.incident()
    kept = add(row, picture(exif=exif(gps=gps())))
    assert files.where(row.county, kept.sha256).read_bytes().startswith(b"\xff\xd8")
    ((found, place),) = queries.list_attachments(row.county, row.id)
    assert (found.id, place) == (kept.id, LngLat(pytest.approx(116.01), pytest.approx(40.005)))


def test_the_same_photo_twice_is_one(county, session):
    row = incidents.incident()
    assert add(row).id == add(row).id
    assert len(session.scalars(select(Attachment)).all()) == 1


def test_an_incident_keeps_so_many_and_no_more(county, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_PHOTOS", 2)
    row = incidents.incident()
    for width in (10, 20):
        add(row, picture(size=(width, 10)))
    with pytest.raises(Conflict, match="at most 2 photos"):
        add(row, picture(size=(30, 10)))
    assert add(row, picture(size=(10, 10))).width_px == 10  # one it has is no more


def test_a_photo_belongs_to_its_incident_alone(county):
    row, other = incidents.incident(), incidents.incident()
    kept = add(row)
    assert attachments.get(row.county, row.id, kept.id) is kept
    with pytest.raises(NotFound):
        attachments.get(row.county, other.id, kept.id)
