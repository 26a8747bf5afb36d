"""What is asked in the address of a report page: kept as it was typed, and read as a question of the reports."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import request, url_for

from gridnet.base import moment
from gridnet.base.errors import Invalid
from gridnet.base.reach import Reach
from gridnet.people import access
from gridnet.people.roles import Permission
from gridnet.reports import scope
from gridnet.reports.periods import Compare, Period
from gridnet.reports.question import Cut, Question
from gridnet.reports.schemas import CasesQuery, ReportQuery
from gridnet.web import forms
from gridnet.web.reports import places, spans
from gridnet.web.reports.places import MARK, Place

#: What is asked about where nothing is named.
USUAL = "accept"
#: What the pages ask beyond the question itself.
OWN = ("period", "view", "about", "every", "key", "fate", "late", "after")
#: The fields of a question as an address names them.
NAMES: Mapping[str, str] = {field.alias or name: name for name, field in ReportQuery.model_fields.items()}
#: Those beside what, where and when.
NARROWING = tuple(name for name in NAMES if name not in {"measure", "scope", "from", "to", "by", "compare", "as_of"})
LISTED = ("key", "fate", "late", "after")
NO_COMPARE = "none"
A_PAGE = 50


@dataclass(frozen=True)
class Form:
    """The address of a page: `typed` are its words as they came, `now` is the moment of the request."""

    typed: Mapping[str, str]
    reach: Reach
    now: datetime

    @classmethod
    def here(cls) -> "Form":
        """The form in the address of this request."""
        given = {name: ",".join(filter(None, request.args.getlist(name))).strip() for name in (*NAMES, *OWN)}
        typed = {name: value for name, value in given.items() if value}
        return cls(typed, access.actor().reach_for(Permission.REPORT_READ), moment.now())

    def get(self, name: str, usual: str = "") -> str:
        """A word of the address."""
        return self.typed.get(name, usual)

    @cached_property
    def places(self) -> list[Place]:
        """What can be chosen as the ground."""
        return places.offered(self.reach)

    @cached_property
    def place(self) -> str:
        """The ground as the form names it: a code, or a county and an area of it; the first choice unless named."""
        code, area = self.get("scope"), self.get("area_id")
        if not code:
            return self.places[0].value if self.places else ""
        return f"{code}{MARK}{area}" if area and MARK not in code else code

    @property
    def place_name(self) -> str:
        """What the ground is called."""
        return places.name_of(self.place, self.places)

    @property
    def span(self) -> str:
        """The name of the period."""
        given = {"from", "to"} & set(self.typed)
        name = self.get("period", spans.CUSTOM if given else spans.USUAL)
        return name if name in spans.NAMES else spans.USUAL

    @property
    def days(self) -> tuple[str, str]:
        """The first and the last day, as they stand in the form."""
        found = spans.named(self.span, moment.local(self.now).date())
        return (str(found.first), str(found.last)) if found else (self.get("from"), self.get("to"))

    @property
    def compare(self) -> str:
        """With what it is compared."""
        return self.get("compare", Compare.PREVIOUS)

    @property
    def narrowed(self) -> dict[str, str]:
        """The words that narrow the cases down, or hold them against something else than is usual."""
        return {name: self.typed[name] for name in NARROWING if name in self.typed}

    def cases(self) -> CasesQuery:
        """Which of the cases are listed; raises `Invalid`."""
        given = {**self._given(), **{name: self.typed[name] for name in LISTED if name in self.typed}}
        return forms.take(CasesQuery, {**given, "limit": str(A_PAGE)})

    def question(self, code: str = "", cuts: tuple[Cut, ...] | None = None, *, compares: bool = True) -> Question:
        """What is asked, by another measure or divided otherwise where that is named; raises `Invalid`, `NotFound`."""
        query = forms.take(ReportQuery, {**self._given(), **({"measure": code} if code else {})})
        asked = query.question(self.now)
        if cuts is not None:
            asked = replace(asked, cuts=cuts)
        return scope.check(asked if compares else replace(asked, compare=None), self.reach)

    def _given(self) -> dict[str, str]:
        given: dict[str, str] = {field: self.typed[name] for name, field in NAMES.items() if name in self.typed}
        given.setdefault("measure", USUAL)
        given["scope"], _mark, area = self.place.partition(MARK)
        given["since"], given["until"] = self.days
        given["compare"] = "" if self.compare == NO_COMPARE else self.compare
        if not given["since"] or not given["until"]:
            raise Invalid("a period has two days", errors=[{"field": "since", "message": "missing"}])
        return given | ({"area_id": area} if area else {})

    def link(self, endpoint: str, **changes: Any) -> str:
        """The same address with these words changed, those that are None left out."""
        kept = {**self.typed, "after": None, **changes}
        return url_for(endpoint, **{name: value for name, value in kept.items() if value not in {None, ""}})

    def fixed(self, question: Question) -> dict[str, Any]:
        """The words that make an address give the same figures next year."""
        first, last = question.period.first, question.period.last
        return {"period": spans.CUSTOM, "from": first, "to": last, "as_of": question.as_of.isoformat()} | {
            "scope": question.scope,
            "area_id": question.filters.area_id,
            "measure": question.code,
        }

    def exported(self, question: Question, **more: Any) -> dict[str, Any]:
        """The words of an export: the question as the programs' doors take it."""
        asked = {name: value for name, value in self.typed.items() if name in NAMES}
        asked |= {"compare": "" if self.compare == NO_COMPARE else self.compare}
        fixed = {name: value for name, value in self.fixed(question).items() if name != "period"}
        return {name: value for name, value in {**asked, **fixed, **more}.items() if value not in {None, ""}}


def said(period: Period) -> str:
    """A period as its two days."""
    return f"{period.first} – {period.last}" if period.days > 1 else str(period.first)
