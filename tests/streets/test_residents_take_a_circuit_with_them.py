"""The circuits on the site: whether each stands tonight, its figures, its way in words, and files of it."""

import io
import json
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from pypdf import PdfReader

from serein.kit.actors import SYSTEM
from serein.streets.jobs import look_for_ways_round
from serein.streets.models import Suspension
from serein.streets.operations import closures, outages, suspensions
from serein.streets.operations.circuits import withdraw_circuit
from serein.streets.queries.standing import standing_of
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most
from tests.streets.make import Night, corner, make_circuit

pytestmark = pytest.mark.usefixtures("friday_night")
GPX = "{http://www.topografix.com/GPX/1/1}"
LINE_STRING = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "LineString"},
        "coordinates": {"type": "array", "minItems": 2, "items": {"$ref": "#/$defs/position"}},
    },
}
POINT = {
    "type": "object",
    "required": ["type", "coordinates"],
    "properties": {"type": {"const": "Point"}, "coordinates": {"$ref": "#/$defs/position"}},
}
GEOJSON = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["type", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "geometry": {"anyOf": [LINE_STRING, POINT]},
                    "properties": {"type": "object"},
                },
            },
        },
    },
    "$defs": {
        "position": {
            "type": "array",
            "prefixItems": [
                {"type": "number", "minimum": -180, "maximum": 180},
                {"type": "number", "minimum": -90, "maximum": 90},
            ],
            "minItems": 2,
            "maxItems": 2,
        }
    },
}
"""What RFC 7946 asks of the features that we write."""


def put_out_a_lamp() -> None:
    lon, lat = corner(1, 0)
    outages.tell_outage(
        lat=lat, lon=lon, about="listening.report:1", is_staff=True, by=SYSTEM, now=FRIDAY_NIGHT - timedelta(hours=1)
    )


@pytest.mark.promise("B2a")
@pytest.mark.promise("B2b")
def test_a_circuit_tells_its_hours_its_checks_and_its_figures(client: WatchfulClient, night: Night) -> None:
    make_circuit()

    page = client.get("/fr/circuits/tour/").text
    dutch = client.get("/nl/routes/tour/").text

    for words in ("Circuit conseillé", "contrôlé le 9 juin 2026", "18:00 à 03:00", "7 septembre 2026", "rue du Moulin"):
        assert words in page
    assert "Aanbevolen route" in dutch
    assert "gecontroleerd op 9 juni 2026" in dutch


@pytest.mark.harm("H17")
def test_the_word_safe_never_stands_on_these_pages(client: WatchfulClient, night: Night) -> None:
    make_circuit()

    pages = [
        client.get(address).text.lower() for address in ("/fr/circuits/", "/fr/circuits/tour/", "/nl/routes/tour/")
    ]

    for page in pages:
        main = page.partition("<main")[2].partition("</main>")[0]
        for word in ("sécurisé", "sûr ", "veilige", "veilig ", " safe"):
            assert word not in main.replace("n'est assez sûr", "")


@pytest.mark.promise("B2a")
@pytest.mark.harm("H17")
def test_a_suspended_circuit_says_so_with_its_date_and_its_next_step(client: WatchfulClient, night: Night) -> None:
    make_circuit()
    put_out_a_lamp()

    page = client.get("/fr/circuits/tour/").text
    card = client.get("/fr/circuits/").text
    dutch = client.get("/nl/routes/tour/").text

    assert "Ce circuit n'est pas conseillé en ce moment" in page.replace("&#x27;", "'")
    assert "19 juin" in page
    assert "3 juillet" in page
    assert "Pas conseillé en ce moment" in card
    assert "Deze route wordt nu niet aanbevolen" in dutch


def test_a_way_round_is_offered_while_a_lamp_is_out(client: WatchfulClient, night: Night) -> None:
    circuit = make_circuit()
    put_out_a_lamp()

    look_for_ways_round(FRIDAY_NIGHT)
    lines = client.get("/fr/circuits/tour/circuit.geojson").json()["features"]

    lon, lat = corner(1, 0)
    assert [lon, lat] in circuit.editions.get().line
    assert [lon, lat] not in circuit.suspensions.get().detour
    assert [one["properties"]["way"] for one in lines if "way" in one["properties"]] == ["round", "suspended"]


def test_works_suspend_from_their_first_minute_and_not_before(night: Night) -> None:
    circuit = make_circuit()
    begins = FRIDAY_NIGHT + timedelta(hours=2)
    closures.close_street(
        line=[list(corner(0, 0)), list(corner(1, 0))],
        street=night.street,
        because_fr="Nouveau trottoir.",
        because_nl="Nieuw voetpad.",
        starts_at=begins,
        ends_at=begins + timedelta(days=2),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )

    before = standing_of(circuit=circuit, now=begins - timedelta(seconds=1))
    during = standing_of(circuit=circuit, now=begins)
    written = suspensions.reevaluate(now=begins)
    after = standing_of(circuit=circuit, now=begins + timedelta(days=3))
    suspensions.reevaluate(now=begins + timedelta(days=3))

    assert before.is_recommended
    assert not during.is_recommended
    assert written == 1
    assert not after.is_recommended, "a person restores it, never a clock"
    row = circuit.suspensions.get()
    assert row.cause == Suspension.Cause.CLOSURE
    assert row.mended_at is not None


