"""Who serves in the sample county: persons, and the positions they hold in either network or in both. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, groupby

from gridnet.base.network import Network
from gridnet.people.duty import Keeps, Rule
from gridnet.people.roles import NETWORK, Role
from gridnet.sample.ground import COUNTY, Division, Ground, Station, parent_of
from gridnet.sample.size import Size
from gridnet.territory.values import Level, Plot


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the staff; the number says the name."""

    staff_no: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A position by the codes that name it; `key` tells it from every other one."""

    staff_no: str
    role: Role
    scope: str
    rule: Rule = Rule.ALWAYS
    area_code: str | None = None
    station_code: str | None = None
    keeps: Keeps | None = None

    @property
    def network(self) -> Network | None:
        """The network the role belongs to."""
        return NETWORK.get(self.role)

    @property
    def key(self) -> tuple[str, str, str]:
        """Who, as what, where."""
        return self.staff_no, self.role, self.area_code or self.station_code or self.scope


@dataclass(frozen=True, slots=True)
class Crew:
    """All persons and all their positions."""

    members: Sequence[Member]
    seats: Sequence[Seat]


#: Persons with one seat over the whole county: prefix of the number, name, role, how many.
OFFICES = (
    ("D", "示例派遣员", Role.DISPATCHER, 2),
    ("C", "示例县综治中心", Role.COUNTY_DESK, 1),
    ("L", "示例督办", Role.SUPERVISOR, 3),
    ("SA", "示例系统管理员", Role.SYSTEM_ADMIN, 1),
    ("SC", "示例安全管理员", Role.SECURITY_ADMIN, 1),
    ("AU", "示例审计员", Role.AUDITOR, 1),
    ("GW", "示例热线接口", Role.GATEWAY, 1),
)
#: Departments that townships can whistle for, each with somebody at its desk: code, Chinese, English.
DEPARTMENTS = (
    ("DEPT-CG", "示例县城市管理局", "Urban management bureau"),
    ("DEPT-ZJ", "示例县住房和城乡建设局", "Housing and construction bureau"),
    ("DEPT-SJ", "示例县市场监督管理局", "Market supervision bureau"),
    ("DEPT-YJ", "示例县应急管理局", "Emergency management bureau"),
    ("DEPT-HB", "示例县生态环境局", "Ecology and environment bureau"),
)
#: In a village of this class of the statistical code the worker lives where he works, and is always on duty.
RURAL = "220"
DESKS_A_TOWNSHIP = 2
VILLAGES_A_DESK = 6
#: Three take turns with the duty of a station (see `roster`).
OFFICERS_A_STATION = 3


def build(ground: Ground, size: Size) -> Crew:
    """The staff of this ground."""
    parts = [
        _workers(ground),
        _leaders(ground, size),
        _village_desks(ground, size),
        _township_desks(ground),
        _officers(ground),
        _auxiliaries(ground, size),
        *(_office(*each) for each in OFFICES),
        _departments(),
    ]
    members = [member for part in parts for member in part.members]
    return Crew(members, [seat for part in parts for seat in part.seats])


def _member(prefix: str, name: str, number: int) -> Member:
    """Numbers are of one width, so that no name is the beginning of another."""
    return Member(f"S{prefix}{number:03d}", f"{name} {number:03d}")


def _by(plots: Iterable[Plot]) -> Mapping[str, list[Plot]]:
    ordered = sorted(plots, key=lambda each: (parent_of(each), each.code))
    return {parent: list(some) for parent, some in groupby(ordered, key=parent_of)}


def _workers(ground: Ground) -> Crew:
    """One worker a village, primary of its grids; in town also deputy of the next village's in the same township."""
    villages = ground.of_level(Level.VILLAGE)
    members = [_member("W", "示例网格员", number + 1) for number in range(len(villages))]
    neighbour = dict(zip((each.code for each in villages), _deputies(villages, members), strict=True))
    grids, seats = _by(ground.grids), []
    for village, member in zip(villages, members, strict=True):
        rule = Rule.ALWAYS if village.urban_class == RURAL else Rule.ROSTERED
        for plot in grids.get(village.code, ()):
            deputy = neighbour[village.code] if rule is Rule.ROSTERED else None
            keepers = [(Keeps.PRIMARY, member), (Keeps.DEPUTY, deputy)]
            seats += [
                _keeper(each, Role.GRID_WORKER, village.code, plot, keeps=keeps, rule=rule)
                for keeps, each in keepers
                if each
            ]
    return Crew(members, seats)


def _deputies(villages: Sequence[Division], members: Sequence[Member]) -> Iterator[Member | None]:
    """For each village the worker of the one after it in its township, round about; None where there is no other."""
    for parent, some in groupby(range(len(villages)), key=lambda i: villages[i].parent_code):
        places = list(some)
        assert parent
        for turn in range(len(places)):
            other = places[(turn + 1) % len(places)]
            yield members[other] if len(places) > 1 else None


