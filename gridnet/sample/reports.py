"""From a happening to the report that the doors would have made of it. Pure."""

from collections.abc import Mapping

from gridnet.incidents.values import Given, Report
from gridnet.people.duty import Keeps
from gridnet.people.roles import Role
from gridnet.sample.ground import COUNTY, township_of
from gridnet.sample.happenings import COMPLAINTS, Happening, Oddity
from gridnet.sample.staff import Holder, Staff

PROGRAMS = frozenset({"HOTLINE_12345", "POLICE_110"})


def client_ref(happening: Happening, seed: int) -> str:
    """The key that makes the report once."""
    return f"sample-{seed}-{happening.number:06d}"


def report(happening: Happening, staff: Staff) -> Report:
    """The report."""
    by = reporter(happening, staff)
    given = happening.given
    return Report(
        county=COUNTY,
        category=happening.category,
        channel=happening.channel,
        text=text(happening, staff),
        at=happening.at,
        recorded_at=happening.at,
        occurred_at=happening.occurred_at,
        captured_at=happening.captured_at,
        place=happening.place,
        given=Given(given.lng, given.lat, happening.datum, happening.accuracy_m) if given else None,
        grid_code=happening.plot.code if happening.oddity is Oddity.CODE else None,
        address=happening.text.partition("：")[0] if happening.oddity is Oddity.ADDRESS else None,
        division_code=township_of(happening.plot) if happening.place is None else None,
        named=_named(happening, staff),
        self_handled="当场处置完毕" if happening.oddity is Oddity.ON_THE_SPOT else None,
        reported_by=by.person_id if by else None,
        reported_as=by.position_id if by else None,
    )


def text(happening: Happening, staff: Staff) -> str:
    """The words, with the name of the grid's own worker where the matter is about them."""
    keeper = staff.keeper(happening.plot.code)
    if happening.oddity is not Oddity.NAMES_KEEPER or keeper is None:
        return happening.text
    about = "反映对象为" if happening.category in COMPLAINTS else "一方当事人为"
    return f"{happening.text}，{about}{staff.names[keeper.staff_no]}"


def _named(happening: Happening, staff: Staff) -> Mapping[int, str]:
    """A complaint says by number whom it is about; in a dispute the name in the text must do."""
    keeper = staff.keeper(happening.plot.code)
    if happening.oddity is not Oddity.NAMES_KEEPER or happening.category not in COMPLAINTS or keeper is None:
        return {}
    return {staff.holder(keeper).person_id: "staff_no"}


def reporter(happening: Happening, staff: Staff) -> Holder | None:
    """Who sends it: the grid's worker, the beat's officer, a desk or a program; None for a resident."""
    if happening.channel in PROGRAMS:
        return staff.office(Role.GATEWAY)
    if happening.channel == "CENTRE_VISIT":
        return staff.holder(staff.desk(township_of(happening.plot), happening.at))
    beat = staff.beat_at(happening.spot)
    code = beat.code if beat and happening.channel == "POLICE_BEAT" else happening.plot.code
    keeper = staff.keeper(code, Keeps.PRIMARY)
    return staff.holder(keeper) if keeper and happening.channel != "QR_WEB" else None
