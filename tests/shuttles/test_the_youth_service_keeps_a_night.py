"""The Youth service plans a night, proves what must be in order, opens, closes and counts it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.nightlife.models import Event
from serein.people.models import Organisation
from serein.shuttles.forms.desk import at_night
from serein.shuttles.models import Duty, Hold, Night, NightFigures, NightVan, Proof, Requirement, Ride, Van
from serein.shuttles.operations import calling_off, erasing, nights
from serein.shuttles.queries.forecast import forecast_of
from serein.territory import memory
from tests.client import WatchfulClient
from tests.listening.make import url as _url
from tests.people.make import BRUSSELS, make_account, make_organisation
from tests.queries import at_most
from tests.shuttles.make import (
    AT_TWO,
    ENDS,
    STARTS,
    let_leave,
    make_event,
    make_night,
    make_requirement,
    make_ride,
    make_van,
)
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2"), pytest.mark.usefixtures("at_two")]


def url(name: str, *args: object) -> str:
    return _url(f"shuttles:{name}", *args)


def told(van: Van, organiser: Organisation, **changes: Any) -> dict[str, Any]:
    values = {
        "name_fr": "Bal des jeunes", "name_nl": "Jeugdbal", "organiser": organiser.pk, "place_fr": "Grand-Place",
        "place_nl": "Grote Markt", "venue": "Rue du Moulin 12", "begins_at": "20:00", "expected_people": "400",
        "on": "2026-07-04", "first_at": "00:30", "last_at": "05:00", "mode": "returns", "waiting_fr": "Sous l'horloge",
        "waiting_nl": "Onder de klok", "price": "1.50", "longest_ride_minutes": "45", "who_fr": "Tous",
        "who_nl": "Iedereen",
        "access_fr": "Oui", "access_nl": "Ja", "other_ways_fr": "Taxis", "other_ways_nl": "Taxi's", "vans": [van.pk],
    }  # fmt: skip
    return values | changes


@pytest.fixture
def street(db: None) -> None:
    territory.make_commune()
    territory.make_address(territory.make_street(), "12", lat=50.7310, lon=3.0510)
    memory.changed("communes", "streets")


@pytest.mark.usefixtures("street")
def test_a_night_is_planned_with_its_event_and_not_public_before_it_is_published(chloe: WatchfulClient) -> None:
    answer = chloe.post(url("plan_night"), told(make_van(), make_organisation()))

    night = Night.objects.get()
    assert answer.status_code == 302
    assert (night.state, night.price_cents, night.vans.count()) == ("draft", 150, 1)
    assert night.starts_at == datetime(2026, 7, 5, 0, 30, tzinfo=BRUSSELS)
    assert Event.objects.get().starts_at == datetime(2026, 7, 4, 20, 0, tzinfo=BRUSSELS)
    assert WatchfulClient().get(url("night", night.pk)).status_code == 404


@pytest.mark.usefixtures("street")
def test_bad_values_are_named_and_nothing_is_half_written(chloe: WatchfulClient) -> None:
    values = told(make_van(), make_organisation(), venue="Nulle part 1", last_at="00:10", price="-1")

    answer = chloe.post(url("plan_night"), values)

    assert answer.status_code == 422
    assert {"venue", "last_at", "price"} <= set(answer.context["form"].errors)
    assert not Night.objects.exists()
    assert not Event.objects.exists()


def test_what_is_missing_is_named_and_then_the_night_opens(chloe: WatchfulClient) -> None:
    night = make_night(state=Night.State.PUBLISHED, vans=1)
    row = make_requirement(is_proved=False)
    night.duties.all().delete()

    page = chloe.get(url("desk_night", night.pk)).content.decode()
    chloe.post(url("move_night", night.pk), {"step": "open"})
    night.refresh_from_db()
    assert "Assurance" in page
    assert night.state == Night.State.PUBLISHED

    proof = {f"{row.pk}-reference": "A-7", f"{row.pk}-valid_from": "2026-01-01", f"{row.pk}-valid_until": "2026-12-31"}
    chloe.post(url("prove_requirement", row.pk), proof)
    van = night.vans.get()
    chloe.post(url("give_duty", night.pk), {"task": "driver", "name": "Bart", "van": van.pk})
    chloe.post(url("give_duty", night.pk), {"task": "steward", "name": "Driss"})
    chloe.post(url("move_night", night.pk), {"step": "open"})

    night.refresh_from_db()
    assert night.state == Night.State.RUNNING


def test_a_proof_that_ended_the_day_before_keeps_the_night_closed() -> None:
    night = make_night(state=Night.State.PUBLISHED)
    row = make_requirement(is_proved=False)
    Proof.objects.create(
        requirement=row, reference="old", valid_from=date(2026, 1, 1), valid_until=date(2026, 6, 19), entered_at=STARTS
    )

    with pytest.raises(nights.NotReady) as refusal:
        nights.open_night(night=night, by=SYSTEM, now=STARTS)

    assert refusal.value.missing == ["requirement:insurance"]


def test_nothing_about_the_law_is_in_the_code_the_usual_rows_can_be_changed(chloe: WatchfulClient) -> None:
    chloe.post(url("usual_requirements"))
    row = Requirement.objects.get(code="declaration")
    assert "à vérifier" in row.source

    values = {"code": "declaration", "name_fr": "Déclaration", "name_nl": "Aangifte", "source": "Lettre du 3 mai"}
    chloe.post(url("desk_requirements"), values)
    chloe.post(url("usual_requirements"))

    row.refresh_from_db()
    assert (Requirement.objects.count(), row.source, row.is_required) == (4, "Lettre du 3 mai", False)


def test_one_person_has_one_task_and_a_van_one_driver(chloe: WatchfulClient) -> None:
    night = make_night(vans=2)
    first, second = night.vans.all()

    answer = chloe.post(url("give_duty", night.pk), {"task": "driver", "name": "bart 1", "van": second.pk})

    assert answer.status_code == 422
    assert Duty.objects.filter(name__iexact="bart 1").count() == 1
    with pytest.raises(nights.WorksAlready):
        nights.give_duty(night=night, task="driver", name="Amina", van=first, by=SYSTEM, now=AT_TWO)


def test_nobody_is_on_two_nights_at_the_same_hours_and_it_is_said_where_they_drive(chloe: WatchfulClient) -> None:
    make_night(state=Night.State.DRAFT, vans=1)
    night = make_night(state=Night.State.DRAFT, vans=1, starts_at=STARTS + timedelta(hours=1))
    night.duties.all().delete()
    van = night.vans.get()

    answer = chloe.post(url("give_duty", night.pk), {"task": "driver", "name": "BART 1", "van": van.pk})
    also_steward = chloe.post(url("give_duty", night.pk), {"task": "dispatcher", "name": "Driss"})

    assert answer.status_code == also_steward.status_code == 422
    (sentence,) = answer.context["duty_form"].errors["name"]
    assert sentence.startswith("Bart 1 conduit déjà Van ")
    assert "Fête de la musique, 20 juin 2026, de 00:30 à 05:00" in sentence
    assert not night.duties.exists()


def test_somebody_dispatches_two_nights_at_once_and_drives_on_two_that_follow_each_other(night: Night) -> None:
    other = make_night(state=Night.State.DRAFT, vans=0, starts_at=STARTS + timedelta(hours=1))
    later = make_night(state=Night.State.DRAFT, vans=1, starts_at=ENDS, ends_at=ENDS + timedelta(hours=3))
    later.duties.all().delete()

    for its in (night, other):
        nights.give_duty(night=its, task="dispatcher", name="Eve", by=SYSTEM, now=AT_TWO)
    nights.give_duty(night=later, task="driver", name="Bart 1", van=later.vans.get(), by=SYSTEM, now=AT_TWO)

    assert Duty.objects.filter(name="Eve").count() == Duty.objects.filter(name="Bart 1").count() == 2


def test_a_night_does_not_move_to_hours_at_which_its_crew_or_its_vans_drive_elsewhere(night: Night) -> None:
    week = timedelta(days=7)
    vans = [row.van for row in night.vans.all()]
    for state, whose in ((Night.State.DRAFT, "Bart 1"), (Night.State.PUBLISHED, "Amina")):
        other = make_night(state=state, vans=vans[:1], starts_at=STARTS + week, ends_at=ENDS + week)
        other.duties.filter(task="driver").update(name=whose)
        other.duties.filter(task="steward").update(name=f"Chloé {state}")

        with pytest.raises(nights.WorksAlready):
            nights.change_night(night=other, values={"starts_at": STARTS, "ends_at": ENDS}, by=SYSTEM, now=AT_TWO)


def test_a_van_without_seats_is_refused_with_what_is_accepted(chloe: WatchfulClient) -> None:
    answer = chloe.post(
        url("desk_vans"),
        {"name": "Van", "seats": 0, "wheelchair_places": 0, "seats_per_wheelchair": 2, "cents_per_km": 0},
    )

    assert answer.status_code == 422
    assert "60" in str(answer.context["form"].errors["seats"])
    assert not Van.objects.exists()


def test_a_night_lacking_a_dutch_text_is_not_published(chloe: WatchfulClient) -> None:
    night = make_night(state=Night.State.DRAFT, who_nl="")

    chloe.post(url("move_night", night.pk), {"step": "publish"})

    night.refresh_from_db()
    assert night.state == Night.State.DRAFT


def test_hours_stay_while_riders_hold_promises_and_words_may_change(night: Night) -> None:
    make_ride(night=night)

    with pytest.raises(nights.ArePromised):
        nights.change_night(night=night, values={"ends_at": ENDS - timedelta(hours=2)}, by=SYSTEM, now=AT_TWO)
    changed = nights.change_night(night=night, values={"who_fr": "Tout le monde"}, by=SYSTEM, now=AT_TWO)

    assert changed.who_fr == "Tout le monde"


def test_a_night_is_copied_without_its_people(chloe: WatchfulClient) -> None:
    night = make_night(vans=2)
    make_ride(night=night)

    chloe.post(
        url("copy_night", night.pk), {"on": "2026-08-14", "first_at": "00:30", "name_fr": "Fête", "name_nl": "Feest"}
    )

    copied = Night.objects.exclude(pk=night.pk).get()
    assert (copied.state, copied.vans.count(), copied.duties.count(), copied.rides.count()) == ("draft", 2, 0, 0)
    assert copied.starts_at == datetime(2026, 8, 15, 0, 30, tzinfo=BRUSSELS)
    assert copied.ends_at - copied.starts_at == night.ends_at - night.starts_at


def test_closing_counts_coins_kilometres_waits_and_kept_promises(chloe: WatchfulClient) -> None:
    night = make_night(vans=[make_van(cents_per_km=100)])
    make_ride(night=night, party_size=2, state=Ride.State.BOOKED, now=AT_TWO - timedelta(hours=1))
    ride = make_ride(night=night, party_size=3, state=Ride.State.HOME, now=AT_TWO - timedelta(minutes=40))
    van = NightVan.objects.get()

    answer = chloe.post(url("close_night", night.pk), {"coins": "3.00", f"km_{van.pk}": "12.5"})

    figures = NightFigures.objects.get()
    assert answer.status_code == 302
    assert (figures.carried, figures.absent, figures.asked, figures.kept) == (3, 2, 5, 3)
    assert (figures.coins_cents, figures.cost_cents, float(figures.km)) == (300, 1250, 12.5)
    assert figures.median_wait_minutes == 0
    assert ride.was_kept


def test_a_night_with_somebody_out_is_not_closed_from_the_desk_either(chloe: WatchfulClient, night: Night) -> None:
    let_leave(night, make_ride(night=night))

    answer = chloe.post(url("close_night", night.pk), {})

    night.refresh_from_db()
    assert answer.status_code == 422
    assert night.state == Night.State.RUNNING


def test_a_night_called_off_tells_who_booked() -> None:
    night = make_night(state=Night.State.PUBLISHED)
    ride = make_ride(night=night, state=Ride.State.BOOKED, contact={"mail": "chloe@example.org"}, now=STARTS)

    calling_off.call_off(night=night, reason="crew", by=SYSTEM, now=STARTS)

    ride.refresh_from_db()
    night.refresh_from_db()
    assert (ride.state, night.state) == ("cancelled", "cancelled")


def test_three_nights_make_a_forecast_with_an_interval_and_two_make_none() -> None:
    for asked in (40, 60):
        _driven(asked)
    night = make_night(state=Night.State.DRAFT, event=make_event())
    assert forecast_of(night=night) is None

    _driven(50)

    found = forecast_of(night=night)
    assert found is not None
    assert 40 < found.riders < 60
    assert found.low < 40 < 60 < found.high


def test_the_curve_says_what_more_vans_would_mean(chloe: WatchfulClient) -> None:
    night = make_night(state=Night.State.DRAFT)

    chloe.post(url("size_night", night.pk), {"riders": "12"})
    page = chloe.get(url("desk_night", night.pk)).content.decode()

    night.refresh_from_db()
    rows = night.sizing["rows"]
    assert [row["vans"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert rows[0]["mean"] >= rows[5]["mean"]
    assert rows[0]["good"] <= rows[0]["mean"] <= rows[0]["bad"]
    assert "12" in page
    assert chloe.post(url("size_night", night.pk), {"riders": "a lot"}).status_code == 302


def test_the_rides_page_shows_numbers_and_no_address_and_holds_one(chloe: WatchfulClient, night: Night) -> None:
    ride = make_ride(night=night)

    page = chloe.get(url("desk_rides", night.pk))
    answer = chloe.post(
        url("hold_ride", night.pk, ride.pk), {f"{ride.pk}-reason": "insurance", f"{ride.pk}-until": "2026-07-20"}
    )

    assert "Rue du Lin" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert answer.status_code == 302
    assert Hold.objects.get().ride_id == ride.pk


def test_a_ride_is_kept_no_longer_once_the_service_says_so_and_the_journal_knows(
    chloe: WatchfulClient, night: Night
) -> None:
    ride = make_ride(night=night)
    erasing.hold_ride(ride=ride, reason="insurance", until=date(2026, 7, 20), by=SYSTEM, now=AT_TWO)
    address = url("lift_hold", night.pk, ride.pk)
    assert address in chloe.get(url("desk_rides", night.pk)).content.decode()

    answer = chloe.post(address)

    ride.refresh_from_db()
    assert answer.status_code == 302
    assert not Hold.objects.exists()
    assert ride.key_day == date(2026, 6, 21)
    assert JournalEntry.objects.filter(act="ride.released", about_id=str(ride.pk)).count() == 1
    assert chloe.post(address).status_code == 404


def test_who_is_not_of_the_service_lifts_no_hold(client: WatchfulClient, night: Night) -> None:
    ride = make_ride(night=night)
    erasing.hold_ride(ride=ride, reason="insurance", until=date(2026, 7, 20), by=SYSTEM, now=AT_TWO)
    client.force_login(make_account("Eve"))

    assert client.post(url("lift_hold", night.pk, ride.pk)).status_code == 404
    assert Hold.objects.exists()


def test_the_calendar_and_a_night_are_read_in_few_queries(chloe: WatchfulClient) -> None:
    for _night in range(4):
        make_ride(night=make_night())
    night = Night.objects.order_by("pk")[0]
    chloe.get(url("desk_nights"))

    with at_most(11):
        chloe.get(url("desk_nights"))
    with at_most(19):
        chloe.get(url("desk_night", night.pk))


@pytest.mark.parametrize("name", ["desk_nights", "plan_night", "desk_requirements", "desk_vans"])
def test_who_is_not_of_the_service_sees_nothing(client: WatchfulClient, name: str) -> None:
    client.force_login(make_account("Eve"))

    assert client.get(url(name)).status_code == 404


@pytest.mark.parametrize("name", ["desk_night", "desk_rides", "close_night", "change_night", "copy_night"])
def test_who_is_not_of_the_service_sees_no_night(client: WatchfulClient, night: Night, name: str) -> None:
    client.force_login(make_account("Eve"))

    assert client.get(url(name, night.pk)).status_code == 404


def test_the_second_half_past_two_is_another_moment_than_the_first() -> None:
    sunday = date(2026, 10, 24)

    first, last = (at_night(sunday, time(2, 30), fold=fold) for fold in (0, 1))

    assert last - first == timedelta(hours=1)


def test_minutes_of_the_night_truly_pass_when_the_clock_changes() -> None:
    night = make_night(
        starts_at=datetime(2026, 10, 25, 0, 30, tzinfo=BRUSSELS), ends_at=datetime(2026, 10, 25, 5, 0, tzinfo=BRUSSELS)
    )

    assert night.minute_of(datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BRUSSELS)) == 180
    assert night.minute_of(night.ends_at) == 330


def test_the_desk_speaks_dutch(chloe: WatchfulClient, night: Night) -> None:
    with override("nl"):
        address = reverse("shuttles:desk_night", args=[night.pk])

    page = chloe.get(address).content.decode()

    assert "Busjes en ploeg" in page


def _driven(asked: int) -> None:
    starts_at = STARTS - timedelta(days=asked)
    event = make_event(
        starts_at=starts_at - timedelta(hours=5), ends_at=starts_at + timedelta(hours=2), expected_people=800
    )
    night = make_night(
        event=event, state=Night.State.CLOSED, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4)
    )
    NightFigures.objects.create(night=night, asked=asked, carried=asked, kept=asked, counted_at=starts_at)