def _keeper(  # noqa: PLR0913 - a keeper's seat has that many sides, named by the caller
    member: Member, role: Role, scope: str, plot: Plot, *, keeps: Keeps, rule: Rule
) -> Seat:
    return Seat(staff_no=member.staff_no, role=role, scope=scope, area_code=plot.code, keeps=keeps, rule=rule)


def _leaders(ground: Ground, size: Size) -> Crew:
    """Grid leaders, each for a township, who stand in where its workers are off duty."""
    townships = ground.of_level(Level.TOWNSHIP)
    members = [_member("G", "示例网格长", number + 1) for number in range(size.leaders)]
    seats = [
        Seat(staff_no=member.staff_no, role=Role.GRID_LEADER, scope=township.code, rule=Rule.ROSTERED)
        for member, township in zip(members, townships, strict=False)
    ]
    return Crew(members, seats)


def _village_desks(ground: Ground, size: Size) -> Crew:
    """Desks of some villages, several to a person; by far not every village has one."""
    villages = ground.of_level(Level.VILLAGE)
    members = [_member("V", "示例村值守", number + 1) for number in range(size.village_desks)]
    seats = [
        Seat(staff_no=members[number % len(members)].staff_no, role=Role.VILLAGE_DESK, scope=village.code)
        for number, village in enumerate(villages[1::2][: len(members) * VILLAGES_A_DESK])
    ]
    return Crew(members, seats)


def _township_desks(ground: Ground) -> Crew:
    """The governance centre of each township, day and night by turns."""
    townships = [each for each in ground.of_level(Level.TOWNSHIP) for _ in range(DESKS_A_TOWNSHIP)]
    members = [_member("T", "示例综治中心", number + 1) for number in range(len(townships))]
    seats = [
        Seat(staff_no=member.staff_no, role=Role.TOWNSHIP_DESK, scope=township.code, rule=Rule.ROSTERED)
        for member, township in zip(members, townships, strict=True)
    ]
    return Crew(members, seats)


def _officers(ground: Ground) -> Crew:
    """Officers of each station: its beats, its duty by turns, and one post in a village's office."""
    beats, parts = _by(ground.beats), []
    for number, station in enumerate(ground.stations):
        first = number * OFFICERS_A_STATION
        own = [_member("P", "示例民警", first + i + 1) for i in range(OFFICERS_A_STATION)]
        post = Seat(staff_no=own[0].staff_no, role=Role.VILLAGE_DESK, scope=_village_of(ground, number))
        parts.append(Crew(own, [*_beat_keepers(station, beats[station.code], own), *_duty(station, own), post]))
    return Crew([each for part in parts for each in part.members], [seat for part in parts for seat in part.seats])


def _beat_keepers(station: Station, beats: Sequence[Plot], own: Sequence[Member]) -> Iterator[Seat]:
    """Each beat has one of the station's officers as primary and the next one as deputy."""
    for turn, plot in enumerate(beats):
        for keeps, i in ((Keeps.PRIMARY, turn), (Keeps.DEPUTY, turn + 1)):
            holder = own[i % len(own)]
            yield _keeper(holder, Role.OFFICER, station.division_code, plot, keeps=keeps, rule=Rule.ROSTERED)


def _duty(station: Station, own: Sequence[Member]) -> Iterator[Seat]:
    for each in own:
        yield Seat(
            staff_no=each.staff_no,
            role=Role.STATION_DUTY,
            scope=station.division_code,
            station_code=station.code,
            rule=Rule.ROSTERED,
        )


def _village_of(ground: Ground, number: int) -> str:
    """The village in whose office an officer sits as deputy secretary; one that has no desk of its own."""
    villages = ground.of_level(Level.VILLAGE)[::2]
    return villages[number * len(villages) // len(ground.stations)].code


def _auxiliaries(ground: Ground, size: Size) -> Crew:
    """Auxiliaries, deputies of some beats: they assist and never hold a police leg alone."""
    members = [_member("A", "示例辅警", number + 1) for number in range(size.auxiliaries)]
    towns = {each.code: each.division_code for each in ground.stations}
    seats = [
        _keeper(holder, Role.AUXILIARY, towns[parent_of(plot)], plot, keeps=Keeps.DEPUTY, rule=Rule.ALWAYS)
        for holder, plot in zip(cycle(members), ground.beats[::2], strict=False)
    ]
    return Crew(members, seats)


def _office(prefix: str, name: str, role: Role, count: int) -> Crew:
    members = [_member(prefix, name, number + 1) for number in range(count)]
    return Crew(members, [Seat(staff_no=each.staff_no, role=role, scope=COUNTY) for each in members])


def _departments() -> Crew:
    """One person at the desk of each department."""
    members = [_member("DP", "示例部门值守", number + 1) for number in range(len(DEPARTMENTS))]
    seats = [
        Seat(staff_no=each.staff_no, role=Role.DEPARTMENT_DESK, scope=COUNTY, station_code=code)
        for each, (code, *_names) in zip(members, DEPARTMENTS, strict=True)
    ]
    return Crew(members, seats)
