"""A department's summons as the subject of clocks: how a notice names it, whom its case names, who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text

from gridnet.base import db
from gridnet.clocks.subjects import Key, Noted, SubjectKind, Told
from gridnet.clocks.values import INCIDENT
from gridnet.incidents import clocked
from gridnet.whistle import sight
from gridnet.whistle.values import SUMMONS

_CASES = text("""
    SELECT summons.county, summons.id, summons.incident_id, name_zh, name_en
    FROM unnest(CAST(:counties AS text[]), CAST(:ids AS bigint[])) AS wanted (county, id)
    JOIN summons ON summons.county = wanted.county AND summons.id = wanted.id
    JOIN department ON department.county = summons.county AND department.id = summons.department_id
""")


def tell(keys: Sequence[Key]) -> Mapping[Key, Told]:
    """What is told of their cases, and that it is a department's part; whom their cases name."""
    cases = {key: Key(key.county, INCIDENT, row.incident_id) for key, row in _cases(keys).items()}
    told = clocked.tell(sorted(set(cases.values())))
    return {
        key: replace(told[case], params={**told[case].params, "network": "department"})
        for key, case in cases.items()
        if case in told
    }


def _cases(keys: Sequence[Key]) -> dict[Key, Any]:
    wanted = {"counties": [key.county for key in keys], "ids": [key.id for key in keys]}
    return {Key(row.county, SUMMONS, row.id): row for row in db.run(_CASES, wanted)}


def note(noted: Sequence[Noted], at: datetime) -> None:
    """Cards of summonses, in the timelines of their cases."""
    rows = _cases([each.subject for each in noted])
    clocked.note([_of_case(each, rows[each.subject]) for each in noted if each.subject in rows], at)


def _of_case(noted: Noted, row: Any) -> Noted:
    names = {"summons": row.id, "department_zh": row.name_zh, "department_en": row.name_en}
    case = Key(row.county, INCIDENT, row.incident_id)
    return noted._replace(subject=case, detail={**noted.detail, **names})


SUBJECT = SubjectKind(tell, sight.visible, sight.names, note)
