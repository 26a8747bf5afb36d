"""The why-me record: written as plain values, read back, and told to a person in two languages. Pure."""

from collections.abc import Mapping
from typing import Any

from gridnet.assignment.choice import Need, Skip, Why
from gridnet.assignment.values import Decided
from gridnet.base.network import Network
from gridnet.incidents.lifecycle import Role
from gridnet.people.duty import Rung
from gridnet.territory.lookup import Placed

FORMAT = 1


def write(decided: Decided) -> dict[str, Any]:
    """The record of a decision: the place's versions, the need, the candidates weighed, and what decided."""
    skipped = dict(decided.choice.skipped)
    candidates = [each for each in decided.candidates if each.network is decided.need.network]
    return {
        "incident": dict(decided.case.note()),
        "moment": decided.case.at.isoformat(),
        "covering": [_placed(each) for each in decided.case.covering if each.network is decided.need.network],
        "placed": _placed(decided.case.placed.get(decided.need.network)),
        "need": _need(decided.need),
        "candidates": [
            {
                "position": each.position_id,
                "person": each.person_id,
                "rung": int(each.rung),
                "duty": each.duty_reason,
                "shift": each.shift_id,
                "leave": each.leave_id,
                "skip": skipped.get(each.position_id),
            }
            for each in candidates
        ],
        "loads": {str(position): count for position, count in decided.choice.loads.items()},
        "choice": {
            "position": decided.choice.candidate.position_id if decided.choice.candidate else None,
            "desk": decided.choice.desk_code,
            "why": decided.choice.why,
        },
    }


#: What the record keeps of an area that came into question.
_KEPT = ("area_id", "outline_id", "code", "name", "kind", "parent_code", "edge_m", "how")


def _placed(placed: Placed | None) -> dict[str, Any] | None:
    return None if placed is None else {name: getattr(placed, name) for name in _KEPT}


def _need(need: Need) -> dict[str, Any]:
    return {
        "network": need.network,
        "role": need.role,
        "desk": need.desk_code,
        "named": sorted(need.named),
        "declined": sorted(need.declined),
        "from_rung": int(need.from_rung),
    }


def read_need(record: Mapping[str, Any]) -> Need:
    """The need of a record, for the replay."""
    need = record["need"]
    return Need(
        Network(need["network"]),
        Role(need["role"]),
        need["desk"],
        frozenset(need["named"]),
        frozenset(need["declined"]),
        Rung(need["from_rung"]),
    )


def without_named(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record without whom the case names, for whoever may know its state and not its story."""
    candidates = [each for each in record["candidates"] if each["skip"] != Skip.NAMED]
    return {**record, "need": {**record["need"], "named": []}, "candidates": candidates}


_TOLD = {
    Why.PRIMARY: ("{area}的责任人，当时在岗", "keeps {area} and was on duty"),
    Why.DEPUTY: (
        "{area}的副责任人在岗，责任人不在岗或须回避",
        "deputy of {area}, on duty; the primary was passed over",
    ),
    Why.GRID_LEADER: (
        "{area}网格长在岗，网格员均不在岗或须回避",
        "grid leader of {area}, on duty; its workers were not",
    ),
    Why.STATION_DUTY: (
        "派出所值班，{area}民警均不在岗或须回避",
        "station duty; the officers of {area} were passed over",
    ),
    Why.VILLAGE_DESK: ("村（社区）值班，{area}无人在岗", "village desk on duty; nobody of {area} was"),
    Why.TOWNSHIP_DESK: ("乡镇综治中心值班", "township desk on duty"),
    Why.NOBODY: ("无人在岗，进入{desk}待派队列", "nobody was on duty: waits in the queue of {desk}"),
    Why.SELF_HANDLED: ("上报人当场处置", "handled on the spot by whoever reported it"),
    Why.NAMED_BY_HAND: ("由上级指定", "named by hand"),
}
_SKIPPED = {
    Skip.OFF_DUTY: ("不在岗", "off duty"),
    Skip.NAMED: ("须回避", "has an interest in the case"),
    Skip.DECLINED: ("已退回", "declined it before"),
    Skip.NOT_SWORN: ("辅警不单独承办", "auxiliary police do not hold a police leg alone"),
    Skip.ROUTE: ("不经本级", "below the route of such complaints"),
}


def tell(record: Mapping[str, Any], *, english: bool) -> list[str]:
    """The record as sentences: how the place was found, why this one, and why not those before."""
    told = [_tell_place(record, english=english)]
    words = _TOLD[Why(record["choice"]["why"])][int(english)]
    area = record["placed"]["name"] if record["placed"] else ("outside every area" if english else "网外地点")
    told.append(words.format(area=area, desk=record["choice"]["desk"]))
    passed = [(each["position"], Skip(each["skip"])) for each in record["candidates"] if each["skip"]]
    told += [f"#{position}: {_SKIPPED[skip][int(english)]}" for position, skip in passed]
    return told


def _tell_place(record: Mapping[str, Any], *, english: bool) -> str:
    placed = record["placed"]
    if placed is None:
        return "the place lies in no area of this network" if english else "地点不在本网任何区域内"
    if placed["edge_m"] is None:
        return f"named as {placed['code']}" if english else f"按编码{placed['code']}确定"
    away = round(placed["edge_m"])
    if placed["how"] == "nearest":
        return f"{away} m outside {placed['name']}" if english else f"在{placed['name']}外{away}米"
    return f"inside {placed['name']}, {away} m from its edge" if english else f"在{placed['name']}内，距边界{away}米"
