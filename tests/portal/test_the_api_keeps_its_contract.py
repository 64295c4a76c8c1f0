"""Whatever a program sends, the public API answers as its OpenAPI document says, and names its sources."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from serein.config.api import api
from serein.config.wsgi import application
from serein.kit.api import PublicApiOnlyReads, PublicRouter
from tests.client import WatchfulClient
from tests.proximity.make import Place, make_place, make_surgery

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2a")]
DOCUMENT = "/api/v1/openapi.json"
EXAMPLES = 60
SEED = 20260619
SAME_EACH_TIME = settings(derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def place(db: None) -> Iterator[Place]:
    """Make a place, and keep the test's connection from one request to the next, as Django's own client does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    place = make_place()
    make_surgery(place.town.desk)
    yield place
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def read_contract() -> schemathesis.BaseSchema:
    """Read the document as it is published; every check is on, and the same is asked each time."""
    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    config = schemathesis.Config.from_dict({"seed": SEED})
    contract = schemathesis.openapi.from_dict(document, config=config)
    contract.app = application
    contract.location = DOCUMENT
    return contract


contract = read_contract()


@contract.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
def test_every_answer_is_one_that_the_document_declares(case: schemathesis.Case[Any], place: Place) -> None:
    asked = case.query or {}
    # OpenAPI has no words for « an address, or both coordinates »: to ask for neither is well-formed, and refused.
    is_incomplete = case.path.endswith("/inspector") and "address" not in asked and not {"lat", "lon"} <= asked.keys()

    response = case.call()

    case.validate_response(response, excluded_checks=[positive_data_acceptance] if is_incomplete else [])
    assert response.status_code == 422 or not is_incomplete or case.method != "GET"


def test_what_is_held_to_is_what_is_published(client: WatchfulClient, place: Place) -> None:
    assert client.get(DOCUMENT).json() == contract.raw_schema


def test_the_document_names_licence_and_sources(client: WatchfulClient, place: Place) -> None:
    info = client.get(DOCUMENT).json()["info"]

    assert info["license"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert "OpenStreetMap" in info["x-attribution"]
    assert "BeSt Address" in info["description"]


def test_the_api_reads_only_but_for_places_in_a_night_shuttle(client: WatchfulClient, place: Place) -> None:
    paths = client.get(DOCUMENT).json()["paths"]

    acts = {(method, path) for path, routes in paths.items() for method in routes if method != "get"}
    assert acts == {
        ("post", "/api/v1/night-shuttles/{night_id}/rides"),
        ("delete", "/api/v1/night-shuttles/tickets/{code}"),
    }
    for path in paths:
        for method in {"post", "put", "patch", "delete"} - paths[path].keys():
            sent = path.replace("{night_id}", "1").replace("{code}", "ABCDE-FGHJK")
            assert getattr(client, method)(sent).status_code == 405
    for declare in (PublicRouter().post, PublicRouter().put, PublicRouter().patch, PublicRouter().delete):
        with pytest.raises(PublicApiOnlyReads, match="GET alone is accepted"):
            declare("/inspector")


def test_every_route_declares_how_it_refuses(client: WatchfulClient, place: Place) -> None:
    paths = client.get(DOCUMENT).json()["paths"]

    assert len(paths) == 5
    for routes in paths.values():
        for route in routes.values():
            assert {"400", "422"} < route["responses"].keys()
