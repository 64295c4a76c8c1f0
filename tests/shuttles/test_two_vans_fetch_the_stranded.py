"""Vans that fetch the stranded keep to whom they set out for: neither another van nor another breakdown mixes them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from serein.shuttles.models import Duty, Night, NightVan, Ride
from serein.shuttles.operations import running, stranding
from serein.shuttles.queries.on_site import ms
from tests.client import WatchfulClient
from tests.shuttles.make import STEWARD, door, let_leave, make_night, make_ride, make_van
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.shuttles.test_another_van_fetches_the_stranded import LATER, break_down, relief_of, send, stops_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise("B4a"),
    pytest.mark.harm("H15"),
    pytest.mark.usefixtures("at_two"),
]
MINUTE = timedelta(minutes=1)


def set_out(night: Night, ride: Ride, van: NightVan) -> None:
    running.leave(night=night, van=van, rides=[ride], at=LATER, by=STEWARD, now=LATER)


def two_groups_of_one_van(night: Night) -> tuple[Ride, Ride]:
    """Two groups whose van broke down at one place; their doors lie apart."""
    groups = make_ride(night=night, to=door(2600)), make_ride(night=night, to=door(-2600))
    let_leave(night, *groups, van=night.vans.all()[0])
    break_down(night)
    return groups


def test_no_van_is_given_those_for_whom_another_one_has_set_out(night: Night) -> None:
    _broken, second, third = night.vans.all()
    one, other = two_groups_of_one_van(night)

    set_out(night, one, second)
    set_out(night, other, third)

    assert {(run["van"], *stops_of(run)) for run in relief_of(night)} == {
        (second.pk, (one.pk, "up"), (one.pk, "off")),
        (third.pk, (other.pk, "up"), (other.pk, "off")),
    }
    running.board(ride=one, van=second, at=LATER + MINUTE, by=STEWARD, now=LATER + MINUTE)
    assert Ride.objects.get(pk=other.pk).van_id == third.pk


def test_boarding_at_one_breakdown_binds_nobody_at_another() -> None:
    night = make_night(vans=[make_van(seats=8), make_van(seats=8), make_van(seats=8)])
    first, second, relief = night.vans.all()
    here = [make_ride(night=night, to=door(1500)), make_ride(night=night, to=door(1600))]
    there = make_ride(night=night, to=door(2600))
    let_leave(night, *here, van=first)
    let_leave(night, there, van=second)
    break_down(night)
    break_down(night, door(1200, 600), van=1)
    assert {run["van"] for run in relief_of(night)} == {relief.pk}

    running.board(ride=here[0], van=relief, at=LATER + 4 * MINUTE, by=STEWARD, now=LATER + 4 * MINUTE)

    assert list(night.rides.order_by("number").values_list("van", flat=True)) == [relief.pk, relief.pk, None]


def test_a_driver_sets_out_for_the_others_when_one_group_has_walked_back(night: Night) -> None:
    phone, relief = enrol(night, Duty.Task.DRIVER, van=1), night.vans.all()[1]
    walked, stays = two_groups_of_one_van(night)
    stranding.note_where(rides=[walked], stands=stranding.AT_THE_POINT, by=STEWARD, now=LATER)

    told = send(phone, night, "leave", van=relief.pk, rides=f"{walked.pk},{stays.pk}")

    assert told["outcome"] == "part"
    assert [Ride.objects.get(pk=ride.pk).van_id for ride in (walked, stays)] == [None, relief.pk]
    again = send(phone, night, "leave", van=relief.pk, rides=walked.pk)
    assert again["outcome"] == "not_yours"


def test_the_tablet_is_told_which_groups_stand_at_one_breakdown(night: Night) -> None:
    tablet, (first, second, _third) = enrol(night), night.vans.all()
    let_leave(night, make_ride(night=night), make_ride(night=night), van=first)
    let_leave(night, make_ride(night=night), van=second)
    waits = make_ride(night=night)
    break_down(night, stranding.SOMEWHERE)
    at = LATER + MINUTE
    running.break_down(van=second, stands=stranding.SOMEWHERE, at=at, by=STEWARD, now=at)

    groups = tablet.get(reverse("shuttles:on_site_state")).json()["groups"]

    assert [group["breakdown"] for group in groups] == [ms(LATER), ms(LATER), ms(at), None]
    assert groups[-1]["id"] == waits.pk


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Arrivée de l’autre navette : à présent vers"), ("nl", "Aankomst van het andere busje: nu verwacht")],
)
def test_the_ticket_says_when_the_other_van_comes_and_not_that_it_is_there(
    client: WatchfulClient, night: Night, language: str, said: str
) -> None:
    ride, _other = two_groups_of_one_van(night)

    with override(language):
        page = client.get(reverse("shuttles:ticket", args=[ride.code])).content.decode()

    assert said in page.replace("\N{NO-BREAK SPACE}", " ")
