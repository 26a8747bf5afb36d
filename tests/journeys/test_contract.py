"""The API keeps what its document promises, whatever is sent: one generated request after another, always the same."""

import base64
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gridnet import app as application
from gridnet.base import db, moment
from gridnet.base.settings import Settings
from gridnet.people.roles import Role
from tests.factories import incidents, people, territory
from tests.journeys.server import database

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 12
#: Answers that never end.
ENDLESS = {"GET /api/v1/notices/live", "GET /api/v1/incidents/{number}/live"}
PLACE = territory.at(0.5, 0.5)


@pytest.fixture(scope="module")
def running(owner_url, tmp_path_factory):
    """The application on a database of its own, with a staffed county that has had incidents."""
    with database(owner_url) as (url, _), pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRIDNET_FIELD_KEYS", base64.b64encode(b"k" * 32).decode())
        address = url.render_as_string(hide_password=False)
        app = application.create_app(Settings(database_url=address, instance_dir=tmp_path_factory.mktemp("instance")))
        yield app
        db.session.get_bind().dispose()


@pytest.fixture(scope="module")
def known(running):
    """What is there: with it generated requests get past the first refusal."""
    with db.transaction():
        taken = incidents.raised(at=moment.now(), recorded_at=moment.now(), occurred_at=moment.now())
        other = people.position(people.person(), Role.GRID_WORKER)
        found = {"county": people.COUNTY, "number": taken.number, "network": "community", "code": "G1"}
        found |= {"person_id": other.person_id, "position_id": other.id}
        found |= {"lng": PLACE.lng, "lat": PLACE.lat, "datum": "wgs84", "category": incidents.LAMP}
    db.session.remove()
    return found


def somebody():
    """The token of somebody new who may do almost everything in the county."""
    with db.transaction():
        person = people.person()
        for role in (Role.DISPATCHER, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.TOWNSHIP_DESK):
            people.position(person, role, scope=people.COUNTY)
        token = people.token(person, at=moment.now(), is_strong=True)
    db.session.remove()
    return token


@pytest.fixture(scope="module")
def document(running):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", running)


def test_the_document_is_valid_openapi_3_1(running):
    OpenAPIV31SpecValidator(running.test_client().get("/api/v1/openapi.json").json).validate()


def test_every_door_asked_for_is_there(running):
    paths = running.test_client().get("/api/v1/openapi.json").json["paths"]
    doors = {
        f"{method.upper()} {path.removeprefix('/api/v1')}" for path, methods in paths.items() for method in methods
    }
    assert doors >= {
        "POST /incidents",
        "GET /incidents",
        "GET /incidents/{number}",
        "POST /incidents/{number}/steps",
        "GET /incidents/{number}/timeline",
        "GET /incidents/{number}/why",
        "POST /incidents/{number}/attachments",
        "GET /areas/at",
        "GET /areas",
        "GET /assignments/mine",
        "GET /duty/now",
    }


def test_no_request_breaks_it_and_every_answer_is_as_documented(document, known):
    """Refusals are promised as well: each is one of those the document names, as a problem."""
    broken, answered = {}, Counter()
    for found in document.get_all_operations():
        operation = found.ok()
        if operation.label in ENDLESS:
            continue
        try:
            _ask(operation, known, somebody(), answered)
        except Exception as failure:  # noqa: BLE001 - collected, and told at the end
            broken[operation.label] = str(failure)
    assert not broken, "\n\n".join(f"{label}\n{failure}" for label, failure in broken.items())
    assert answered["2xx"] > 100  # the questions were not all refused at the door
    assert answered["4xx"] > 100


def _ask(operation, known, token, answered):
    headers = {"Authorization": f"Bearer {token}"}
    kinds = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]

    @given(st.one_of(kinds), st.sampled_from([True, True, False]))
    @settings(max_examples=EXAMPLES, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def ask(case, is_home):
        if is_home:
            for part in (case.path_parameters, case.query, case.body):
                _settle(part, known)
        answer = case.call(headers=headers)
        answered[f"{answer.status_code // 100}xx"] += 1
        case.validate_response(answer, checks=CHECKS)

    ask()


def _settle(part, known):
    """Put what is there in the place of what was made up."""
    if isinstance(part, list):
        for each in part:
            _settle(each, known)
    if isinstance(part, dict):
        for name, value in part.items():
            if name in known and value is not None:
                part[name] = known[name]
            else:
                _settle(value, known)
