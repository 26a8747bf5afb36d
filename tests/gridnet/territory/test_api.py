"""The doors of territory."""

import io
import json
from datetime import timedelta

import pytest

from gridnet.base.network import Network
from gridnet.people.roles import Role
from gridnet.territory import layers
from tests.factories import people
from tests.factories import territory as factories
from tests.factories.people import AT, COUNTY
from tests.factories.territory import SINCE, at, box, feature, geojson, plot

LATER = AT + timedelta(days=30)


@pytest.fixture
def ground(session):
    factories.county_outline(box(0, 0, 2, 1), COUNTY)
    grids = [plot("G1", parent=f"{COUNTY}001001"), plot("G2", 1, parent=f"{COUNTY}002001")]
    factories.publish(grids, county=COUNTY)
    factories.publish([plot("B1", 0, 0, 1.5, 1)], Network.POLICE, county=COUNTY)
    session.commit()


def place(column, row, **more):
    lng, lat = at(column, row)
    return {"lng": lng, "lat": lat, "datum": "wgs84"} | more


def asked(client, column, row, **more):
    return client.get("/api/v1/areas/at", query_string=place(column, row, **more))


def test_a_place_is_answered_with_grid_beat_and_their_edges(worker, ground):
    found = asked(worker, 0.5, 0.5).json
    assert (found["county"], found["grid"]["code"], found["beat"]["code"]) == (COUNTY, "G1", "B1")
    assert (found["grid"]["how"], found["says"], found["nearest"]) == ("inside", [], [])
    assert found["grid"]["edge_m"] == pytest.approx(427, abs=1)


@pytest.mark.parametrize(
    ("column", "row", "says"),
    [
        (1.8, 0.5, "outside every beat; the nearest is B1, 256 m away; 50 m would count"),
        (1.5001, 0.5, "outside every beat; B1 is nearest, 0.1 m away"),
        (0.999, 0.5, "only 0.9 m inside grid G1: a point less exact than that may be next door"),
        (9.0, 9.0, "lies in no county known here; check the axes and the datum"),
    ],
)
def test_what_is_missing_or_doubtful_is_said(worker, ground, column, row, says):
    assert any(says in sentence for sentence in asked(worker, column, row).json["says"])


def test_before_anything_was_published_that_is_said(worker, ground):
    factories.county_outline(box(5, 5, 6, 6), "410598", valid_from=SINCE)
    found = asked(worker, 0.5, 0.5, at="2026-01-01T00:00:00Z").json
    assert found["grid"]["code"] == "G1"
    early = asked(worker, 0.5, 0.5, at="2025-01-01T00:00:00Z").json
    assert early["county"] is None


def test_a_layer_that_is_missing_is_said(worker, session):
    factories.county_outline(box(0, 0, 2, 1), COUNTY)
    says = asked(worker, 0.5, 0.5).json["says"]
    assert says == ["no grids of the county were in force then", "no beats of the county were in force then"]


def test_a_shifted_datum_is_undone_once(worker, ground):
    from geo import datums
    from geo.datums import Datum

    lng, lat = (float(each[0]) for each in datums.from_wgs84([at(0.5, 0.5).lng], [at(0.5, 0.5).lat], Datum.GCJ02))
    found = worker.get("/api/v1/areas/at", query_string={"lng": lng, "lat": lat, "datum": "gcj02"}).json
    assert (found["lng"], found["lat"]) == pytest.approx(at(0.5, 0.5), abs=1e-6)


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ({"lng": 40.0, "lat": 116.0, "datum": "wgs84"}, 422, "swapped"),
        ({"lng": 116.0, "lat": 40.0}, 422, "datum"),
        ({"lng": 116.0, "lat": 40.0, "datum": "nad27"}, 422, "gcj02"),
        ({"lng": "nan", "lat": 40.0, "datum": "wgs84"}, 422, "lng"),
        ({"lng": 500.0, "lat": 40.0, "datum": "wgs84"}, 422, "outside"),
    ],
)
def test_a_place_that_cannot_be_is_refused(worker, ground, query, status, detail):
    refused = worker.get("/api/v1/areas/at", query_string=query)
    assert (refused.status_code, detail in refused.json["detail"]) == (status, True)


def test_a_place_in_another_county_is_not_told(as_, ground):
    stranger = as_(Role.SUPERVISOR, county="410598", scope="410598")
    assert asked(stranger, 0.5, 0.5).status_code == 404


