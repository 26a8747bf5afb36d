"""What was typed into a form, what is wrong with it, and acts that a refusal undoes while the form stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import request
from flask_babel import gettext
from pydantic import BaseModel, ValidationError

from gridnet.base import db
from gridnet.base.errors import Invalid, Refusal
from gridnet.web import refusal_words

Model = TypeVar("Model", bound=BaseModel)

#: More than any id has.
MOST_DIGITS = 18
#: What a field left alone sends.
EMPTY = (None, "")
#: What pydantic calls the faults people make most.
_KINDS: Mapping[str, str] = {
    "missing": "missing",
    "int_parsing": "whole",
    "int_from_float": "whole",
    "greater_than_equal": "least",
    "greater_than": "least",
    "less_than_equal": "most",
    "less_than": "most",
    "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment",
    "timezone_aware": "moment",
    "enum": "one",
    "literal_error": "one",
    "string_pattern_mismatch": "one",
    "string_too_long": "long",
    "string_too_short": "short",
}


@dataclass(slots=True)
class Form:
    """A form as it is shown: what stands in its fields, the fault of each, and what is wrong with the whole."""

    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    fault: str = ""
    status: int = 200

    def get(self, name: str, otherwise: object = "") -> str:
        """What stands in a field."""
        return self.typed.get(name, "" if otherwise is None else str(otherwise))


def typed() -> dict[str, str]:
    """What was sent, as text, blanks around it taken off."""
    return {name: value.strip() for name, value in request.form.items()}


def read(model: type[Model], given: Mapping[str, Any]) -> Model:
    """What was typed as `model`, its own fields that are not empty; raises `Invalid` with a sentence a field."""
    try:
        return model.model_validate({name: given[name] for name in model.model_fields if given.get(name) not in EMPTY})
    except ValidationError as error:
        faults = [
            {"field": str(each["loc"][0]) if each["loc"] else "", "message": _told(each)} for each in error.errors()
        ]
        raise Invalid(gettext("Some fields cannot be read; see below."), errors=faults) from None


def number(form: Form, name: str) -> int:
    """The number chosen in a field; raises `Invalid` where none is."""
    if not form.get(name).isdecimal() or len(form.get(name)) > MOST_DIGITS:
        choose = gettext("Choose one.")
        raise Invalid(choose, errors=[{"field": name, "message": choose}])
    return int(form.get(name))


def _told(fault: Mapping[str, Any]) -> str:
    """A fault of a field in the viewer's language; the reader's own sentence where it is a rarer one."""
    about = fault.get("ctx") or {}
    words = {
        "missing": gettext("Fill this in."),
        "whole": gettext("Write a whole number."),
        "least": gettext("Write a number of at least %(least)s.", least=about.get("ge", about.get("gt", ""))),
        "most": gettext("Write a number of at most %(most)s.", most=about.get("le", about.get("lt", ""))),
        "long": gettext("Write at most %(most)s characters.", most=about.get("max_length", "")),
        "short": gettext("Write at least %(least)s characters.", least=about.get("min_length", "")),
        "moment": gettext("Write a day and a time."),
        "one": gettext("This is not one of the values that can be taken."),
    }
    kind = _KINDS.get(str(fault["type"]), "")
    return str(words.get(kind, fault["msg"]))


def act(form: Form, do: Callable[[], object]) -> bool:
    """Whether `do` went through; a refusal undoes what it did and is told in the form."""
    try:
        with db.session.begin_nested():
            do()
            db.session.flush()
    except Refusal as error:
        tell(form, error)
        return False
    return True


def tell(form: Form, error: Refusal) -> None:
    """Put a refusal into a form: at its fields where it names them."""
    form.status, form.fault = error.status, refusal_words.tell_exactly(error)
    told = refusal_words.tell_fault
    form.faults = {str(each.get("field", "")): told(each.get("message", "")) for each in error.errors}