def test_a_street_that_only_crosses_the_circuit_may_be_closed(night: Night) -> None:
    circuit = make_circuit()

    closures.close_street(
        line=[list(corner(1, 0)), [corner(1, 0)[0], corner(1, 0)[1] - 0.0009]],
        street=None,
        because_fr="Travaux.",
        because_nl="Werken.",
        starts_at=FRIDAY_NIGHT,
        ends_at=FRIDAY_NIGHT + timedelta(days=2),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )

    assert standing_of(circuit=circuit, now=FRIDAY_NIGHT).is_recommended


@pytest.mark.promise("B2b")
def test_its_geojson_is_valid_and_says_whether_it_stands(client: WatchfulClient, night: Night) -> None:
    make_circuit()

    answer = client.get("/fr/circuits/tour/circuit.geojson")
    collection = json.loads(answer.content)
    jsonschema.validate(collection, GEOJSON)

    line = collection["features"][0]
    assert answer["Content-Type"] == "application/geo+json"
    assert line["properties"]["is_recommended"] is True
    assert line["properties"]["checked_on"] == "2026-06-09"
    assert len(collection["features"]) == 5


@pytest.mark.promise("B2b")
def test_its_gpx_holds_its_way_and_its_places(client: WatchfulClient, night: Night) -> None:
    circuit = make_circuit()

    root = ElementTree.fromstring(client.get("/nl/routes/tour/route.gpx").content)

    children = [child.tag.removeprefix(GPX) for child in root]
    points = root.findall(f"{GPX}trk/{GPX}trkseg/{GPX}trkpt")
    assert root.tag == f"{GPX}gpx"
    assert root.get("version") == "1.1"
    assert children == ["metadata", *["wpt"] * 4, "trk"], "in the order that the schema of GPX 1.1 asks for"
    assert len(points) == len(circuit.editions.get().line)
    assert {name.text for name in root.findall(f"{GPX}wpt/{GPX}name")} >= {"Het station", "De markt"}
    assert all(-90 <= float(point.get("lat") or "x") <= 90 for point in points)


@pytest.mark.promise("B2b")
def test_its_sheet_is_a_tagged_page_that_says_whether_it_stands(client: WatchfulClient, night: Night) -> None:
    make_circuit()
    standing = PdfReader(io.BytesIO(client.get("/fr/circuits/tour/circuit.pdf").content))
    put_out_a_lamp()
    suspended = PdfReader(io.BytesIO(client.get("/fr/circuits/tour/circuit.pdf").content))

    words = standing.pages[0].extract_text()
    assert "Circuit conseillé" in words
    assert "rue du Moulin" in words
    root: Any = standing.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    assert "Pas conseillé en ce moment" in suspended.pages[0].extract_text()


def test_it_stands_in_a_frame_of_another_page(client: WatchfulClient, night: Night) -> None:
    make_circuit()

    embedded = client.get("/fr/circuits/tour/integre/")
    page = client.get("/fr/circuits/tour/")

    assert "X-Frame-Options" not in embedded
    assert page["X-Frame-Options"] == "DENY"
    assert "Circuit conseillé" in embedded.text


def test_a_draft_and_a_circuit_taken_off_do_not_exist_for_residents(client: WatchfulClient, night: Night) -> None:
    make_circuit(code="projet", is_published=False)
    withdrawn = make_circuit(code="ancien")
    withdraw_circuit(circuit=withdrawn, by=SYSTEM, now=FRIDAY_NIGHT)

    for code in ("projet", "ancien", "inconnu"):
        for page in ("", "circuit.gpx", "circuit.geojson", "circuit.pdf", "integre/"):
            assert client.get(f"/fr/circuits/{code}/{page}").status_code == 404
    assert "Aucun circuit n'est encore publié" in client.get("/fr/circuits/").text.replace("&#x27;", "'")


def test_the_pages_cost_few_queries_whatever_the_number_of_circuits(client: WatchfulClient, night: Night) -> None:
    for number in range(4):
        make_circuit(code=f"tour-{number}")
    put_out_a_lamp()
    client.get("/fr/circuits/")

    with at_most(8):
        listed = client.get("/fr/circuits/")
    with at_most(8):
        shown = client.get("/fr/circuits/tour-1/")

    assert listed.status_code == shown.status_code == 200


@pytest.mark.promise("B2a")
def test_from_here_to_there_the_ways_tell_what_each_costs(client: WatchfulClient, night: Night) -> None:
    page = client.get("/fr/circuits/aller/", {"from": "rue du moulin 12", "to": "rue du moulin 12", "hour": "23"})
    unknown = client.get("/fr/circuits/aller/", {"from": "rue du moulin 12", "to": "rue des dragons 9"})
    empty = client.get("/fr/circuits/aller/")

    assert page.status_code == 200
    assert "Le plus court" in page.text
    assert "ni adresse, ni lieu" in unknown.text
    assert "Le plus court" not in empty.text
