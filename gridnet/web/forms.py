"""A form as a shape: what was left empty is absent, and what is wrong is named by its field."""

from collections.abc import Mapping
from typing import Any, TypeVar

from flask import request
from pydantic import BaseModel, ValidationError

from gridnet.base.errors import Invalid

Shape = TypeVar("Shape", bound=BaseModel)


def read(shape: type[Shape]) -> Shape:
    """The form of this request as `shape`; raises `Invalid` naming every field at fault."""
    return take(shape, request.form)


def take(shape: type[Shape], given: Mapping[str, str]) -> Shape:
    """What was filled in, as `shape`; fields that the shape does not have are passed over. Raises `Invalid`."""
    filled = {name: given[name] for name in shape.model_fields if given.get(name, "").strip()}
    return check(shape, filled)


def check(shape: type[Shape], filled: Mapping[str, Any]) -> Shape:
    """What was filled in, where a field may hold several values; raises `Invalid`."""
    if any("\0" in value for value in filled.values() if isinstance(value, str)):
        raise Invalid("the character NUL is part of no text")
    try:
        return shape.model_validate(filled)
    except ValidationError as faults:
        errors = [{"field": str(each["loc"][0]), "message": each["msg"]} for each in faults.errors() if each["loc"]]
        first = errors[0] if errors else {"field": "form", "message": "it cannot be read"}
        raise Invalid(f"{first['field']}: {first['message']}", errors=errors) from None