def test_a_layer_comes_in_pages(worker, ground):
    query = {"county": COUNTY, "network": "community", "limit": 1}
    first = worker.get("/api/v1/areas", query_string=query).json
    second = worker.get("/api/v1/areas", query_string=query | {"after": first["next"]}).json
    assert [each["code"] for page in (first, second) for each in page["items"]] == ["G1", "G2"]
    assert second["next"] is None


def test_a_supervisor_of_a_township_sees_its_grids(as_, ground):
    township = as_(Role.SUPERVISOR, scope=f"{COUNTY}002")
    query = {"county": COUNTY, "network": "community"}
    assert [each["code"] for each in township.get("/api/v1/areas", query_string=query).json["items"]] == ["G2"]
    assert township.get(f"/api/v1/areas/community/G1?county={COUNTY}").status_code == 404


def test_an_outline_comes_as_geojson_and_is_not_sent_twice(worker, ground):
    url = f"/api/v1/areas/community/G1?county={COUNTY}"
    first = worker.get(url)
    assert (first.mimetype, first.json["geometry"]["type"]) == ("application/geo+json", "MultiPolygon")
    assert first.json["properties"]["code"] == "G1"
    assert worker.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_etag_changes_when_the_version_ends(worker, ground):
    url = f"/api/v1/areas/community/G1?county={COUNTY}"
    first = worker.get(url).headers["ETag"]
    factories.publish([plot("G9")], county=COUNTY, valid_from=LATER)
    assert worker.get(url, headers={"If-None-Match": first}).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/api/v1/areas/community/XX?county={COUNTY}", 404),
        (f"/api/v1/areas/rivers/G1?county={COUNTY}", 422),
        ("/api/v1/areas/community/G1", 422),  # a code that does not tell its county
    ],
)
def test_an_area_that_is_not_there_is_refused(worker, ground, path, status):
    assert worker.get(path).status_code == status


QUERY = {"county": COUNTY, "network": "community", "code_field": "code", "name_field": "name"}


@pytest.fixture
def layer(tmp_path, session):
    factories.division(COUNTY)
    session.commit()
    shapes = [feature(box(n, 0, n + 1, 1), code=f"G{n}", name=f"网格{n}") for n in range(2)]
    return geojson(tmp_path / "grids.geojson", *shapes).read_bytes()


def sent(client, content, name="grids.geojson", **query):
    data = {"file": (io.BytesIO(content), name)}
    return client.post("/api/v1/boundary-drafts", query_string=QUERY | query, data=data)


def test_a_file_becomes_a_draft_with_its_report(admin, layer):
    made = sent(admin, layer)
    assert (made.status_code, made.json["verdict"], made.json["areas"]) == (201, "clean", 2)
    assert made.json["report"]["worst"] == []
    url = f"/api/v1/boundary-drafts/{COUNTY}/{made.json['id']}"
    assert admin.get(url).json == made.json


def test_geojson_may_be_the_body(admin, layer):
    made = admin.post("/api/v1/boundary-drafts", query_string=QUERY, data=layer, content_type="application/geo+json")
    assert (made.status_code, made.json["source"]) == (201, "body.geojson")


def test_dedicated_areas_are_told_by_the_values_named(admin, second, layer):
    made = sent(admin, layer, kind_field="name", dedicated_values="网格1, 公园")
    assert (made.status_code, made.json["verdict"]) == (201, "clean")
    publication = second.post(
        f"/api/v1/boundary-drafts/{COUNTY}/{made.json['id']}/publication", json={"valid_from": LATER.isoformat()}
    )
    assert publication.status_code == 201
    kinds = {area.code: area.kind for area in layers.each_area(COUNTY, Network.COMMUNITY, LATER)}
    assert kinds == {"G0": "general", "G1": "dedicated"}


def test_what_is_wrong_can_be_looked_at(admin, layer):
    content = json.loads(layer)
    content["features"][1]["geometry"] = content["features"][0]["geometry"]
    made = sent(admin, json.dumps(content).encode()).json
    findings = admin.get(f"/api/v1/boundary-drafts/{COUNTY}/{made['id']}/findings")
    assert findings.mimetype == "application/geo+json"
    (found,) = findings.json["features"]
    assert (found["properties"]["kind"], found["geometry"]["type"]) == ("duplicate_outline", "MultiPolygon")


