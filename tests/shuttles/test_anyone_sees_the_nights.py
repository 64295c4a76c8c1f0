"""Anybody sees the next nights, their zone in words and on a map, and what to do when there is no place."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from shapely.geometry import box, mapping

from serein.kit import clock
from serein.shuttles.models import Night
from tests.client import WatchfulClient
from tests.proximity.make import url
from tests.queries import at_most
from tests.shuttles.make import STARTS, make_event, make_night
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2")]


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def before(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the evening before."""
    monkeypatch.setattr(clock, "now", lambda: STARTS - timedelta(hours=20))


@pytest.fixture
def planned(db: None) -> Night:
    return make_night(state=Night.State.PUBLISHED)


def open_list(client: WatchfulClient) -> Any:
    return client.get(url("shuttles:nights", language="en"))


def test_the_next_nights_are_listed_with_day_hours_place_and_price(
    client: WatchfulClient, planned: Night, before: None
) -> None:
    page = words(open_list(client))

    assert "Fête de la musique" in page
    assert "tomorrow" in page
    assert "00:30 to 05:00" in page
    assert "Devant la mairie" in page
    assert "1 €" in page
    assert "Jusqu’à 26 ans" in page


def test_a_night_called_off_says_so_and_one_in_preparation_is_not_listed(client: WatchfulClient, before: None) -> None:
    make_night(state=Night.State.CANCELLED)
    make_night(state=Night.State.DRAFT, event=make_event(name_fr="Secret", name_nl="Geheim"))

    page = words(open_list(client))

    assert "Called off: no van drives" in page
    assert "Secret" not in page


def test_without_a_night_the_page_says_what_will_be_there(client: WatchfulClient, before: None) -> None:
    territory.make_commune()

    page = words(open_list(client))

    assert "No night is announced yet" in page
    assert "Ask for a night" in page


def test_a_year_of_nights_is_listed_in_no_more_queries_than_one(
    client: WatchfulClient, planned: Night, before: None
) -> None:
    for week in range(1, 20):
        at = planned.starts_at + timedelta(weeks=week)
        make_night(state=Night.State.PUBLISHED, event=planned.event, starts_at=at, ends_at=at + timedelta(hours=4))
    open_list(client)

    with at_most(5):
        open_list(client)


def test_the_zone_is_a_list_of_streets_by_neighbourhood_and_an_outline(
    client: WatchfulClient, planned: Night, before: None
) -> None:
    near = territory.make_neighbourhood("Le Lin", "Het Vlas", geometry=mapping(box(3.04, 50.735, 3.06, 50.745)))
    territory.make_neighbourhood("Le Bout", "Het Einde", geometry=mapping(box(3.00, 50.70, 3.02, 50.71)))
    for name, lat, lon in (("Rue du Lin", 50.739, 3.05), ("Rue du Bout", 50.705, 3.01)):
        territory.make_address(territory.make_street(name, name), "1", lat=lat, lon=lon)
    planned.neighbourhoods.add(near)
    territory.tell_all_processes()

    page = words(client.get(url("shuttles:night", planned.pk, language="en")))
    assert "Rue du Lin" in page
    assert "Rue du Bout" not in page
    assert "Never beyond it" in page

    zone = client.get(url("shuttles:zone", planned.pk)).json()
    assert [one["properties"]["name"] for one in zone["features"]] == ["Le Lin", "Devant la mairie"]


def test_a_zone_without_neighbourhoods_is_the_commune(client: WatchfulClient, planned: Night, before: None) -> None:
    territory.tell_all_processes()

    zone = client.get(url("shuttles:zone", planned.pk)).json()

    assert zone["features"][0]["properties"]["name"] == "Rivebelle"
    assert "To a door in: Rivebelle" in words(client.get(url("shuttles:night", planned.pk, language="en")))


def test_the_page_of_a_night_says_what_a_rider_needs_and_machines_read_it_too(
    client: WatchfulClient, planned: Night, before: None
) -> None:
    answer = client.get(url("shuttles:night", planned.pk, language="en"))

    page = words(answer)
    for told in ("Book a place", "1 €", "Une place pour un fauteuil roulant", "Taxis devant la gare", "45 minutes"):
        assert told in page
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', answer.content.decode())
    assert found
    event = json.loads(found.group(1))
    assert (event["@type"], event["startDate"]) == ("Event", "2026-06-19T22:30:00+00:00")
    assert event["eventStatus"].endswith("EventScheduled")


def test_a_name_cannot_end_the_script_it_stands_in(client: WatchfulClient, before: None) -> None:
    night = make_night(event=make_event(name_fr="</script><b>", name_nl="x"))

    page = client.get(url("shuttles:night", night.pk)).content.decode()

    assert "</script><b>" not in page


def test_the_page_of_a_night_is_made_in_few_queries(client: WatchfulClient, planned: Night, before: None) -> None:
    territory.tell_all_processes()
    address = url("shuttles:night", planned.pk)
    client.get(address)

    with at_most(5):
        client.get(address)


def test_a_night_called_off_cannot_be_booked_from_its_page(client: WatchfulClient, before: None) -> None:
    night = make_night(state=Night.State.CANCELLED)

    page = words(client.get(url("shuttles:night", night.pk, language="en")))

    assert "This night is called off: no van drives" in page
    assert "Book a place" not in page


def test_nights_stand_in_a_calendar_at_their_instants(client: WatchfulClient, planned: Night, before: None) -> None:
    answer = client.get(url("shuttles:calendar", language="nl"))

    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == planned.starts_at
    assert event.decoded("dtend") == planned.ends_at
    assert "Muziekfeest" in str(event["summary"])


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_a_poster_is_two_clicks_away_in_both_languages(
    client: WatchfulClient, planned: Night, before: None, language: str
) -> None:
    page = client.get(url("shuttles:night", planned.pk, language=language)).content.decode()
    address = url("shuttles:poster", planned.pk, language=language)
    assert address in page

    answer = client.get(address)

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
