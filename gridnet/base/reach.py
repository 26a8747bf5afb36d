"""How far somebody may look: a set of division prefixes that a query cannot forget, because it takes one."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from gridnet.base import county
from gridnet.base.county import County
from gridnet.base.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Reach:
    """Prefixes of division codes: 41 a province, 4105 a city, 410506 a county, 410506102 a township."""

    prefixes: frozenset[str]

    def covers(self, code: str) -> bool:
        """Whether the whole of division `code` lies within."""
        return any(code.startswith(prefix) for prefix in self.prefixes)

    def touches(self, county_code: str) -> bool:
        """Whether any part of the county lies within."""
        return any(county_code.startswith(prefix) or prefix.startswith(county_code) for prefix in self.prefixes)

    def check(self, county_code: str) -> County:
        """The county, if any part of it lies within; raises `NotAllowed`, `Invalid` for what is no county."""
        found = county.read(county_code)
        if not self.touches(found):
            raise NotAllowed(f"county {found} lies outside your positions")
        return found

    def where(self, column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """The condition that a column of division codes lies within."""
        return or_(false(), *(column.startswith(prefix, autoescape=True) for prefix in sorted(self.prefixes)))

    def of_desk(self, column: Any, county_code: str) -> ColumnElement[bool] | None:
        """The condition on a row's desk code; None where the whole county lies within."""
        if self.covers(county_code):
            return None
        within = sorted(prefix for prefix in self.prefixes if prefix.startswith(county_code))
        return or_(false(), *(column.startswith(prefix, autoescape=True) for prefix in within))
