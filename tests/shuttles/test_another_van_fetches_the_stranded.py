"""A van breaks down between the waiting point and the doors: another one fetches those who stand there."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from serein.kit import clock
from serein.kit.models import OutboxMail
from serein.shuttles.manifest import list_stops
from serein.shuttles.models import Act, Duty, Night, NightVan, Ride
from serein.shuttles.operations import nights, running, stranding
from serein.shuttles.queries.desk import read_desk
from serein.shuttles.queries.on_site import read_state
from serein.shuttles.queries.running import open_places
from serein.shuttles.queries.ticket import read_ticket
from serein.territory.where import Where
from tests.client import WatchfulClient
from tests.shuttles.make import AT_TWO, STEWARD, door, let_leave, make_night, make_ride, make_van
from tests.shuttles.test_a_device_works_on_one_night import enrol
from tests.territory import make as territory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.promise("B4a"),
    pytest.mark.harm("H15"),
    pytest.mark.usefixtures("at_two"),
]
MINUTE = timedelta(minutes=1)
LATER = AT_TWO + 6 * MINUTE


def roadside() -> Where:
    return door(1000, 200, "Rue du Fossé 12, 7700 Valserein")


def near() -> Where:
    return door(1400, 200, "Rue du Lin 3, 7700 Valserein")


def far() -> Where:
    return door(2400, 300, "Rue Haute 71, 7700 Valserein")


@pytest.fixture
def aboard(night: Night) -> list[Ride]:
    """Two groups on board of the first van; the third of the night stays at the waiting point."""
    groups = [make_ride(night=night, to=far(), party_size=3), make_ride(night=night, to=near())]
    let_leave(night, *groups, van=night.vans.all()[0])
    return groups


def break_down(night: Night, stands: Any = None, *, van: int = 0) -> None:
    its = night.vans.all()[van]
    running.break_down(van=its, stands=stands or roadside(), at=LATER, by=STEWARD, now=LATER)
    night.refresh_from_db()


def relief_of(night: Night) -> list[dict[str, Any]]:
    night.refresh_from_db()
    return [run for run in night.plan if run.get("relief")]


def stops_of(run: dict[str, Any]) -> list[tuple[int, str]]:
    return [(stop["ride"], stop["act"]) for stop in run["stops"]]


def van_of(run: dict[str, Any]) -> NightVan:
    return NightVan.objects.get(pk=run["van"])


def send(device: WatchfulClient, night: Night, name: str, *, to: str = "shuttles:driver_act", **values: Any) -> Any:
    values |= {"token": f"a-{Act.objects.count()}", "name": name, "night": night.pk}
    return device.post(reverse(to), values, headers={"accept": "*/*"}).json()


def test_another_van_is_sent_to_where_they_stand_and_from_there_to_their_doors(
    night: Night, aboard: list[Ride]
) -> None:
    first, second = aboard
    waits = make_ride(night=night, now=LATER)
    break_down(night)

    (run,) = relief_of(night)
    assert run["van"] != night.vans.all()[0].pk
    assert stops_of(run) == [(first.pk, "up"), (second.pk, "up"), (second.pk, "off"), (first.pk, "off")]
    assert 0 < run["stops"][0]["at"] - run["leaves"] == pytest.approx(2.9, abs=0.2)
    assert run["stops"][2]["at"] > run["stops"][0]["at"] + 2
    venue = [row for row in night.plan if not row.get("relief") and not row.get("aboard")]
    assert [stop["ride"] for row in venue for stop in row["stops"]] == [waits.pk]


def test_a_van_under_way_goes_to_them_from_its_last_door_if_it_is_there_first() -> None:
    night = make_night(vans=2)
    broken, other = night.vans.all()
    stranded = make_ride(night=night, to=far())
    last = make_ride(night=night, to=door(1100, 200))
    let_leave(night, stranded, van=broken)
    let_leave(night, last, van=other)
    break_down(night)

    (run,) = relief_of(night)
    home = next(
        stop["at"] for row in night.plan if row.get("aboard") for stop in row["stops"] if row["van"] == other.pk
    )
    assert run["van"] == other.pk
    assert run["leaves"] == pytest.approx(home + 1, abs=0.1)
    assert run["stops"][0]["at"] - run["leaves"] < 1
    assert NightVan.objects.get(pk=other.pk).back_at == night.moment_of(run["back"])


def test_the_ticket_tells_in_minutes_that_another_van_comes_and_not_where(night: Night, aboard: list[Ride]) -> None:
    break_down(night)

    ride = Ride.objects.get(pk=aboard[0].pk)
    with override("en"):
        ticket = read_ticket(ride, now=LATER)
        title = ticket.title
    assert title == "Your van broke down. Another van fetches you in about 3 minutes"
    assert ticket.has_left
    assert ride.promised_off_at < ride.told_off_at
    assert ticket.off_at <= ride.told_off_at


def test_who_gave_a_mail_address_is_told_that_another_van_comes(night: Night) -> None:
    ride = make_ride(night=night, to=far(), contact={"mail": "chloe@example.org"})
    let_leave(night, ride, van=night.vans.all()[0])
    at = AT_TWO + 25 * MINUTE
    running.break_down(van=night.vans.all()[0], stands=roadside(), at=at, by=STEWARD, now=at)

    (body,) = OutboxMail.objects.values_list("body", flat=True)
    assert "Votre navette est en panne, numéro 1" in body
    assert "Fossé" not in body


@pytest.mark.harm("H16")
def test_the_other_drivers_next_stop_is_that_place_with_all_who_stand_there_and_no_door(
    night: Night, aboard: list[Ride]
) -> None:
    phone = enrol(night, Duty.Task.DRIVER, van=1)
    break_down(night)

    told = phone.get(reverse("shuttles:driver_state")).json()

    assert told["stop"]["street"] == "Rue du Fossé 12"
    assert told["stop"]["act"] == "up"
    assert (told["stop"]["number"], told["stop"]["size"]) == (1, 3)
    assert [(one["number"], one["size"]) for one in told["stop"]["others"]] == [(2, 2)]
    assert "Haute" not in json.dumps(told)
    assert "Lin" not in json.dumps(told)
    assert told["trip"] == ""
    assert told["left"] == 4


def test_stop_by_stop_the_other_van_fetches_them_and_brings_each_home(
    night: Night, aboard: list[Ride], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = aboard
    phone = enrol(night, Duty.Task.DRIVER, van=1)
    relief = night.vans.all()[1]
    break_down(night)
    monkeypatch.setattr(clock, "now", lambda: LATER + MINUTE)

    seen = [send(phone, night, "leave", van=relief.pk, rides=f"{first.pk},{second.pk}")]
    trip = phone.get(reverse("shuttles:driver_trip")).json()
    for name, ride in (("arrived", first), ("board", first), ("board", second), ("drop", second), ("drop", first)):
        values: dict[str, Any] = {"ride": ride.pk} | ({"van": relief.pk} if name == "board" else {})
        seen.append(send(phone, night, name, **values))
    seen.append(send(phone, night, "back", van=relief.pk))

    assert [one["outcome"] for one in seen] == ["done"] * 7
    stops = [one["state"]["stop"] for one in seen]
    assert [(stop["number"], stop["act"]) if stop else None for stop in stops] == [
        (1, "up"), (1, "up"), (2, "up"), (2, "off"), (1, "off"), None, None,
    ]  # fmt: skip
    assert [stop["street"] for stop in trip] == ["Rue du Fossé 12", "Rue du Fossé 12", "Rue du Lin 3", "Rue Haute 71"]
    assert set(night.rides.values_list("state", "van", "stranded_at")) == {(Ride.State.HOME, relief.pk, None)}
    trip_of_it = night.trips.get(van=relief)
    assert trip_of_it.back_at is not None
    assert trip_of_it.km == pytest.approx(2 * 2.42 * 1.4, rel=0.03)


def test_a_van_is_not_back_before_it_has_fetched_whom_it_set_out_for(night: Night, aboard: list[Ride]) -> None:
    break_down(night)
    relief = night.vans.all()[1]
    running.leave(night=night, van=relief, rides=aboard, at=LATER, by=STEWARD, now=LATER)

    with pytest.raises(running.NotAsIs, match="it is to fetch them"):
        running.bring_back(van=relief, at=LATER, by=STEWARD, now=LATER)
    with pytest.raises(nights.NotOver) as open_:
        nights.close_night(night=night, by=STEWARD, now=night.ends_at)
    assert open_.value.waiting == 2


def test_a_van_that_has_set_out_is_not_called_off_by_one_that_could_be_there_sooner(
    night: Night, aboard: list[Ride]
) -> None:
    break_down(night)
    (run,) = relief_of(night)
    chosen = van_of(run)
    running.leave(night=night, van=chosen, rides=aboard, at=LATER, by=STEWARD, now=LATER)

    make_ride(night=night, now=LATER + 2 * MINUTE)

    (run,) = relief_of(night)
    assert run["van"] == chosen.pk
    assert run["stops"][0]["at"] == pytest.approx(night.minute_of(LATER) + 2.9, abs=0.1)


def test_those_who_stand_at_one_place_stay_with_the_van_that_took_the_first(night: Night, aboard: list[Ride]) -> None:
    break_down(night)
    relief = van_of(relief_of(night)[0])

    there = LATER + 5 * MINUTE
    running.board(ride=aboard[0], van=relief, at=there, by=STEWARD, now=there)

    (run,) = relief_of(night)
    first, second = aboard
    assert run["van"] == relief.pk
    assert stops_of(run) == [(second.pk, "up"), (second.pk, "off"), (first.pk, "off")]


def test_if_the_other_van_breaks_down_too_a_third_one_fetches_them(night: Night, aboard: list[Ride]) -> None:
    break_down(night)
    running.leave(night=night, van=night.vans.all()[1], rides=aboard, at=LATER, by=STEWARD, now=LATER)

    break_down(night, van=1)

    (run,) = relief_of(night)
    assert run["van"] == night.vans.all()[2].pk
    assert len(run["stops"]) == 4


def test_two_small_vans_share_those_whom_a_large_one_left() -> None:
    night = make_night(vans=[make_van(seats=8), make_van(seats=4), make_van(seats=4)])
    groups = [make_ride(night=night, to=far(), party_size=4), make_ride(night=night, to=near(), party_size=4)]
    let_leave(night, *groups, van=night.vans.all()[0])

    break_down(night)

    runs = relief_of(night)
    assert {run["van"] for run in runs} == {van.pk for van in night.vans.all()[1:]}
    assert sorted(ride for run in runs for ride, act in stops_of(run) if act == "up") == [ride.pk for ride in groups]


def test_without_another_van_they_are_told_so_and_fetched_once_one_is_mended() -> None:
    night = make_night(vans=1)
    ride = make_ride(night=night, to=far())
    let_leave(night, ride)
    break_down(night)

    ride.refresh_from_db()
    with override("en"):
        title = read_ticket(ride, now=LATER).title
    assert title == "Your van broke down. We look for another one for you, and you keep your number"
    assert ride.unplanned_at == LATER
    running.mend_van(van=night.vans.get(), at=LATER + 20 * MINUTE, by=STEWARD, now=LATER + 20 * MINUTE)
    (run,) = relief_of(night)
    assert stops_of(run) == [(ride.pk, "up"), (ride.pk, "off")]


def test_at_the_last_stop_is_where_the_van_last_brought_somebody_home(night: Night, aboard: list[Ride]) -> None:
    first, second = aboard
    running.drop(ride=second, at=LATER, by=STEWARD, now=LATER)

    break_down(night, stranding.AT_THE_LAST_STOP)

    first.refresh_from_db()
    start = open_places(first).start
    assert start is not None
    assert start.spot == open_places(second).to.spot
    assert first.stranded_at == LATER


@pytest.mark.parametrize("stands", [stranding.AT_THE_POINT, stranding.AT_THE_LAST_STOP])
def test_a_van_that_had_not_left_the_waiting_point_strands_nobody(
    night: Night, aboard: list[Ride], stands: str
) -> None:
    break_down(night, stands)

    assert relief_of(night) == []
    assert set(night.rides.values_list("state", "stranded_at", "is_urgent")) == {(Ride.State.HERE, None, True)}


def test_where_nobody_told_where_they_stand_no_van_is_sent_from_the_waiting_point_with_them(night: Night) -> None:
    """The tablet tells late, without network, who had left; the driver had told before that the van is down."""
    ride, van = make_ride(night=night, to=far()), night.vans.all()[0]
    running.break_down(van=van, at=LATER, by=STEWARD, now=LATER)
    late = LATER + 5 * MINUTE
    running.leave(night=night, van=van, rides=[ride], at=AT_TWO, by=STEWARD, now=late)

    night.refresh_from_db()
    ride.refresh_from_db()
    assert ride.stranded_at == LATER
    assert [run for run in night.plan if run["stops"]] == []
    stranding.note_where(rides=[ride], stands=roadside(), by=STEWARD, now=late)
    (run,) = relief_of(night)
    assert stops_of(run) == [(ride.pk, "up"), (ride.pk, "off")]
    with pytest.raises(stranding.NotStranded):
        stranding.note_where(rides=[make_ride(night=night, now=late)], stands=roadside(), by=STEWARD, now=late)


def test_the_driver_tells_the_street_and_the_tablet_tells_it_again(night: Night, aboard: list[Ride]) -> None:
    street = territory.make_street(name_fr="Rue de la Borne")
    territory.make_address(street, "8", lat=50.7390, lon=3.0528)
    territory.tell_all_processes()
    phone, tablet = enrol(night, Duty.Task.DRIVER), enrol(night)
    van = night.vans.all()[0]

    down = send(phone, night, "down", van=van.pk, stands="street", street=street.pk, number="8")

    assert down["outcome"] == "done"
    (run,) = relief_of(night)
    groups = tablet.get(reverse("shuttles:on_site_state")).json()["groups"]
    assert [(group["from"], group["stranded"], group["urgent"]) for group in groups] == [
        ("Rue de la Borne", True, True)
    ] * 2
    rides = ",".join(str(ride.pk) for ride in aboard)
    back = send(tablet, night, "stand", to="shuttles:on_site_act", rides=rides, stands="point")
    assert back["outcome"] == "done"
    assert [group["stranded"] for group in back["state"]["groups"]] == [False, False]
    assert relief_of(night) == []
    assert run["stops"]
    again = send(tablet, night, "stand", to="shuttles:on_site_act", rides=rides, stands="point")
    assert again["outcome"] == "not_as_is"


def test_a_van_comes_back_for_those_who_walked_to_the_waiting_point_themselves(
    night: Night, aboard: list[Ride]
) -> None:
    break_down(night)
    relief = night.vans.all()[1]
    running.leave(night=night, van=relief, rides=aboard, at=LATER, by=STEWARD, now=LATER)

    stranding.note_where(rides=aboard, stands=stranding.AT_THE_POINT, by=STEWARD, now=LATER)
    running.bring_back(van=relief, at=LATER, by=STEWARD, now=LATER)

    assert not night.rides.exclude(state=Ride.State.HERE, stranded_at=None, van=None, trip=None).exists()


def test_a_steward_who_does_not_know_yet_says_so_and_no_van_is_sent(night: Night, aboard: list[Ride]) -> None:
    tablet, van = enrol(night), night.vans.all()[0]

    told = send(tablet, night, "down", to="shuttles:on_site_act", van=van.pk, stands="somewhere")

    assert told["outcome"] == "done"
    assert [(group["stranded"], group["from"]) for group in told["state"]["groups"]] == [(True, "")] * 2
    assert relief_of(night) == []


def test_a_driver_lets_nobody_leave_from_the_waiting_point(night: Night) -> None:
    phone, ride = enrol(night, Duty.Task.DRIVER), make_ride(night=night)

    told = send(phone, night, "leave", van=night.vans.all()[0].pk, rides=ride.pk)

    assert told["outcome"] == "not_yours"
    assert night.vans.all()[0].state == NightVan.State.READY


def test_the_run_sheet_on_paper_leads_to_them_first(night: Night, aboard: list[Ride]) -> None:
    first, second = aboard
    break_down(night)
    (run,) = relief_of(night)

    stops = list_stops(night, van_of(run))

    assert [(ride.pk, is_up) for ride, is_up, _at in stops] == [
        (first.pk, True), (second.pk, True), (second.pk, False), (first.pk, False),
    ]  # fmt: skip


def test_the_desk_counts_them_apart_from_those_at_the_waiting_point(night: Night, aboard: list[Ride]) -> None:
    make_ride(night=night, party_size=4, now=LATER)
    break_down(night)

    desk = read_desk(night=night, now=LATER)

    assert (desk.stranded, desk.counts) == (5, {"here": 4})
    assert not desk.is_empty


def test_the_tablet_reads_the_stranded_in_as_many_queries_as_anybody(
    night: Night, aboard: list[Ride], django_assert_num_queries: Any
) -> None:
    break_down(night)
    night = Night.objects.select_related("event").get(pk=night.pk)

    with django_assert_num_queries(3):
        state = read_state(night=night, language="fr", now=LATER)

    (run,) = [run for run in state["runs"] if run["relief"]]
    assert run["groups"] == [ride.pk for ride in aboard]
    assert LATER < datetime.fromtimestamp(run["there"] / 1000, UTC) < LATER + 5 * MINUTE
