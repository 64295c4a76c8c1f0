"""The screen at the waiting point: what it is told, what it sends, each act once, and what no longer fits said so."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from serein.kit import clock
from serein.kit.models import JournalEntry
from serein.shuttles.models import Act, Device, Night, Refusal, Ride
from serein.shuttles.operations import calling_off, nights, running
from serein.shuttles.operations.acts import receive_act
from serein.shuttles.queries.devices import actor_of
from serein.shuttles.queries.on_site import street_only
from tests.client import WatchfulClient
from tests.shuttles.make import AT_TWO, STEWARD, door, let_leave, make_night, make_ride
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a"), pytest.mark.usefixtures("at_two")]
LABEL = "Rue du Lin 47, 7700 Valserein"


@pytest.fixture
def tablet(night: Night) -> WatchfulClient:
    return enrol(night)


def send(
    tablet: WatchfulClient, night: Night, name: str, *, once: str = "", waited: int = 0, **values: Any
) -> dict[str, Any]:
    """Send an act as the screen does; answer what came of it."""
    values |= {"token": once or f"a-{name}-{Act.objects.count()}", "name": name, "night": night.pk}
    headers = {"X-From-Device": "1", "X-Waited-Seconds": str(waited), "accept": "*/*"}
    answer = tablet.post(reverse("shuttles:on_site_act"), values, headers=headers)
    assert answer.status_code == 200
    told: dict[str, Any] = answer.json()
    return told


def state_of(tablet: WatchfulClient) -> dict[str, Any]:
    state: dict[str, Any] = tablet.get(reverse("shuttles:on_site_state")).json()
    return state


def act(night: Night, name: str, *, once: str, at: datetime = AT_TWO, **values: str) -> str:
    device = Device.objects.first()
    return receive_act(
        night=night, device=device, once=once, name=name, values=values, made_at=at, by=STEWARD, now=AT_TWO
    ).outcome


@pytest.mark.harm("H16")
def test_the_screen_is_told_streets_and_no_house_no_name_and_no_exact_place(
    night: Night, tablet: WatchfulClient
) -> None:
    make_ride(night=night, to=door(812, 433, LABEL), contact={"guardian_phone": "+32 470 00 00 00"}, has_minor=True)

    told = state_of(tablet)

    (group,) = told["groups"]
    assert group["street"] == "Rue du Lin"
    assert (group["size"], group["minor"], group["state"]) == (2, True, "here")
    assert all(value == round(value, 3) for value in group["place"])
    assert "47" not in json.dumps([group["street"], group["place"], group["from"]])
    assert "470" not in json.dumps(told)


@pytest.mark.parametrize(
    ("label", "street"),
    [
        ("Rue du Moulin 12, 7700 Valserein", "Rue du Moulin"),
        ("Rue du Moulin 12 bte 3, 7700 Valserein", "Rue du Moulin"),
        ("Rue du Onze-Novembre 4A", "Rue du Onze-Novembre"),
        ("Rue du 24 Août", "Rue du 24 Août"),
        ("Molenstraat 7/2", "Molenstraat"),
    ],
)
def test_a_street_is_told_without_its_number(label: str, street: str) -> None:
    assert street_only(label) == street


def test_asking_again_costs_one_query_and_answers_nothing_new(
    night: Night, tablet: WatchfulClient, django_assert_num_queries: Any
) -> None:
    make_ride(night=night)
    version = state_of(tablet)["version"]

    with django_assert_num_queries(1):
        answer = tablet.get(reverse("shuttles:on_site_state"), {"version": version})

    assert answer.status_code == 204


def test_the_whole_night_costs_as_many_queries_for_twenty_groups_as_for_one(
    night: Night, tablet: WatchfulClient, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_ride(night=night)
    state_of(tablet)

    with django_assert_max_num_queries(7):
        told = state_of(tablet)

    assert len(told["groups"]) == 20
    assert {van for run in told["runs"] for van in [run["van"]]}


@pytest.mark.harm("H16")
def test_that_places_were_shown_is_journalled_once_an_hour_and_not_each_time(
    night: Night, tablet: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = JournalEntry.objects.filter(act="sealed.read", about_kind="shuttles.device")

    for _ in range(5):
        state_of(tablet)
    assert reads.count() == 1
    monkeypatch.setattr(clock, "now", lambda: AT_TWO + timedelta(hours=1))
    state_of(tablet)

    assert reads.count() == 2
    assert reads.last().actor_id == actor_of(Device.objects.get()).id  # type: ignore[union-attr]


def test_a_group_joins_leaves_and_the_van_is_away(night: Night, tablet: WatchfulClient) -> None:
    street = territory.make_street("Rue de la Gare", "Stationsstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()

    joined = send(tablet, night, "walk_up", once="a-1", street=street.pk, number="12", size=3, minor="yes")
    van = night.vans.all()[0]
    left = send(tablet, night, "leave", van=van.pk, rides="a-1")

    assert (joined["outcome"], left["outcome"]) == ("done", "done")
    (group,) = left["state"]["groups"]
    assert (group["once"], group["number"], group["state"], group["van"]) == ("a-1", "1", "aboard", van.pk)
    assert {one["id"]: one["state"] for one in left["state"]["vans"]}[van.pk] == "away"


def test_a_number_that_is_not_known_takes_the_street_and_keeps_what_was_said(night: Night) -> None:
    street = territory.make_street("Rue de la Gare", "Stationsstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()

    assert act(night, "walk_up", once="a-1", street=str(street.pk), number="14B", size="1") == "done"
    assert act(night, "walk_up", once="a-2", street=str(street.pk), number="chez Eve", size="1") == "not_understood"
    assert act(night, "walk_up", once="a-3", street="999999", number="", size="1") == "not_understood"
    assert Ride.objects.count() == 1


def test_an_act_sent_twice_is_done_once(night: Night, tablet: WatchfulClient) -> None:
    street = territory.make_street("Rue de la Gare", "Stationsstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()

    first = send(tablet, night, "walk_up", once="a-1", street=street.pk, size=3)
    again = send(tablet, night, "walk_up", once="a-1", street=street.pk, size=3)

    assert (first["outcome"], again["outcome"]) == ("done", "done")
    assert Ride.objects.count() == Act.objects.count() == 1


def test_nobody_boards_twice_when_two_screens_sent_the_same_group_away(night: Night) -> None:
    both, one = make_ride(night=night), make_ride(night=night)
    first, second = night.vans.all()[:2]
    let_leave(night, both, van=first)

    outcome = act(night, "leave", once="a-1", van=str(second.pk), rides=f"{both.pk},{one.pk}")

    both.refresh_from_db()
    one.refresh_from_db()
    assert outcome == "part"
    assert (both.van_id, one.van_id) == (first.pk, second.pk)
    assert act(night, "leave", once="a-2", van=str(first.pk), rides=f"{both.pk}") == "already"
    assert act(night, "leave", once="a-3", van=str(night.vans.all()[2].pk), rides=f"{both.pk}") == "gone"


def test_an_act_about_a_group_that_could_not_be_added_says_so_and_the_next_acts_go_on(night: Night) -> None:
    ride = make_ride(night=night)

    assert act(night, "absent", once="a-1", ride="a-never") == "unknown"
    assert act(night, "absent", once="a-2", ride=str(ride.pk)) == "done"
    assert act(night, "absent", once="a-3", ride=str(ride.pk)) == "already"
    assert act(night, "come", once="a-4", ride=str(ride.pk)) == "not_as_is"
    assert act(night, "dance", once="a-5") == "not_understood"
    assert act(night, "absent", once="a-6") == "not_understood"


def test_what_was_made_without_network_counts_from_when_it_was_made(night: Night, tablet: WatchfulClient) -> None:
    ride = make_ride(night=night, now=AT_TWO - timedelta(minutes=30))

    send(tablet, night, "leave", waited=20 * 60, van=night.vans.all()[0].pk, rides=ride.pk)

    ride.refresh_from_db()
    assert ride.boarded_at == AT_TWO - timedelta(minutes=20)


@pytest.mark.harm("H15")
def test_somebody_under_age_is_not_refused_before_the_guardian_was_called(night: Night) -> None:
    ride = make_ride(night=night, has_minor=True)
    reason = Refusal.Reason.CONDUCT.value

    assert act(night, "refuse", once="a-1", ride=str(ride.pk), reason=reason) == "who_takes_over"
    assert act(night, "refuse", once="a-2", ride=str(ride.pk), reason=reason, guardian_called="yes") == "done"
    assert Refusal.objects.get().guardian_called_at == AT_TWO


@pytest.mark.harm("H15")
def test_a_refusal_stays_on_the_screen_until_somebody_has_taken_over(night: Night, tablet: WatchfulClient) -> None:
    ride = make_ride(night=night)

    refused = send(tablet, night, "refuse", ride=ride.pk, reason="conduct", to="")
    (still,) = refused["state"]["groups"]
    closing = tablet.post(reverse("shuttles:on_site_close"), {"coins": ""})
    handed = send(tablet, night, "hand_over", ride=ride.pk, to="taxi")

    assert still["state"] == "refused"
    assert still["refused"]["reason"]
    assert closing.status_code == 422
    assert handed["state"]["groups"] == []


@pytest.mark.harm("H15")
def test_a_refusal_may_say_at_once_who_takes_over(night: Night) -> None:
    ride = make_ride(night=night)

    assert act(night, "refuse", once="a-1", ride=str(ride.pk), reason="care", to="care") == "done"
    assert Refusal.objects.get().taken_over_at == AT_TWO
    assert act(night, "refuse", once="a-2", ride=str(ride.pk), reason="no_reason", to="") == "already"


def test_the_second_part_of_a_group_is_known_by_the_act_that_made_it(night: Night) -> None:
    ride = make_ride(night=night, party_size=5)

    assert act(night, "split", once="a-1", ride=str(ride.pk), size="2") == "done"
    assert act(night, "leave", once="a-2", van=str(night.vans.all()[0].pk), rides="a-1") == "done"

    ride.refresh_from_db()
    assert (ride.party_size, ride.state) == (3, "here")
    assert Ride.objects.get(once="a-1").state == "aboard"


def test_vans_are_held_let_go_break_down_and_are_mended(night: Night) -> None:
    van = str(night.vans.all()[0].pk)

    outcomes = [act(night, name, once=name, van=van) for name in ("hold", "release", "down", "mend", "back")]

    assert outcomes == ["done", "done", "done", "done", "already"]


def test_a_van_comes_back_once_everyone_is_home(night: Night) -> None:
    ride = make_ride(night=night)
    van = str(let_leave(night, ride).van_id)

    assert act(night, "back", once="a-1", van=van) == "not_as_is"
    assert act(night, "drop", once="a-2", ride=str(ride.pk)) == "done"
    assert act(night, "back", once="a-3", van=van) == "done"


def test_an_act_made_on_another_night_changes_nothing(night: Night, tablet: WatchfulClient) -> None:
    ride = make_ride(night=night)

    answer = tablet.post(
        reverse("shuttles:on_site_act"), {"token": "a-1", "name": "absent", "ride": ride.pk, "night": night.pk + 1}
    )

    ride.refresh_from_db()
    assert answer.json()["outcome"] == "not_understood"
    assert ride.state == "here"


def test_the_night_is_closed_from_the_screen_which_then_forgets_it(night: Night, tablet: WatchfulClient) -> None:
    ride = make_ride(night=night)
    van = let_leave(night, ride).van
    running.drop(ride=ride, at=AT_TWO, by=STEWARD, now=AT_TWO)
    running.bring_back(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)

    answer = tablet.post(
        reverse("shuttles:on_site_close"), {"coins": "12.50", f"km_{van.pk}": "31.4", "is_early": "on"}
    )

    night.refresh_from_db()
    van.refresh_from_db()
    assert night.state == Night.State.CLOSED
    assert (night.coins_cents, float(van.km or 0)) == (1250, 31.4)
    assert answer.cookies["serein_night"].value == ""
    assert "data-wipe" in answer.content.decode()


def test_closing_before_the_announced_end_is_confirmed_and_before_the_first_van_is_refused(
    night: Night, tablet: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("shuttles:on_site_close")

    unconfirmed = tablet.post(address, {"coins": ""})
    monkeypatch.setattr(clock, "now", lambda: night.starts_at - timedelta(minutes=5))
    early = tablet.post(address, {"coins": "", "is_early": "on"})

    assert list(unconfirmed.context["form"].errors) == ["is_early"]
    assert list(early.context["form"].errors) == ["__all__"]
    night.refresh_from_db()
    assert night.state == Night.State.RUNNING
    monkeypatch.setattr(clock, "now", lambda: night.ends_at)
    assert tablet.post(address, {"coins": ""}).status_code == 200


def test_a_night_called_off_before_its_first_van_is_closed_without_waiting_for_it(night: Night) -> None:
    early = night.starts_at - timedelta(minutes=5)
    with pytest.raises(nights.NotBegun):
        nights.close_night(night=night, by=STEWARD, now=early)

    calling_off.call_off(night=night, reason="weather", by=STEWARD, now=early)

    assert nights.close_night(night=night, by=STEWARD, now=early).state == Night.State.CLOSED


@pytest.mark.parametrize("name", ["on_site_act", "driver_act"])
def test_an_act_without_its_token_is_refused_in_words_and_nothing_is_done(night: Night, name: str) -> None:
    ride = make_ride(night=night)
    device = enrol(night, "driver" if name == "driver_act" else "steward")

    answer = device.post(reverse(f"shuttles:{name}"), {"name": "absent", "ride": ride.pk, "night": night.pk})

    ride.refresh_from_db()
    assert answer.status_code == 400
    assert "jeton" in answer.json()["detail"]
    assert ride.state == "here"
    assert not Act.objects.exists()


def test_the_clocks_of_the_screens_go_by_the_communes_time_zone_wherever_the_device_comes_from(
    tablet: WatchfulClient,
) -> None:
    for name in ("on_site", "on_site_kept"):
        assert 'data-time-zone="Europe/Brussels"' in tablet.get(reverse(f"shuttles:{name}")).content.decode()


def test_streets_outside_the_zone_are_marked(night: Night, tablet: WatchfulClient) -> None:
    street = territory.make_street("Rue de la Gare", "Stationsstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()

    (told,) = tablet.get(reverse("shuttles:on_site_streets")).json()

    assert told["name"] == "Rue de la Gare"
    assert told["names"] == ["Rue de la Gare", "Stationsstraat"]
    assert told["outside"] is False


@pytest.mark.harm("H16")
def test_the_run_sheet_is_printed_without_names_and_journalled(night: Night, tablet: WatchfulClient) -> None:
    ride = make_ride(night=night, to=door(812, 433, LABEL))
    van = let_leave(night, ride).van

    sheet = tablet.get(reverse("shuttles:on_site_manifest", args=[van.pk]))

    assert sheet["Content-Type"] == "application/pdf"
    assert "no-store" in sheet["Cache-Control"]
    assert sheet.content.startswith(b"%PDF")
    entry = JournalEntry.objects.get(act="sealed.read", about_kind="shuttles.nightvan")
    assert entry.identifiers["why"] == "manifest"
    assert entry.about_id == str(van.pk)


def test_a_run_sheet_of_another_nights_van_is_not_there(night: Night, tablet: WatchfulClient) -> None:
    other = make_night(event=night.event, starts_at=night.starts_at + timedelta(minutes=1))

    assert tablet.get(reverse("shuttles:on_site_manifest", args=[other.vans.all()[0].pk])).status_code == 404
