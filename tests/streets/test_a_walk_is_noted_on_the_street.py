"""A group notes what it finds on a phone, with or without network; each thing once, in any order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from serein.enquiries.models import Enquiry
from serein.kit import offline
from serein.kit.actors import SYSTEM
from serein.streets.models import Finding, Walk, WalkScore
from serein.streets.operations import walks
from serein.streets.queries.walks import PARAMETERS
from serein.territory.where import Where
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import SOUTH, WEST, Night, make_walk

pytestmark = pytest.mark.usefixtures("friday_night")
DEVICE: Any = {"headers": {"X-From-Device": "1"}}


def noted(walk: Walk, **changes: Any) -> dict[str, Any]:
    told = {
        "token": "form-1",
        "walk": walk.pk,
        "axis": "visibility",
        "is_good": "mend",
        "q": "",
        "lat": f"{SOUTH:.6f}",
        "lon": f"{WEST:.6f}",
        "noted": "La haie cache le passage.",
    }
    return told | changes


def send(client: WatchfulClient, told: dict[str, Any], *, waited: timedelta = timedelta(0)) -> Any:
    headers = {"X-From-Device": "1", "X-Waited-Seconds": str(int(waited.total_seconds()))}
    return client.post(reverse("streets:note_finding"), told, headers=headers)


@pytest.mark.promise("B1")
def test_what_is_to_be_mended_becomes_a_request_to_works_with_a_day(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night, is_held=False)

    answer = send(chloe, noted(walk))

    finding = Finding.objects.get()
    assert answer.json()["code"] == f"F{finding.pk}"
    assert finding.enquiry is not None
    assert finding.enquiry.office == night.works
    assert finding.enquiry.due_at > FRIDAY_NIGHT
    assert finding.place_fr == "Rue du Moulin"


def test_what_helps_asks_for_nothing(chloe: WatchfulClient, night: Night) -> None:
    send(chloe, noted(make_walk(night), is_good="good"))

    assert Finding.objects.get().enquiry is None
    assert not Enquiry.objects.exists()


def test_the_same_form_twice_is_one_finding_and_one_request(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)

    first, second = send(chloe, noted(walk)), send(chloe, noted(walk))

    assert first.json() == second.json()
    assert Finding.objects.count() == 1
    assert Enquiry.objects.count() == 1


def test_findings_that_arrive_in_another_order_stand_as_they_were_found(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)

    send(chloe, noted(walk, token="late", noted="La seconde."), waited=timedelta(minutes=10))
    send(chloe, noted(walk, token="early", noted="La première."), waited=timedelta(minutes=80))

    assert [finding.noted for finding in walk.findings.all()] == ["La première.", "La seconde."]


def test_what_arrives_days_later_was_seen_while_the_walk_lasted(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night, starts_at=FRIDAY_NIGHT - timedelta(days=3))

    send(chloe, noted(walk), waited=timedelta(days=2))

    assert Finding.objects.get().found_at == walk.starts_at + timedelta(hours=4)


def test_a_street_is_enough_where_there_is_no_position(chloe: WatchfulClient, night: Night) -> None:
    send(chloe, noted(make_walk(night), lat="", lon="", q="Rue du Moulin 12"))

    finding = Finding.objects.get()
    assert (finding.lat, finding.lon) == (SOUTH, WEST + 0.0002)
    assert finding.enquiry is not None
    assert finding.enquiry.facts[0]["nl"].startswith("Molenstraat 12")
    assert finding.place_nl == "Molenstraat"


@pytest.mark.harm("H09")
def test_a_plate_is_refused_and_no_word_is_lost(chloe: WatchfulClient, night: Night) -> None:
    words = "La voiture 1-ABC-123 bloque le trottoir."

    answer = chloe.post(reverse("streets:note_finding"), noted(make_walk(night), noted=words))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Finding.objects.exists()


@pytest.mark.harm("H09")
def test_a_number_is_refused_wherever_it_comes_from(night: Night) -> None:
    walk = make_walk(night)
    place = Where(lat=SOUTH, lon=WEST, label_fr="Ici", label_nl="Hier")

    with pytest.raises(walks.NamesSomeone):
        walks.note_finding(
            walk=walk,
            axis="life",
            noted="Appelez le 0470 12 34 56.",
            where=place,
            found_at=FRIDAY_NIGHT,
            by=SYSTEM,
            now=FRIDAY_NIGHT,
        )

    assert not Enquiry.objects.exists()


def test_a_place_that_nobody_knows_is_asked_for_again(chloe: WatchfulClient, night: Night) -> None:
    answer = chloe.post(reverse("streets:note_finding"), noted(make_walk(night), lat="", lon="", q="Nulle part"))

    assert answer.status_code == 422
    assert "La haie cache le passage." in answer.content.decode()


def test_a_walk_to_come_finds_nothing_yet(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night, is_held=False, starts_at=FRIDAY_NIGHT + timedelta(hours=1))

    answer = send(chloe, noted(walk))

    assert answer.status_code == 422
    assert not Finding.objects.exists()


def test_nothing_is_kept_while_nobody_would_answer(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)
    night.works.email = ""
    night.works.save()

    answer = send(chloe, noted(walk))

    assert answer.status_code == 503
    assert not Finding.objects.exists()


def test_only_staff_may_send_and_the_empty_form_is_the_same_for_everyone(
    client: WatchfulClient, chloe: WatchfulClient, night: Night
) -> None:
    walk = make_walk(night)

    anyone = client.get(reverse("streets:note_offline"))
    refused = client.post(reverse("streets:note_finding"), noted(walk))
    client.force_login(night.eve)
    eve = client.post(reverse("streets:note_finding"), noted(walk))

    assert anyone.status_code == 200
    assert walk.name_fr in anyone.content.decode()
    assert refused.status_code == 302
    assert eve.status_code in (403, 404)
    assert not Finding.objects.exists()


def test_the_browser_keeps_both_forms() -> None:
    script = offline.worker_script()

    assert reverse("streets:note_offline") in script
    assert reverse("streets:score_offline") in script


def scored(walk: Walk, **changes: Any) -> dict[str, Any]:
    place = {"lat": f"{SOUTH:.6f}", "lon": f"{WEST:.6f}"}
    return {"token": "spot-1", "walk": walk.pk, **dict.fromkeys(PARAMETERS, 2), **place, **changes}


@pytest.mark.promise("B1")
def test_a_spot_is_scored_by_nine_parameters_once(chloe: WatchfulClient, night: Night) -> None:
    walk, there = make_walk(night), reverse("streets:score_spot")

    for _turn in range(2):
        answer = chloe.post(there, scored(walk, feeling=0), **DEVICE)

    row = WalkScore.objects.get()
    assert answer.json()["code"] == f"S{row.pk}"
    assert len(PARAMETERS) == 9
    assert (row.lighting, row.feeling) == (2, 0)


@pytest.mark.parametrize("value", ["4", "-1", "", "deux"])
def test_a_score_beyond_the_scale_is_refused(chloe: WatchfulClient, night: Night, value: str) -> None:
    answer = chloe.post(reverse("streets:score_spot"), scored(make_walk(night), lighting=value))

    assert answer.status_code == 422
    assert not WalkScore.objects.exists()


def test_a_score_of_a_walk_to_come_is_refused_by_the_operation(night: Night) -> None:
    walk = make_walk(night, is_held=False, starts_at=FRIDAY_NIGHT + timedelta(days=1))
    moment: datetime = FRIDAY_NIGHT

    with pytest.raises(walks.NotBegun, match="2026-06-20"):
        walks.score_spot(
            walk=walk, lat=SOUTH, lon=WEST, scores=dict.fromkeys(PARAMETERS, 1), at=moment, by=SYSTEM, now=moment
        )