def test_a_draft_is_published_and_answers(admin, second, layer):
    draft = sent(admin, layer).json
    url = f"/api/v1/boundary-drafts/{COUNTY}/{draft['id']}/publication"
    made = second.post(url, json={"valid_from": LATER.isoformat()}, headers={"If-Match": f'"{draft["version"]}"'})
    assert (made.status_code, made.json["added"]) == (201, 2)
    assert layers.count_areas(COUNTY, Network.COMMUNITY, LATER) == 2


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"valid_from": SINCE.isoformat()}, {}, 409),  # in the past, and not meant to be
        ({"valid_from": LATER.isoformat()}, {"If-Match": '"9"'}, 412),  # changed since it was read
        ({"valid_from": "2026-05-01T00:00:00"}, {}, 422),  # a moment without an offset
        ({"valid_from": LATER.isoformat(), "force": True}, {}, 422),  # a field nobody knows
    ],
)
def test_a_publication_that_cannot_be_is_refused_and_nothing_changes(  # noqa: PLR0917 - two persons and a case
    admin, second, layer, body, headers, status
):
    draft = sent(admin, layer).json
    url = f"/api/v1/boundary-drafts/{COUNTY}/{draft['id']}/publication"
    assert second.post(url, json=body, headers=headers).status_code == status
    assert layers.count_areas(COUNTY, Network.COMMUNITY, LATER) == 0


@pytest.mark.parametrize(
    ("query", "content", "answer"),
    [
        ({"code_field": "id"}, None, (422, "there is no field id; there are: code, name")),
        ({"datum": "nad27"}, None, (422, "datum")),
        ({"county": "990909"}, None, (404, "you may look at")),
        ({}, b"hello", (422, "GeoJSON")),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_kept(admin, layer, query, content, answer):
    refused = sent(admin, content or layer, **query)
    assert refused.status_code == answer[0]
    assert answer[1] in refused.json["detail"]
    assert admin.get("/api/v1/boundary-drafts", query_string={"county": COUNTY}).json["items"] == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(admin, layer):
    content = b" " * (1 << 20) + layer
    refused = admin.post("/api/v1/boundary-drafts", query_string=QUERY, data=content, content_type="application/json")
    assert (refused.status_code, "larger than 1 MiB" in refused.json["detail"]) == (413, True)


def test_without_a_file_there_is_no_draft(admin, layer):
    refused = admin.post("/api/v1/boundary-drafts", query_string=QUERY, data={"other": "x"})
    assert (refused.status_code, "part `file`" in refused.json["detail"]) == (422, True)


def test_a_draft_is_given_up(admin, layer):
    draft = sent(admin, layer).json
    assert admin.delete(f"/api/v1/boundary-drafts/{COUNTY}/{draft['id']}").status_code == 204
    (line,) = admin.get("/api/v1/boundary-drafts", query_string={"county": COUNTY}).json["items"]
    assert line["state"] == "withdrawn"


def test_the_alignment_is_told(admin, ground):
    found = admin.get("/api/v1/alignment", query_string={"county": COUNTY}).json
    assert (found["split"], found["counts"]["uncovered_grids"]) == ([], 1)
    assert found["grids"]["G2"] == [{"code": "B1", "share": 0.5, "area_m2": pytest.approx(474_000, rel=0.01)}]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", f"/api/v1/boundary-drafts?county={COUNTY}"),
        ("get", f"/api/v1/alignment?county={COUNTY}"),
        ("post", f"/api/v1/boundary-drafts?county={COUNTY}&network=police&code_field=c"),
        ("post", f"/api/v1/boundary-drafts/{COUNTY}/1/publication"),
        ("delete", f"/api/v1/boundary-drafts/{COUNTY}/1"),
    ],
)
def test_a_grid_worker_has_no_part_in_boundaries(worker, method, path):
    assert getattr(worker, method)(path, json={"valid_from": LATER.isoformat()}).status_code == 403


@pytest.mark.parametrize("path", ["areas/at", "areas", "areas/community/x", "boundary-drafts", "alignment"])
def test_nobody_passes_without_a_credential(app, session, path):
    assert app.test_client().get(f"/api/v1/{path}").status_code == 401


def test_another_county_s_drafts_are_out_of_reach(as_, admin, layer):
    draft = sent(admin, layer).json
    stranger = as_(Role.SYSTEM_ADMIN, county="410598", scope="410598")
    assert stranger.get(f"/api/v1/boundary-drafts/{COUNTY}/{draft['id']}").status_code == 404


def test_who_published_is_written_down(admin, second, layer):
    draft = sent(admin, layer).json
    url = f"/api/v1/boundary-drafts/{COUNTY}/{draft['id']}/publication"
    assert admin.post(url, json={"valid_from": LATER.isoformat()}).status_code == 403  # who made it does not publish it
    second.post(url, json={"valid_from": LATER.isoformat()})
    assert layers.last_publication(COUNTY, Network.COMMUNITY).published_by == second.person.id
    assert people.COUNTY == COUNTY
