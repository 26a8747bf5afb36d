"""A document on paper: A4, Chinese type, numbered pages, the definitions at its end."""

from functools import cache
from typing import Any, NoReturn

import weasyprint
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from PIL import ImageFile

from gridnet.base.errors import Invalid
from gridnet.reports.exporting import document as documents
from gridnet.reports.exporting.document import Document, Kind

# WeasyPrint lets Pillow take pictures that are cut off, in the whole process; photos of cases are not to be taken so.
ImageFile.LOAD_TRUNCATED_IMAGES = False

MEDIA = "application/pdf"
#: Paper is to be read; and laying out two thousand rows takes minutes and most of a gigabyte.
MOST_ROWS = 500
LANDSCAPE_FROM = 9
#: Before the number of a page, between it and their count, and after.
_PAGE = {"zh": ("第 ", " 页，共 ", " 页"), "en": ("Page ", " of ", "")}


@cache
def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("gridnet.reports.exporting", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"say": documents.say, "Kind": Kind, "Markup": Markup}
    return environment.get_template("document.html")


def render(document: Document) -> bytes:
    """The PDF; raises `Invalid` for more rows than paper takes, before anything is laid out."""
    return bytes(lay_out(document).write_pdf() or b"")


def lay_out(document: Document) -> Any:
    """The pages, as WeasyPrint has them."""
    tables = [(table, _rows(table.rows)) for table in (*document.tables, document.definitions)]
    html = _template().render(
        document=document,
        tables=tables,
        page=_PAGE[document.language],
        is_wide=any(len(table.columns) >= LANDSCAPE_FROM for table in document.tables),
    )
    return weasyprint.HTML(string=html, url_fetcher=_fetch_nothing).render()


def _rows(rows: Any) -> list[Any]:
    kept = []
    for row in rows:
        kept.append(row)
        if len(kept) > MOST_ROWS:
            raise too_many()
    return kept


def too_many() -> Invalid:
    """The refusal of what does not belong on paper."""
    return Invalid(
        f"a PDF takes at most {MOST_ROWS:,} rows, since nobody reads more on paper; ask for csv (as many rows as there "
        "are) or xlsx (up to 100,000), or narrow the period, the filters or the division"
    )


def _fetch_nothing(url: str, *_: object, **__: object) -> NoReturn:
    """Nothing is fetched for a document: all of it is in its page."""
    raise ValueError(f"a document fetches nothing, not even {url}")
