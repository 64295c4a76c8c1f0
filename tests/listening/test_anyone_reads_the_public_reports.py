"""What was reported and what became of it: a list with its map, one report, points, a feed; places are never ranked."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, PublishedDelay
from serein.kit.actors import SYSTEM
from serein.listening import operations
from serein.listening.kinds import find_thing
from serein.listening.operations.reports import Telling
from serein.listening.queries import reports as queries
from serein.listening.queries.reports import Narrowed
from serein.territory.boxes import NoBox, read_box
from serein.territory.spots import METRES_A_DEGREE
from tests.client import WatchfulClient
from tests.listening.make import Ground, make_jpeg, make_report, url
from tests.listening.make_problems import BY, make_problem
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most

LIST, ONE, POINTS = "listening:public_reports", "listening:public_report", "listening:report_points"
pytestmark = [pytest.mark.django_db, pytest.mark.promise("A1b")]


def listed(client: WatchfulClient, language: str = "fr", **asked: str) -> str:
    response = client.get(url(LIST, language=language), asked)
    assert response.status_code == 200
    return response.content.decode()


def close(ground: Ground, enquiry: Enquiry, outcome: str, **reasons: str) -> None:
    enquiries.answer(
        enquiry=enquiry,
        text="",
        outcome=outcome,
        by=ground.works.actor,
        now=FRIDAY_NIGHT + timedelta(days=1),
        **reasons,
    )


def test_the_list_shows_what_was_released_in_the_readers_language(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)

    assert "Une lampe est éteinte." in listed(client)
    assert "Een lamp is uit." in listed(client, "nl")
    assert url(ONE, report.pk) in listed(client)


@pytest.mark.harm("H09")
@pytest.mark.parametrize("kind", ["unreleased", "discreet"])
def test_what_was_not_released_and_what_is_discreet_are_nowhere(
    client: WatchfulClient, ground: Ground, kind: str
) -> None:
    report = make_report(ground, "noise" if kind == "discreet" else "lamp", is_released=kind != "unreleased")

    assert url(ONE, report.pk) not in listed(client)
    assert client.get(url(ONE, report.pk)).status_code == 404
    assert client.get(url(POINTS)).json()["features"] == []


def test_the_list_is_narrowed_by_thing_neighbourhood_and_state(client: WatchfulClient, ground: Ground) -> None:
    lamp = make_report(ground)
    bench = make_report(ground, "bench", lat=50.705, lon=3.005)
    close(ground, bench.enquiry, Enquiry.Outcome.DONE)

    def shown(**asked: str) -> list[int]:
        return [one.pk for one in (lamp, bench) if url(ONE, one.pk) in listed(client, **asked)]

    assert shown() == [lamp.pk, bench.pk]
    assert shown(what="bench") == [bench.pk]
    assert shown(neighbourhood=ground.tuquet.code) == [lamp.pk]
    assert shown(state="open") == [lamp.pk]
    assert shown(state="done") == [bench.pk]
    assert shown(state="ended") == []


def test_what_ends_without_being_done_says_why(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)
    close(ground, report.enquiry, Enquiry.Outcome.NO_ACTION, reason_fr="Le mât est privé.", reason_nl="Privépaal.")

    assert "Le mât est privé." in client.get(url(ONE, report.pk)).content.decode()
    assert "Privépaal." in client.get(url(ONE, report.pk, language="nl")).content.decode()
    assert url(ONE, report.pk) in listed(client, state="ended")


def test_pages_follow_one_another_without_gap_or_double(client: WatchfulClient, ground: Ground) -> None:
    made = [make_report(ground, now=FRIDAY_NIGHT - timedelta(hours=n // 2)).pk for n in range(45)]

    seen: list[int] = []
    before = ""
    for _page in range(3):
        page = queries.list_public(narrowed=Narrowed(), before=before)
        seen += [report.pk for report in page.reports]
        before = page.older

    assert before == ""
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("before", ["x", "1_", "_1", "9" * 30 + "_1", "-1_2", "99999999999999999_1", "\0"])
def test_a_page_that_is_none_begins_anew(client: WatchfulClient, ground: Ground, before: str) -> None:
    make_report(ground)

    assert client.get(url(LIST), {"before": before}).status_code == 200


@pytest.mark.parametrize("length", [1, 30])
def test_list_and_report_cost_at_most_eight_queries(client: WatchfulClient, ground: Ground, length: int) -> None:
    reports = [make_report(ground, now=FRIDAY_NIGHT - timedelta(hours=n)) for n in range(length)]
    listed(client)

    with at_most(8):
        listed(client, what="lamp", neighbourhood=ground.tuquet.code, state="open")
    with at_most(8):
        client.get(url(ONE, reports[0].pk))
    with at_most(3):
        client.get(url(POINTS), {"bbox": "3.0,50.7,3.1,50.76"})


@pytest.mark.parametrize("box", ["3.0,50.7,3.1,50.76", "3.0499,50.7299,3.0501,50.7301"])
def test_points_lie_in_the_box_large_or_small(client: WatchfulClient, ground: Ground, box: str) -> None:
    inside = make_report(ground)
    make_report(ground, lat=50.755, lon=3.05, is_released=False)

    points = client.get(url(POINTS), {"bbox": box}).json()["features"]

    assert [point["id"] for point in points] == [inside.pk]
    assert points[0]["geometry"]["coordinates"] == [3.05, 50.73]
    assert "12" not in points[0]["properties"]["name"]


@pytest.mark.harm("H09")
def test_page_and_points_tell_no_finer_than_ten_metres(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground, lat=50.7300437, lon=3.0500437)

    html = client.get(url(ONE, report.pk)).content.decode()
    point = client.get(url(POINTS)).json()["features"][0]["geometry"]["coordinates"]

    assert point == [3.05, 50.73]
    assert "3.05" in html
    assert "0437" not in html


@pytest.mark.harm("H09")
@pytest.mark.parametrize("at", [(50.7300437, 3.0500437), (50.7299571, 3.0499571)])
def test_whoever_halves_the_box_again_and_again_learns_no_finer_point(
    client: WatchfulClient, ground: Ground, at: tuple[float, float]
) -> None:
    make_report(ground, lat=at[0], lon=at[1])
    west, east = 3.0490, 3.0512345
    for _time in range(30):
        middle = (west + east) / 2
        found = client.get(url(POINTS), {"bbox": f"{west},50.7,{middle},50.76"}).json()["features"]
        west, east = (west, middle) if found else (middle, east)

    assert east == pytest.approx(3.05, abs=1e-6)


@pytest.mark.harm("H09")
def test_distances_and_what_is_near_are_told_from_the_public_point(client: WatchfulClient, ground: Ground) -> None:
    thing = find_thing("lamp")
    assert thing is not None
    make_report(ground, lat=50.7300437, lon=3.0500437)

    def told(lat: float) -> list[int]:
        return [found.distance_m for found in queries.near_reports(thing=thing, lat=lat, lon=3.05)]

    assert told(50.73) == [5]
    assert told(50.7301) == [10]
    assert told(50.73 + 29.5 / METRES_A_DEGREE) == [30]
    assert told(50.73 + 30.5 / METRES_A_DEGREE) == []


@pytest.mark.parametrize("box", ["", "1,2,3", "3.1,50.7,3.0,50.8", "nan,nan,nan,nan", "x", "-999,0,999,1"])
def test_a_box_that_is_none_is_refused_in_a_sentence(client: WatchfulClient, ground: Ground, box: str) -> None:
    with pytest.raises(NoBox):
        read_box(box)
    if box:
        assert client.get(url(POINTS), {"bbox": box}).status_code == 400


def test_the_public_reads_a_street_not_the_number_of_a_house(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)

    html = client.get(url(ONE, report.pk)).content.decode()

    assert "Rue du Moulin" in html
    assert "n° 12" not in html
    assert "Rue du Moulin 12" not in html


@pytest.mark.harm("H33")
def test_a_photo_is_shown_once_released_and_hidden_again(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground, is_released=False, telling=Telling(message="Lampe.", photo=make_jpeg()))
    photo = url("listening:public_photo", report.pk)
    before = client.get(photo).status_code

    operations.release_report(report=report, with_photo=True, by=SYSTEM, now=FRIDAY_NIGHT)
    shown = client.get(photo)
    operations.hide_report(report=report, by=SYSTEM, now=FRIDAY_NIGHT)

    assert (before, shown.status_code, client.get(photo).status_code) == (404, 200, 404)
    assert shown.content[:2] == b"\xff\xd8"
    assert SimpleUploadedFile("a", shown.content).size


@pytest.mark.harm("H24")
def test_delays_are_by_kind_as_published_and_small_numbers_stay_withheld(
    client: WatchfulClient, ground: Ground
) -> None:
    common: dict[str, Any] = {"on": FRIDAY_NIGHT.date(), "deadline_days": 10, "open": 3, "open_past_deadline": 1}
    PublishedDelay.objects.create(kind="report_lamp", answered=40, median_days=4.5, ninetieth_days=9.0, **common)
    PublishedDelay.objects.create(kind="report_bench", **common)
    PublishedDelay.objects.create(kind="call_back", answered=50, median_days=7.7, ninetieth_days=9.9, **common)

    html = listed(client)

    assert "4,5" in html
    assert "7,7" not in html
    assert "trop peu" in html


def test_the_feed_of_a_neighbourhood_holds_its_released_reports_alone(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)
    far = make_report(ground, lat=50.705, lon=3.005)

    feed = client.get(url("listening:report_feed", ground.tuquet.code)).content.decode()

    assert url(ONE, report.pk) in feed
    assert url(ONE, far.pk) not in feed
    assert client.get(url("listening:report_feed", "nowhere")).status_code == 404


@pytest.mark.promise("P5c")
def test_a_report_leads_to_the_problem_it_is_a_source_of(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)
    problem = make_problem(ground.tuquet)
    operations.cite_source(
        problem=problem,
        kind="report",
        about=f"listening.report:{report.pk}",
        label_fr="Signalement",
        label_nl="Melding",
        on=FRIDAY_NIGHT.date(),
        by=BY,
        now=FRIDAY_NIGHT,
    )

    html = client.get(url(ONE, report.pk)).content.decode()

    assert url("listening:problem", problem.pk) in html


@pytest.mark.harm("H06")
def test_points_carry_no_count_by_place(client: WatchfulClient, ground: Ground) -> None:
    make_report(ground)

    text = json.dumps(client.get(url(POINTS)).json())

    assert "neighbourhood" not in text
    assert "count" not in text
