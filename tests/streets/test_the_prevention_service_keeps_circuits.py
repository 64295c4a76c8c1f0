"""A circuit is drawn, walked as it is drawn, approved and published; two editors do not write over each other."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from serein.kit.actors import SYSTEM
from serein.kit.bilingual import NotInBothLanguages
from serein.streets.models import Circuit, Edition, FieldCheck
from serein.streets.operations import circuits, outages
from serein.streets.queries.drawing import redrawn
from serein.streets.queries.standing import standing_of
from tests.client import WatchfulClient
from tests.listening.make import make_jpeg
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import Night, anchors_round, corner, make_circuit, publish, walk

pytestmark = pytest.mark.usefixtures("friday_night")


def draft_of(circuit: Circuit) -> Edition:
    return circuit.editions.get(state__in=("draft", "approved"))


def test_a_circuit_is_begun_drawn_and_published_at_the_desk(chloe: WatchfulClient, night: Night) -> None:
    begun = chloe.post(
        "/fr/bureau/circuits/",
        {
            "name_fr": "Vers la gare",
            "name_nl": "Naar het station",
            "begins": "18:00",
            "ends": "02:00",
            "check_every_days": 60,
        },
    )
    circuit = Circuit.objects.get(code="vers-la-gare")
    base = f"/fr/bureau/circuits/{circuit.pk}/"

    def revision() -> int:
        return draft_of(circuit).revision

    for number, place in enumerate(("rue du moulin 12", "rue du moulin 12")):
        chloe.post(f"{base}trace/", {"what": "add", "where": place, "revision": revision()})
        assert len(draft_of(circuit).anchors) == number + 1
    lon, lat = corner(2, 1)
    chloe.post(f"{base}trace/", {"what": "move", "position": "1", "lat": lat, "lon": lon, "revision": revision()})
    chloe.post(f"{base}phrase/", {"intro_fr": "Vers la gare.", "intro_nl": "Naar het station.", "revision": revision()})
    too_soon = chloe.post(f"{base}etape/", {"what": "approve", "revision": revision()}, follow=True)
    walk(draft_of(circuit), at=FRIDAY_NIGHT)
    chloe.post(f"{base}etape/", {"what": "approve", "revision": revision()})
    chloe.post(f"{base}etape/", {"what": "publish"})

    assert begun.status_code == 302
    assert "parcourir de nuit" in too_soon.text
    assert circuit.editions.get().state == Edition.State.PUBLISHED
    assert standing_of(circuit=circuit, now=FRIDAY_NIGHT).is_recommended
    assert chloe.get("/fr/circuits/vers-la-gare/").status_code == 200


@pytest.mark.harm("H17")
def test_only_what_was_walked_as_it_is_drawn_is_approved(night: Night) -> None:
    circuit = make_circuit(is_published=False)
    edition = draft_of(circuit)
    walk(edition, at=FRIDAY_NIGHT)
    changed = circuits.change_edition(
        edition=edition, revision=edition.revision, values={"intro_fr": "Autre."}, by=SYSTEM, now=FRIDAY_NIGHT
    )

    with pytest.raises(circuits.NotChecked, match="revision 3"):
        circuits.approve_edition(edition=changed, revision=changed.revision, by=SYSTEM, now=FRIDAY_NIGHT)
    walk(changed, at=FRIDAY_NIGHT, result=FieldCheck.Result.NOT_GOOD, note="Une lampe manque.")
    with pytest.raises(circuits.NotChecked):
        circuits.approve_edition(edition=changed, revision=changed.revision, by=SYSTEM, now=FRIDAY_NIGHT)


def test_an_edition_without_a_line_is_not_approved(night: Night) -> None:
    circuit = make_circuit(is_published=False)
    edition = draft_of(circuit)
    emptied = redrawn(edition=edition, anchors=anchors_round()[:1], is_closed=True, now=FRIDAY_NIGHT)
    edition = circuits.change_edition(
        edition=edition, revision=edition.revision, values=emptied, by=SYSTEM, now=FRIDAY_NIGHT
    )

    with pytest.raises(circuits.NoLine):
        circuits.approve_edition(edition=edition, revision=edition.revision, by=SYSTEM, now=FRIDAY_NIGHT)


@pytest.mark.harm("H27")
def test_an_edition_in_one_language_is_not_published(night: Night) -> None:
    circuit = make_circuit(is_published=False)
    edition = draft_of(circuit)
    edition = circuits.change_edition(
        edition=edition, revision=edition.revision, values={"intro_nl": ""}, by=SYSTEM, now=FRIDAY_NIGHT
    )

    with pytest.raises(NotInBothLanguages):
        publish(edition, at=FRIDAY_NIGHT)

    assert not circuit.editions.filter(state=Edition.State.PUBLISHED).exists()


def test_two_editors_on_one_circuit_lose_nothing_of_each_other(chloe: WatchfulClient, night: Night) -> None:
    circuit = make_circuit(is_published=False)
    seen = draft_of(circuit).revision
    base = f"/fr/bureau/circuits/{circuit.pk}/"

    first = chloe.post(f"{base}trace/", {"what": "up", "position": "2", "revision": seen})
    second = chloe.post(f"{base}trace/", {"what": "drop", "position": "0", "revision": seen})
    words = chloe.post(f"{base}phrase/", {"intro_fr": "Mes mots.", "intro_nl": "Mijn woorden.", "revision": seen})

    edition = draft_of(circuit)
    assert first.status_code == 302
    assert second.status_code == 409
    assert words.status_code == 422
    assert "Mes mots." in words.text
    assert len(edition.anchors) == 4
    assert edition.anchors[1]["name_fr"] == "La salle"


@pytest.mark.harm("H17")
def test_an_outage_that_comes_before_the_publication_suspends_it_at_once(night: Night) -> None:
    circuit = make_circuit(is_published=False)
    lon, lat = corner(1, 0)
    outages.tell_outage(lat=lat, lon=lon, about="listening.report:1", is_staff=True, by=SYSTEM, now=FRIDAY_NIGHT)

    publish(draft_of(circuit), at=FRIDAY_NIGHT)

    assert not standing_of(circuit=circuit, now=FRIDAY_NIGHT).is_recommended
    assert circuit.suspensions.get().outage is not None


def test_the_next_edition_takes_the_place_of_the_one_before(night: Night) -> None:
    circuit = make_circuit()

    draft = circuits.draft_edition(circuit=circuit, by=SYSTEM, now=FRIDAY_NIGHT)
    again = circuits.draft_edition(circuit=circuit, by=SYSTEM, now=FRIDAY_NIGHT)
    publish(draft, at=FRIDAY_NIGHT + timedelta(hours=1))

    assert draft == again
    assert [(one.number, one.state) for one in circuit.editions.order_by("number")] == [
        (1, Edition.State.REPLACED),
        (2, Edition.State.PUBLISHED),
    ]


def test_a_point_set_by_hand_stays_on_the_streets(night: Night) -> None:
    circuit = make_circuit(is_published=False)
    edition = draft_of(circuit)
    lon, lat = corner(1, 1)
    anchors = [
        *edition.anchors[:1],
        {"name_fr": "", "name_nl": "", "lat": lat + 0.0001, "lon": lon},
        *edition.anchors[1:],
    ]

    drawn = redrawn(edition=edition, anchors=anchors, is_closed=True, now=FRIDAY_NIGHT)

    on_street = [
        min(abs(x - corner(n, 0)[0]) for n in range(4)) < 1e-5 or min(abs(y - corner(0, n)[1]) for n in range(4)) < 1e-5
        for x, y in drawn["line"]
    ]
    assert all(on_street)
    assert len(drawn["stops"]) == 6


@pytest.mark.parametrize(
    "told",
    [
        {"what": "move", "position": "x", "lat": "50.73", "lon": "3.04"},
        {"what": "move", "position": "1", "lat": "nan", "lon": "3.04"},
        {"what": "over", "position": "0", "lat": "99", "lon": "3.04"},
        {"what": "add", "where": "nulle part"},
    ],
)
def test_what_cannot_be_drawn_is_refused_with_words(chloe: WatchfulClient, night: Night, told: dict[str, str]) -> None:
    circuit = make_circuit(is_published=False)
    edition = draft_of(circuit)

    answer = chloe.post(f"/fr/bureau/circuits/{circuit.pk}/trace/", {**told, "revision": edition.revision})

    assert answer.status_code == 422
    assert draft_of(circuit).revision == edition.revision


def test_a_point_far_from_any_street_changes_nothing(chloe: WatchfulClient, night: Night) -> None:
    circuit = make_circuit(is_published=False)
    edition = draft_of(circuit)
    told: dict[str, Any] = {"what": "move", "position": "1", "lat": "51.5", "lon": "3.9", "revision": edition.revision}

    answer = chloe.post(f"/fr/bureau/circuits/{circuit.pk}/trace/", told, follow=True)

    assert "rien n'a été changé" in answer.text.replace("&#x27;", "'")
    assert draft_of(circuit).anchors == edition.anchors


def test_a_check_on_the_spot_is_kept_once_with_its_photo(chloe: WatchfulClient, night: Night) -> None:
    circuit = make_circuit()

    def sent() -> dict[str, Any]:
        photo = SimpleUploadedFile("photo.jpg", make_jpeg(with_position=True), "image/jpeg")
        told = {"circuit": "tour", "on": "2026-06-19", "at": "21:00", "result": "good", "token": "a-token-of-its-own"}
        return {**told, "photo": photo}

    first = chloe.post("/fr/bureau/circuits/controle/", sent(), headers={"X-From-Device": "1"})
    second = chloe.post("/fr/bureau/circuits/controle/", sent(), headers={"X-From-Device": "1"})

    assert first.status_code == second.status_code == 200
    assert first.json()["code"] == second.json()["code"]
    check = circuit.checks.first()
    assert check is not None
    assert check.photo
    assert circuit.checks.count() == 2


def test_a_bad_check_says_why_and_none_lies_in_the_future(chloe: WatchfulClient, night: Night) -> None:
    make_circuit()
    told = {"circuit": "tour", "on": "2026-06-19", "at": "21:00", "result": "not_good"}

    silent = chloe.post("/fr/bureau/circuits/controle/", told)
    future = chloe.post("/fr/bureau/circuits/controle/", {**told, "result": "good", "on": "2026-06-21"})

    assert silent.status_code == future.status_code == 422
    assert "quelques mots" in silent.text
    assert "encore à venir" in future.text


@pytest.mark.parametrize(
    "page",
    ["", "{pk}/", "{pk}/trace/", "{pk}/trace/carte.geojson", "controle/"],
)
def test_residents_and_others_see_nothing_of_the_desk(client: WatchfulClient, night: Night, page: str) -> None:
    circuit = make_circuit(is_published=False)
    address = f"/fr/bureau/circuits/{page.format(pk=circuit.pk)}"

    stranger = client.get(address)
    client.force_login(night.eve)

    assert stranger.status_code == 302
    assert client.get(address).status_code == 404


def test_works_read_circuits_and_do_not_decide_them(hugo: WatchfulClient, night: Night) -> None:
    circuit = make_circuit()

    shown = hugo.get(f"/fr/bureau/circuits/{circuit.pk}/")
    decided = hugo.post(f"/fr/bureau/circuits/{circuit.pk}/etape/", {"what": "withdraw"})

    assert shown.status_code == 200
    assert decided.status_code == 404
    assert standing_of(circuit=circuit, now=FRIDAY_NIGHT).edition is not None
