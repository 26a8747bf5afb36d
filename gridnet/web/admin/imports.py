"""Tables taken in: staff, rosters, categories. Rows that were refused are shown with their reasons, and handed back."""

import csv
import io
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Response, request
from flask_babel import gettext

from gridnet.base import http, tables
from gridnet.base.errors import Invalid, NotFound
from gridnet.incidents import overrides
from gridnet.people import access, roster_import, sheets, staff_import
from gridnet.people.roles import Permission
from gridnet.people.sheets import Rejected, Tally
from gridnet.web import frame, refusal_words
from gridnet.web.admin import forms, uploads
from gridnet.web.admin.desk import Desk, desk
from gridnet.web.admin.forms import Form
from gridnet.web.frame import Page, Pages

routes = Pages("imports", __name__, url_prefix="/imports")

#: So many refused rows are shown; all of them are in the file that is handed back.
SHOWN = 100
BOM = "\ufeff"


@dataclass(slots=True)
class Outcome:
    """What became of a table."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    token: str = ""


Take = Callable[[Desk, list[str], list[tables.Line]], Outcome]


def _take_people(here: Desk, header: list[str], lines: list[tables.Line]) -> Outcome:
    found = sheets.columns(header, {}, needs=("staff_no", "name"))
    run = staff_import.Run(here.county, found, here.at, here.by, staff_import.areas(here.county))
    tally = Tally()
    staff_import.take_in(run, lines, tally)
    return _outcome(tally)


def _take_roster(here: Desk, header: list[str], lines: list[tables.Line]) -> Outcome:
    found = sheets.columns(header, {}, needs=("staff_no",))
    hours = {
        name.strip(): sheets.read_hours(span)
        for name, _, span in (
            line.partition("=") for line in request.form.get("shifts", "").splitlines() if line.strip()
        )
    }
    run = roster_import.Run(here.county, found, hours, here.by, roster_import.seats(here.county))
    tally = Tally()
    roster_import.take_in(run, lines, tally)
    return _outcome(tally)


def _outcome(tally: Tally) -> Outcome:
    return Outcome(tally.added, tally.changed, tally.kept, tally.rejected)


def _take_categories(here: Desk, header: list[str], lines: list[tables.Line]) -> Outcome:
    if "code" not in header:
        raise Invalid(gettext("The table needs a column called code."))
    tally = overrides.take_in(here.county, lines)
    cells = {line.number: line.cells for line in lines}
    rejected = [Rejected(number, reason, cells[number]) for number, reason in tally.rejected]
    return Outcome(0, tally.changed, tally.unchanged, rejected)


#: What can be taken in: what one must be permitted, and how it is done.
TABLES: Mapping[str, tuple[Permission, Take]] = {
    "people": (Permission.PEOPLE_WRITE, _take_people),
    "roster": (Permission.DUTY_WRITE, _take_roster),
    "categories": (Permission.POLICY_WRITE, _take_categories),
}


def _named(what: str) -> Take:
    """How this kind of table is taken in; raises `NotFound`, and what the guard raises for whoever may not."""
    if what not in TABLES:
        raise NotFound("there is no such import")
    permission, take = TABLES[what]
    access.guard(permission)
    return take


@routes.get("/<what>")
@http.permit(Permission.SELF)
def ask(what: str) -> Page:
    """The form for a table."""
    _named(what)
    desk()
    return frame.page("admin/import_table.html", what=what, form=Form(), outcome=None)


@routes.post("/<what>")
@http.permit(Permission.SELF)
def take(what: str) -> Page:
    """Take a table in, row by row; what was refused is shown and kept for a day to be fetched."""
    take_in, form, made = _named(what), Form(typed=forms.typed()), list[Outcome]()
    here = desk()
    if forms.act(form, lambda: made.append(_read(here, take_in))) and made[0].rejected:
        made[0].token = uploads.write(here.county, _as_csv(made[0].rejected), ".csv")
    outcome = made[0] if made and not form.fault else None
    given: dict[str, Any] = {"what": what, "outcome": outcome, "shown": SHOWN}
    return frame.page("admin/import_table.html", form=form, status=form.status, **given)


def _read(here: Desk, take_in: Take) -> Outcome:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        choose = gettext("Choose a table first.")
        raise Invalid(choose, errors=[{"field": "file", "message": choose}])
    with tempfile.TemporaryDirectory(prefix="table-") as room:
        path = Path(room) / Path(sent.filename).name
        sent.save(path)
        with tables.open_table(path) as (header, lines):
            return take_in(here, header, list(lines))


def _as_csv(rejected: list[Rejected]) -> str:
    """The refused rows as they were sent, each with its number and why, so that they can be mended and sent again."""
    columns = list(dict.fromkeys(name for row in rejected for name in row.cells))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["row", "reason", *columns])
    writer.writerows(
        [row.number, refusal_words.tell_fault(row.reason), *(_plain(row.cells.get(name, "")) for name in columns)]
        for row in rejected
    )
    return BOM + text.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t"} and not cell[1:].replace(" ", "").isdigit() else cell


@routes.get("/rejected/<token>")
@http.permit(Permission.SELF)
def fetch(token: str) -> Page:
    """The refused rows of an import just made, as CSV."""
    access.guard(Permission.DUTY_WRITE)
    path = uploads.find(desk().county, token)
    answer = Response(path.read_text(encoding="utf-8"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="rejected.csv"'
    return answer
