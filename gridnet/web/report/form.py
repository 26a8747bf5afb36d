"""What was typed into the report form, read into a report, and what is wrong with it by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext
from pydantic import ValidationError

from gridnet.base.errors import Refusal
from gridnet.incidents.schemas import ReportIn
from gridnet.web import refusal_words

FIELDS = (
    *("client_ref", "category", "where", "lng", "lat", "accuracy_m", "grid_code", "address", "text", "handled"),
    *("handled_how", "contact_name", "contact_phone", "captured_at"),
)
#: Fields of a report that stand under another name in the form.
SHOWN_AT: Mapping[str, str] = {
    "place": "where",
    "place.lng": "where",
    "place.lat": "where",
    "county": "where",
    "place.accuracy_m": "where",
    "handled_on_the_spot": "handled_how",
    "contact.name": "contact_name",
    "contact.phone": "contact_phone",
}


@dataclass
class Form:
    """All that was typed, kept as it was; and what is wrong, a sentence a field ("" for the whole)."""

    typed: Mapping[str, str]
    faults: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        """What was typed into a field."""
        return self.typed.get(name, "")

    def read(self) -> ReportIn | None:
        """The report, or None: then `faults` tells what is missing or cannot be."""
        self.faults = self._missing()
        if self.faults:
            return None
        try:
            return ReportIn.model_validate(self.report())
        except ValidationError as faults:
            for fault in faults.errors(include_url=False, include_context=False, include_input=False):
                self._fault(".".join(str(part) for part in fault["loc"]), fault["msg"])
            return None

    def refuse(self, refusal: Refusal) -> None:
        """Keep what the service refused it for, beside the fields it names."""
        for each in refusal.errors:
            self._fault(each["field"], each["message"])
        if not self.faults:
            self.faults[""] = refusal_words.tell_exactly(refusal)

    def _missing(self) -> dict[str, str]:
        wanted = {
            "category": (not self["category"], gettext("Choose what kind of matter it is.")),
            "text": (not self["text"].strip(), gettext("Say in a few words what happened.")),
            "handled_how": (
                bool(self["handled"]) and not self["handled_how"].strip(),
                gettext("Say what was done, so that the matter can be closed."),
            ),
            "where": (self["where"] == "place" and not (self["lng"] and self["lat"]), gettext("Say where it is.")),
            "grid_code": (self["where"] == "grid" and not self["grid_code"].strip(), gettext("Type the grid's code.")),
            "address": (self["where"] == "address" and not self["address"].strip(), gettext("Type the address.")),
        }
        return {name: told for name, (is_missing, told) in wanted.items() if is_missing}

    def _fault(self, where: str, message: str) -> None:
        name = SHOWN_AT.get(where, where)
        self.faults.setdefault(name if name in FIELDS else "", _told(name, message))

    def report(self) -> dict[str, Any]:
        """The document that the JSON door would be sent."""
        contact = {"name": self["contact_name"].strip() or None, "phone": self["contact_phone"].strip() or None}
        return {
            "client_ref": self["client_ref"],
            "category": self["category"],
            "text": self["text"],
            "place": self._place() if self["where"] == "place" else None,
            "grid_code": self["grid_code"].strip() or None if self["where"] == "grid" else None,
            "address": self["address"].strip() or None,
            "captured_at": self["captured_at"] or None,
            "contact": contact if any(contact.values()) else None,
            "handled_on_the_spot": self["handled_how"] if self["handled"] else None,
        }

    def _place(self) -> dict[str, str]:
        """The browser's position is WGS-84, by the standard it keeps to (W3C Geolocation)."""
        place = {"lng": self["lng"], "lat": self["lat"], "datum": "wgs84"}
        return place | ({"accuracy_m": self["accuracy_m"]} if self["accuracy_m"] else {})


def _told(name: str, message: str) -> str:
    told = {
        "contact_phone": gettext("A telephone number has digits, and at most + ( ) - and spaces: 5 to 24 of them."),
        "category": gettext("There is no such kind of matter here; choose another."),
    }
    return told.get(name) or refusal_words.tell_fault(message)
