"""The statements of the place look-up, written out: the planner sees point and county beside the index that holds both.

Distances are measured on the plane that touches the point: degrees are scaled to metres by mx and my, which
is exact to 1 in 10,000 within a kilometre of it.
"""

from typing import NamedTuple

from sqlalchemy import text


class Given(NamedTuple):
    """Where in a statement the point, its scale and its moment are found."""

    lng: str
    lat: str
    mx: str
    my: str
    at: str

    @property
    def point(self) -> str:
        """The point in degrees."""
        return f"ST_SetSRID(ST_MakePoint({self.lng}, {self.lat}), 4326)"

    @property
    def edge_m(self) -> str:
        """Metres from the point to the nearest edge of outline `o`."""
        scaled = f"ST_SetSRID(ST_MakePoint({self.lng} * {self.mx}, {self.lat} * {self.my}), 4326)"
        return f"ST_Distance(ST_Scale(ST_Boundary(o.outline), {self.mx}, {self.my}), {scaled})"

    @property
    def valid(self) -> str:
        """That version `o` held at the moment."""
        return f"o.valid_from <= {self.at} AND (o.valid_to IS NULL OR o.valid_to > {self.at})"


#: What every statement tells of a version, in this order.
COLUMNS = "o.network, o.area_id, o.id, o.code, o.name, o.kind, o.parent_code, o.area_m2"
TOLERANCE_M = "CAST(:tolerance_m AS float8)"
ONE = Given(
    "CAST(:lng AS float8)",
    "CAST(:lat AS float8)",
    "CAST(:mx AS float8)",
    "CAST(:my AS float8)",
    "CAST(:at AS timestamptz)",
)
EACH = Given("p.lng", "p.lat", "p.mx", "p.my", "p.at")


def _covering(given: Given) -> str:
    return f"""
        SELECT {COLUMNS}, {given.edge_m} AS edge_m
        FROM area_outline AS o
        WHERE o.county = :county AND ST_Covers(o.outline, {given.point}) AND {given.valid}
    """  # noqa: S608 - made of the constants above


def _nearby(given: Given) -> str:
    """The five nearest within the tolerance, found by their boxes, then measured."""
    around = f"ST_Expand({given.point}, {TOLERANCE_M} / {given.mx}, {TOLERANCE_M} / {given.my})"
    return f"""
        SELECT * FROM (
            SELECT {COLUMNS}, {given.edge_m} AS edge_m
            FROM area_outline AS o
            WHERE o.county = :county AND o.outline && {around} AND o.network = :network AND {given.valid}
        ) AS near
        WHERE edge_m <= {TOLERANCE_M}
        ORDER BY edge_m, area_m2, code
        LIMIT 5
    """  # noqa: S608 - made of the constants above


def _many(statement: str) -> str:
    return f"""
        SELECT found.*, p.ordinal
        FROM unnest(
            CAST(:lngs AS float8[]), CAST(:lats AS float8[]), CAST(:mxs AS float8[]), CAST(:mys AS float8[]),
            CAST(:ats AS timestamptz[])
        ) WITH ORDINALITY AS p (lng, lat, mx, my, at, ordinal)
        CROSS JOIN LATERAL ({statement}) AS found
    """  # noqa: S608 - made of the constants above


COVERING = text(_covering(ONE))
NEARBY = text(_nearby(ONE))
COVERING_MANY = text(_many(_covering(EACH)))
NEARBY_MANY = text(_many(_nearby(EACH)))

#: The nearest of a network however far, best first by its distance in degrees, then measured.
NEAREST = text(f"""
    SELECT * FROM (
        SELECT {COLUMNS}, {ONE.edge_m} AS edge_m
        FROM area_outline AS o
        WHERE o.county = :county AND o.network = :network AND {ONE.valid}
        ORDER BY o.outline <-> {ONE.point}
        LIMIT 8
    ) AS near
    ORDER BY edge_m, area_m2, code
    LIMIT 1
""")  # noqa: S608 - made of the constants above

#: Stored versions by their ids, as they lie to a point, whenever they were valid.
STORED = text(f"""
    SELECT {COLUMNS}, {ONE.edge_m} AS edge_m, ST_Covers(o.outline, {ONE.point}) AS is_inside
    FROM area_outline AS o
    WHERE o.county = :county AND o.id = ANY(CAST(:ids AS bigint[]))
""")  # noqa: S608 - made of the constants above

#: Versions of a network on the ground of one version, the largest share first.
SHARING_GROUND = text(f"""
    SELECT {COLUMNS}, NULL AS edge_m
    FROM area_outline AS g
    JOIN area_outline AS o ON o.county = g.county AND ST_Intersects(o.outline, g.outline)
    WHERE g.county = :county AND g.id = :outline_id AND o.network = :network AND o.id <> g.id AND {ONE.valid}
    ORDER BY o.kind = 'dedicated', ST_Area(ST_Intersection(o.outline, g.outline)) DESC, o.code
    LIMIT :most
""")  # noqa: S608 - made of the constants above

#: The versions called by their codes, each at its own moment.
NAMED_MANY = text(f"""
    SELECT {COLUMNS}, NULL AS edge_m, p.ordinal
    FROM unnest(CAST(:networks AS text[]), CAST(:codes AS text[]), CAST(:ats AS timestamptz[]))
        WITH ORDINALITY AS p (network, code, at, ordinal)
    JOIN area_outline AS o ON o.county = :county AND o.network = p.network AND o.code = p.code AND {EACH.valid}
""")  # noqa: S608 - made of the constants above
