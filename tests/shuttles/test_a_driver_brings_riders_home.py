"""The phone in a van: the next stop alone, who gets off there, and nobody left at the door."""

import json
from typing import Any

import pytest
from django.urls import reverse

from serein.shuttles.models import Act, Duty, Night, Ride
from serein.shuttles.queries.next_stop import read_next_stop
from tests.client import WatchfulClient
from tests.shuttles.make import AT_TWO, door, let_leave, make_ride
from tests.shuttles.test_a_device_works_on_one_night import enrol

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a"), pytest.mark.usefixtures("at_two")]


@pytest.fixture
def phone(night: Night) -> WatchfulClient:
    return enrol(night, Duty.Task.DRIVER)


@pytest.fixture
def trip(night: Night) -> list[Ride]:
    """Two groups on board of the first van."""
    near = make_ride(night=night, to=door(400, 0, "Rue du Lin 3, 7700 Valserein"))
    far = make_ride(night=night, to=door(2400, 0, "Rue Haute 71, 7700 Valserein"), party_size=3, has_minor=True)
    let_leave(night, near, far, van=night.vans.all()[0])
    return [near, far]


def send(phone: WatchfulClient, night: Night, name: str, **values: Any) -> dict[str, Any]:
    values |= {"token": f"a-{Act.objects.count()}", "name": name, "night": night.pk}
    told: dict[str, Any] = phone.post(reverse("shuttles:driver_act"), values, headers={"accept": "*/*"}).json()
    return told


def state_of(phone: WatchfulClient) -> dict[str, Any]:
    state: dict[str, Any] = phone.get(reverse("shuttles:driver_state")).json()
    return state


@pytest.mark.harm("H16")
def test_the_phone_is_told_the_next_stop_and_nothing_of_the_ones_after_it(
    night: Night, phone: WatchfulClient, trip: list[Ride]
) -> None:
    told = state_of(phone)

    assert told["stop"]["street"] == "Rue du Lin 3"
    assert told["left"] == 2
    assert "Haute" not in json.dumps(told)
    assert str(trip[1].pk) != str(told["stop"]["ride"])


@pytest.mark.harm("H16")
def test_what_is_left_of_the_trip_is_given_apart_and_to_this_van_alone(
    night: Night, phone: WatchfulClient, trip: list[Ride]
) -> None:
    its = phone.get(reverse("shuttles:driver_trip")).json()
    others = enrol(night, Duty.Task.DRIVER, van=1)

    assert [stop["street"] for stop in its] == ["Rue du Lin 3", "Rue Haute 71"]
    assert others.get(reverse("shuttles:driver_trip")).json() == []
    assert state_of(others)["stop"] is None


@pytest.mark.harm("H16")
def test_before_the_van_leaves_the_phone_holds_no_door(night: Night, phone: WatchfulClient) -> None:
    make_ride(night=night, to=door(400, 0, "Rue du Lin 3, 7700 Valserein"))

    assert state_of(phone)["stop"] is None
    assert phone.get(reverse("shuttles:driver_trip")).json() == []


def test_stop_by_stop_everyone_is_home_and_the_van_comes_back(
    night: Night, phone: WatchfulClient, trip: list[Ride]
) -> None:
    near, far = trip

    arrived = send(phone, night, "arrived", ride=near.pk)
    dropped = send(phone, night, "drop", ride=near.pk)
    early = send(phone, night, "back", van=near.night.vans.all()[0].pk)
    handed = send(phone, night, "drop", ride=far.pk, to="door")
    back = send(phone, night, "back", van=near.night.vans.all()[0].pk)

    assert [told["outcome"] for told in (arrived, dropped, early, handed, back)] == [
        "done",
        "done",
        "not_as_is",
        "done",
        "done",
    ]
    assert dropped["state"]["stop"]["street"] == "Rue Haute 71"
    assert handed["state"]["stop"] is None
    assert back["state"]["van"]["state"] == "ready"
    assert set(Ride.objects.values_list("state", flat=True)) == {Ride.State.HOME}


@pytest.mark.harm("H15")
def test_somebody_under_age_is_not_home_before_an_adult_took_over(
    night: Night, phone: WatchfulClient, trip: list[Ride]
) -> None:
    _near, far = trip

    alone = send(phone, night, "drop", ride=far.pk)

    far.refresh_from_db()
    assert alone["outcome"] == "who_takes_over"
    assert far.state == Ride.State.ABOARD


def test_a_driver_acts_on_their_own_van_alone(night: Night, phone: WatchfulClient) -> None:
    ride, waits = make_ride(night=night), make_ride(night=night)
    other = night.vans.all()[1]
    let_leave(night, ride, van=other)

    outcomes = [
        send(phone, night, "drop", ride=ride.pk)["outcome"],
        send(phone, night, "back", van=other.pk)["outcome"],
        send(phone, night, "leave", van=other.pk, rides=waits.pk)["outcome"],
    ]

    assert outcomes == ["not_yours", "not_yours", "not_yours"]
    ride.refresh_from_db()
    assert ride.state == Ride.State.ABOARD


def test_a_driver_who_asks_to_be_called_shows_on_the_other_screen(night: Night, phone: WatchfulClient) -> None:
    tablet = enrol(night)
    version = tablet.get(reverse("shuttles:on_site_state")).json()["version"]

    send(phone, night, "problem", van=night.vans.all()[0].pk)

    told = tablet.get(reverse("shuttles:on_site_state"), {"version": version}).json()
    assert [problem["van"] for problem in told["problems"]] == [night.vans.all()[0].van.name]


def test_a_breakdown_puts_those_aboard_first_again(night: Night, phone: WatchfulClient, trip: list[Ride]) -> None:
    told = send(phone, night, "down", van=night.vans.all()[0].pk)

    assert told["outcome"] == "done"
    assert told["state"]["van"]["state"] == "down"
    assert set(Ride.objects.values_list("state", "is_urgent")) == {(Ride.State.HERE, True)}


def test_the_next_stop_is_read_in_one_query(night: Night, trip: list[Ride], django_assert_num_queries: Any) -> None:
    night.refresh_from_db()
    van = night.vans.select_related("van")[0]
    assert night.event.name

    with django_assert_num_queries(1):
        told = read_next_stop(night=night, van=van, language="nl", now=AT_TWO)

    assert told["stop"]["street"] == "Vlasstraat 3"


def test_asking_again_answers_nothing_new(night: Night, phone: WatchfulClient, django_assert_num_queries: Any) -> None:
    version = state_of(phone)["version"]

    with django_assert_num_queries(1):
        answer = phone.get(reverse("shuttles:driver_state"), {"version": version})

    assert answer.status_code == 204
