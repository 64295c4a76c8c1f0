"""A tablet is invited at the desk, enrolled by scanning once, and works on its night alone until the night ends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from serein.kit import clock
from serein.kit.models import JournalEntry
from serein.shuttles.models import Device, Duty, Night
from serein.shuttles.operations import devices
from serein.shuttles.operations.nights import close_night
from tests.client import WatchfulClient
from tests.people.make import make_account
from tests.shuttles.make import AT_TWO, STEWARD, make_event, make_night

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a"), pytest.mark.usefixtures("at_two")]


def invite(night: Night, task: str = Duty.Task.STEWARD, van: int = 0) -> str:
    its = night.vans.all()[van] if task == Duty.Task.DRIVER else None
    return devices.invite_device(night=night, task=task, van=its, by=STEWARD, now=AT_TWO).code


def enrol(night: Night, task: str = Duty.Task.STEWARD, van: int = 0) -> WatchfulClient:
    """A device that works on a night."""
    client = WatchfulClient()
    answer = client.post(reverse("shuttles:enrol", args=[invite(night, task, van)]))
    assert answer.status_code == 302
    return client


def test_the_desk_shows_a_code_once_and_keeps_only_its_hash(chloe: WatchfulClient, night: Night) -> None:
    answer = chloe.post(reverse("shuttles:devices", args=[night.pk]), {"of": "steward"})

    code = answer.context["invited"].code
    device = Device.objects.get()
    html = answer.content.decode()
    assert code in html
    assert "<svg" in html
    assert "no-store" in answer["Cache-Control"]
    assert code not in device.mark
    assert code not in chloe.get(reverse("shuttles:devices", args=[night.pk])).content.decode()
    assert JournalEntry.objects.filter(act="shuttles.device_invited", about_id=str(device.pk)).count() == 1


def test_looking_at_a_code_does_not_spend_it_and_one_tap_does(client: WatchfulClient, night: Night) -> None:
    address = reverse("shuttles:enrol", args=[invite(night)])

    looked = client.get(address)
    taken = client.post(address)
    again = WatchfulClient().post(address)

    assert looked.status_code == 200
    assert taken["Location"] == reverse("shuttles:on_site")
    cookie = taken.cookies["serein_night"]
    assert cookie["httponly"]
    assert Device.objects.get().mark != cookie.value
    assert again.status_code == 404
    assert "serein_night" not in again.cookies


def test_an_old_invitation_says_so(client: WatchfulClient, night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("shuttles:enrol", args=[invite(night)])
    monkeypatch.setattr(clock, "now", lambda: AT_TWO + timedelta(minutes=15))

    answer = client.post(address)

    assert answer.status_code == 410
    assert Device.objects.get().enrolled_at is None


def test_codes_are_not_to_be_guessed(client: WatchfulClient, night: Night) -> None:
    code = invite(night)
    answers = [client.get(reverse("shuttles:enrol", args=["AAAAA-AAAAA"])).status_code for _ in range(25)]

    assert answers[0] == 404
    assert answers[-1] == 429
    assert client.get(reverse("shuttles:enrol", args=[code])).status_code == 429


@pytest.mark.harm("H16")
def test_without_an_enrolled_device_no_screen_of_the_night_tells_anything(client: WatchfulClient, night: Night) -> None:
    client.force_login(make_account("Eve"))

    for name in ("on_site", "driver"):
        assert client.get(reverse(f"shuttles:{name}")).status_code == 403
    for name in ("on_site_state", "on_site_streets", "driver_state", "driver_trip"):
        answer = client.get(reverse(f"shuttles:{name}"), headers={"accept": "*/*"})
        assert answer.status_code == 410
        assert answer.json() == {"is_over": True}
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.harm("H16")
def test_a_phone_opens_its_van_and_not_the_queue(night: Night) -> None:
    phone = enrol(night, Duty.Task.DRIVER, van=1)

    state = phone.get(reverse("shuttles:driver_state")).json()

    assert state["van"]["id"] == night.vans.all()[1].pk
    elsewhere = phone.get(reverse("shuttles:on_site"))
    assert elsewhere.status_code == 403
    assert "data-wipe" not in elsewhere.content.decode()
    told = phone.get(reverse("shuttles:on_site_state"), headers={"accept": "*/*"})
    assert (told.status_code, told.json()) == (403, {"is_over": False}), "what it could not send yet stays on it"
    assert "serein_night" not in told.cookies
    assert phone.get(reverse("shuttles:driver_state")).status_code == 200


def test_a_tablet_opens_its_own_night_alone(night: Night) -> None:
    other = make_night(event=make_event(), starts_at=night.starts_at + timedelta(minutes=1))

    state = enrol(other).get(reverse("shuttles:on_site_state")).json()

    assert state["night"]["id"] == other.pk


def test_a_device_that_is_ended_opens_nothing_and_loses_its_token(chloe: WatchfulClient, night: Night) -> None:
    tablet = enrol(night)
    device = Device.objects.get()

    chloe.post(reverse("shuttles:end_device", args=[night.pk, device.pk]))

    answer = tablet.get(reverse("shuttles:on_site_state"), headers={"accept": "*/*"})
    assert answer.status_code == 410
    assert answer.cookies["serein_night"].value == ""
    assert tablet.get(reverse("shuttles:on_site")).status_code == 403


def test_the_close_of_the_night_ends_its_devices(night: Night) -> None:
    tablet = enrol(night)

    close_night(night=night, by=STEWARD, now=AT_TWO)

    assert tablet.get(reverse("shuttles:on_site_state"), headers={"accept": "*/*"}).status_code == 410


def test_a_night_that_nobody_closed_lets_go_of_its_devices(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = enrol(night)
    monkeypatch.setattr(clock, "now", lambda: night.ends_at + timedelta(hours=6))

    assert tablet.get(reverse("shuttles:on_site_state"), headers={"accept": "*/*"}).status_code == 410


def test_a_night_that_is_over_takes_no_device(chloe: WatchfulClient) -> None:
    night = make_night(state=Night.State.CLOSED)

    answer = chloe.post(reverse("shuttles:devices", args=[night.pk]), {"of": "steward"})

    assert answer.status_code == 302
    assert not Device.objects.exists()


@pytest.mark.parametrize("name", ["devices", "end_device", "desk_manifest"])
def test_who_has_no_part_in_it_finds_no_page_of_devices(client: WatchfulClient, night: Night, name: str) -> None:
    client.force_login(make_account("Eve"))
    address = reverse(f"shuttles:{name}", args=[night.pk, 1] if name == "end_device" else [night.pk])
    ask = client.post if name == "end_device" else client.get

    assert ask(address).status_code == 404


def test_the_list_of_devices_costs_as_much_for_many_as_for_one(
    chloe: WatchfulClient, night: Night, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    for van in range(3):
        invite(night, Duty.Task.DRIVER, van)
    address = reverse("shuttles:devices", args=[night.pk])
    chloe.get(address)

    with django_assert_max_num_queries(12):  # type: ignore[operator]
        chloe.get(address)
