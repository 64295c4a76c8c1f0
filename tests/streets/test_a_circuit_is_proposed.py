"""Circuits are proposed over places that someone ticks; a person takes one, and adjusts it."""

from typing import Any

import pytest

from serein.streets.models import Circuit, Edition
from serein.streets.queries import drawing
from serein.territory import memory
from serein.territory.models import Place
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import Night, corner, make_circuit

pytestmark = pytest.mark.usefixtures("friday_night")
SPOTS = {"Gare": (0, 0), "Salle des fêtes": (3, 0), "Clinique": (3, 3), "Parking": (0, 3)}


@pytest.fixture
def places(night: Night) -> list[Place]:
    made = [
        Place.objects.create(
            kind=Place.Kind.HALL, name_fr=name, lon=corner(*at)[0], lat=corner(*at)[1], osm_id=f"n{number}"
        )
        for number, (name, at) in enumerate(SPOTS.items())
    ]
    memory.changed("places")
    return made


@pytest.fixture
def circuit(night: Night) -> Circuit:
    return make_circuit(is_published=False)


def draft_of(circuit: Circuit) -> Edition:
    return circuit.editions.get()


@pytest.mark.promise("B2a")
def test_a_proposal_is_shown_and_taken(chloe: WatchfulClient, places: list[Place], circuit: Circuit) -> None:
    address = f"/fr/bureau/circuits/{circuit.pk}/proposer/"
    asked: dict[str, Any] = {"places": [place.pk for place in places], "longest_m": "2000", "shape": "closed"}

    shown = chloe.get(address, asked)
    taken = chloe.post(address, {**asked, "take": "0", "revision": draft_of(circuit).revision}, follow=True)

    edition = draft_of(circuit)
    assert "Proposition 1" in shown.text
    assert "Si une de ses rues était dans le noir" in shown.text
    assert taken.status_code == 200
    assert {one["name_fr"] for one in edition.anchors} == set(SPOTS)
    assert 1200 < edition.length_m < 1400, "once round the grid"
    assert edition.line[0] == edition.line[-1]


def test_what_it_costs_if_a_street_is_dark_is_told(night: Night, places: list[Place], circuit: Circuit) -> None:
    (proposal,) = drawing.proposals(circuit=circuit, places=places, longest_m=2000, is_closed=True, now=FRIDAY_NIGHT)

    weak = drawing.weakest_streets(proposal, circuit=circuit, now=FRIDAY_NIGHT)

    assert 0 < len(weak) <= 3
    assert all(0 < street.percent <= 100 for street in weak)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"longest_m": "300"}, "permettez plus de mètres"),
        ({"longest_m": "x"}, "nombre"),
        ({"shape": "star"}, "choix"),
        ({"places": ["1"]}, "deux à douze"),
        ({"places": ["x", "999"]}, "choix"),
    ],
)
def test_what_cannot_be_proposed_says_why(
    chloe: WatchfulClient, places: list[Place], circuit: Circuit, told: dict[str, Any], words: str
) -> None:
    asked: dict[str, Any] = {"places": [place.pk for place in places], "longest_m": "2000", "shape": "closed"}
    if told.get("places") == ["1"]:
        told = {"places": [places[0].pk]}

    answer = chloe.get(f"/fr/bureau/circuits/{circuit.pk}/proposer/", {**asked, **told})

    assert answer.status_code == 422
    assert words in answer.text


def test_a_proposal_that_is_not_there_cannot_be_taken(
    chloe: WatchfulClient, places: list[Place], circuit: Circuit
) -> None:
    asked: dict[str, Any] = {"places": [place.pk for place in places], "longest_m": "2000", "shape": "closed"}
    before = draft_of(circuit).revision

    for take in ("7", "x", "-1"):
        answer = chloe.post(f"/fr/bureau/circuits/{circuit.pk}/proposer/", {**asked, "take": take, "revision": before})
        assert answer.status_code == 404

    assert draft_of(circuit).revision == before


def test_a_draft_that_someone_changed_meanwhile_is_not_drawn_over(
    chloe: WatchfulClient, places: list[Place], circuit: Circuit
) -> None:
    asked: dict[str, Any] = {"places": [place.pk for place in places], "longest_m": "2000", "shape": "closed"}
    edition = draft_of(circuit)

    chloe.post(f"/fr/bureau/circuits/{circuit.pk}/proposer/", {**asked, "take": "0", "revision": edition.revision - 1})

    assert draft_of(circuit).anchors == edition.anchors
