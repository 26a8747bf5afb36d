"""Publication: a checked draft becomes its network's layer from a moment on, all areas at once or none.

The layer before it ends at that very moment, so there is no gap in time; whatever was in force before stays
written as it was. Areas that do not change keep their version.
"""

from datetime import UTC, datetime

from sqlalchemy import text, update

from geo.coverage import Grade
from gridnet.base import audit, db, two_persons
from gridnet.base.county import County
from gridnet.base.errors import Conflict, Stale
from gridnet.base.network import AREA_NAME, Network
from gridnet.territory import divisions, drafts, layers
from gridnet.territory.models import Draft, Publication
from gridnet.territory.values import NOBODY, Doer, DraftState

_SAME = """
    o.county = :county AND o.network = :network AND o.valid_to IS NULL AND o.code = d.code
    AND (o.name, o.kind, o.parent_code) IS NOT DISTINCT FROM (d.name, d.kind, d.parent_code)
    AND ST_OrderingEquals(o.outline, d.outline)
"""
_NEW_AREAS = text("""
    INSERT INTO area (county, network, code)
    SELECT d.county, :network, d.code FROM draft_outline AS d
    WHERE d.county = :county AND d.draft_id = :draft_id
    ORDER BY d.code
    ON CONFLICT (county, network, code) DO NOTHING
""")
#: What is looked for in the index of outlines is found before the table is written. In one statement PostgreSQL may
#: search the index again after each row that goes into it, and while the index is small it then can mark
#: entries as dead that are not (a scan's list of dead entries outlives the split of the root page).
_ENDING = text(f"""
    SELECT o.id, EXISTS (
        SELECT FROM draft_outline AS d WHERE d.county = :county AND d.draft_id = :draft_id AND d.code = o.code
    ) AS goes_on
    FROM area_outline AS o
    WHERE o.county = :county AND o.network = :network AND o.valid_to IS NULL AND NOT EXISTS (
        SELECT FROM draft_outline AS d WHERE d.county = :county AND d.draft_id = :draft_id AND {_SAME}
    )
""")  # noqa: S608 - made of the constant above
_END = text("""
    UPDATE area_outline SET valid_to = CAST(:valid_from AS timestamptz)
    WHERE county = :county AND id = ANY(CAST(:ids AS bigint[]))
""")
_BEGINNING = text(f"""
    SELECT d.id FROM draft_outline AS d
    WHERE d.county = :county AND d.draft_id = :draft_id AND NOT EXISTS (SELECT FROM area_outline AS o WHERE {_SAME})
""")  # noqa: S608 - made of the constant above
_BEGIN = text("""
    INSERT INTO area_outline
        (county, area_id, network, publication_id, kind, code, name, parent_code, area_m2, outline, valid_from)
    SELECT d.county, a.id, a.network, :publication_id, d.kind, d.code, d.name, d.parent_code, d.area_m2, d.outline,
           CAST(:valid_from AS timestamptz)
    FROM draft_outline AS d
    JOIN area AS a ON a.county = d.county AND a.network = :network AND a.code = d.code
    WHERE d.county = :county AND d.id = ANY(CAST(:ids AS bigint[]))
    ORDER BY d.code
""")
_STATIONS = text("""
    SELECT DISTINCT parent_code FROM draft_outline
    WHERE county = :county AND draft_id = :draft_id AND parent_code IS NOT NULL
""")


def publish(  # noqa: PLR0913 - what a publication is made of, named by the caller
    county: County,
    draft_id: int,
    *,
    valid_from: datetime,
    at: datetime,
    backdated: bool = False,
    by: Doer = NOBODY,
    expected_version: int | None = None,
) -> Publication:
    """Put a draft in force from `valid_from` on. Two at a time wait for each other.

    Raises `Conflict` where the draft is blocked or no longer a draft, where the layer has been published for that
    moment or a later one, and for a moment in the past unless it is `backdated` knowingly; `Stale` where the draft
    is no longer the `expected_version`; `NotAllowed` for whoever brought the draft: that takes a second person.
    """
    network = Network(layers.get_draft(county, draft_id).network)
    db.hold("publication", county, network)
    draft = db.lock(Draft, county, draft_id)
    _check_draft(draft, expected_version)
    two_persons.check(draft.created_by, by.person_id)
    _check_moment(county, network, valid_from, at, backdated=backdated)
    publication = _put_in_force(draft, network, valid_from, at, by.person_id)
    drafts.discard_outlines(draft)
    _hand_over(draft, network)
    audit.write(
        county,
        "boundary.publish",
        at=at,
        **by._asdict(),
        subject=("publication", publication.id),
        detail={"network": network, "draft": draft.id, "valid_from": valid_from.isoformat()},
    )
    return publication


def _check_draft(draft: Draft, expected_version: int | None) -> None:
    if expected_version is not None and draft.version != expected_version:
        raise Stale(f"draft {draft.id} has changed since it was read; read it again")
    if draft.state != DraftState.CHECKED:
        raise Conflict(f"draft {draft.id} is {draft.state}; only a checked one can be published")
    if draft.verdict == Grade.BLOCKED:
        reasons = "; ".join(draft.report.get("reasons", ()))
        raise Conflict(f"draft {draft.id} is blocked ({reasons}); mend the file and import it again")


def _check_moment(county: County, network: Network, valid_from: datetime, at: datetime, *, backdated: bool) -> None:
    last = layers.last_publication(county, network)
    if last is not None and valid_from <= last.valid_from:
        raise Conflict(
            f"the {AREA_NAME[network]}s of {county} are published from {_show(last.valid_from)} on already "
            f"(publication {last.id}); a new layer can only follow it, at a later moment",
            publication=last.id,
        )
    if valid_from < at and not backdated:
        raise Conflict(
            f"{_show(valid_from)} is in the past: lookups for the time since then would change. "
            "Publish for a moment to come, or say that it is meant to be backdated"
        )


def _put_in_force(draft: Draft, network: Network, valid_from: datetime, at: datetime, by: int | None) -> Publication:
    given = {"county": draft.county, "network": network, "draft_id": draft.id, "valid_from": valid_from}
    if network is Network.POLICE:
        divisions.add_missing_stations(County(draft.county), db.session.scalars(_STATIONS, given))
    db.session.execute(_NEW_AREAS, given)
    ending = db.session.execute(_ENDING, given).all()
    changed = sum(row.goes_on for row in ending)
    db.session.execute(_END, given | {"ids": [row.id for row in ending]})
    beginning = db.session.scalars(_BEGINNING, given).all()
    publication = Publication(
        county=draft.county,
        network=network,
        draft_id=draft.id,
        valid_from=valid_from,
        published_at=at,
        published_by=by,
        backdated=valid_from < at,
        changed=changed,
        retired=len(ending) - changed,
        kept=draft.areas - len(beginning),
        added=len(beginning) - changed,
    )
    db.session.add(publication)
    db.session.flush()
    db.session.execute(_BEGIN, given | {"publication_id": publication.id, "ids": beginning})
    return publication


def _hand_over(draft: Draft, network: Network) -> None:
    """The draft is the published one now; the one before it is retired."""
    before = Draft.county == draft.county, Draft.network == network, Draft.state == DraftState.PUBLISHED
    db.session.execute(update(Draft).where(*before).values(state=DraftState.RETIRED, version=Draft.version + 1))
    draft.state, draft.version = DraftState.PUBLISHED, draft.version + 1
    db.session.flush()


def _show(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
