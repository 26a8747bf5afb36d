"""The document made from the declarations."""

import pytest
from flask import Blueprint, Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from pydantic import BaseModel, Field

from gridnet.base import http, openapi


class Lamp(BaseModel):
    """A lamp."""

    code: str
    above: "Lamp | None" = None


class Wish(BaseModel):
    """Which lamps."""

    limit: int = Field(50, description="rows a page")
    kind: str


@pytest.fixture
def document():
    app = Flask(__name__)
    routes = Blueprint("lamps", __name__, url_prefix="/api/v1")

    @routes.get("/lamps")
    @http.permit("lamp.read")
    @http.door(query=Wish, gives=Lamp, summary="Read lamps", tags=["lamps"])
    def read(query):
        """Never called."""

    @routes.post("/lamps")
    @http.open_to_all
    @http.door(takes=Lamp, gives=Lamp, status=201, summary="Hang a lamp")
    def hang(body):
        """Never called."""

    @routes.delete("/lamps/<int:lamp_id>/bulbs/<name>")
    @http.permit("lamp.write")
    @http.door(summary="Take a bulb out", status=204)
    def take(lamp_id, name):
        """Never called."""

    @routes.post("/lamps/<int:lamp_id>/photo")
    @http.permit("lamp.write")
    @http.door(gives=Lamp, upload={"file": "the picture", "note": "a word"}, summary="Add a photo")
    def photo(lamp_id):
        """Never called."""

    app.register_blueprint(routes)
    app.add_url_rule("/plain", view_func=http.open_to_all(lambda: ""), endpoint="plain")
    return openapi.document(app)


def test_the_document_is_valid(document):
    OpenAPIV31SpecValidator(document).validate()


def test_every_declared_door_is_in_it_once_and_nothing_else(document):
    doors = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert doors == {
        ("get", "/api/v1/lamps"),
        ("post", "/api/v1/lamps"),
        ("delete", "/api/v1/lamps/{lamp_id}/bulbs/{name}"),
        ("post", "/api/v1/lamps/{lamp_id}/photo"),
    }


def test_what_a_door_needs_is_told(document):
    read = document["paths"]["/api/v1/lamps"]["get"]
    assert read["security"] == [{"token": []}, {"session": []}]
    assert "`lamp.read`" in read["description"]
    assert "security" not in document["paths"]["/api/v1/lamps"]["post"]


def test_parameters_have_their_shapes(document):
    query = document["paths"]["/api/v1/lamps"]["get"]["parameters"]
    assert [(each["name"], each["required"]) for each in query] == [("limit", False), ("kind", True)]
    path = document["paths"]["/api/v1/lamps/{lamp_id}/bulbs/{name}"]["delete"]["parameters"]
    assert [(each["name"], each["schema"]["type"]) for each in path] == [("lamp_id", "integer"), ("name", "string")]


def test_bodies_and_answers_refer_to_one_definition(document):
    hang = document["paths"]["/api/v1/lamps"]["post"]
    body = hang["requestBody"]["content"]["application/json"]["schema"]["$ref"]
    assert document["components"]["schemas"][body.rsplit("/", 1)[1]]["description"] == "A lamp."
    assert "201" in hang["responses"]


def test_an_upload_is_a_form_with_its_file(document):
    form = document["paths"]["/api/v1/lamps/{lamp_id}/photo"]["post"]["requestBody"]["content"]["multipart/form-data"]
    assert form["schema"]["properties"]["file"]["format"] == "binary"
    assert form["schema"]["required"] == ["file"]


def test_every_refusal_is_described(document):
    for methods in document["paths"].values():
        for operation in methods.values():
            assert set(openapi.REFUSALS) < set(operation["responses"])
    assert set(document["components"]["responses"]) == set(openapi.REFUSALS)
