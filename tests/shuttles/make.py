"""A night of shuttles in the small town: a fête, three vans, doors around it, and those who run it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from serein.kit.actors import Actor
from serein.nightlife.models import Event
from serein.people.models import Account
from serein.shuttles.models import Duty, Night, NightVan, Proof, Requirement, Ride, Trip, Van
from serein.shuttles.operations import rides, running
from serein.territory.where import Where, named
from tests.people.make import BRUSSELS, make_holder, make_office, make_organisation
from tests.territory import make as territory

STARTS = datetime(2026, 6, 20, 0, 30, tzinfo=BRUSSELS)
ENDS = datetime(2026, 6, 20, 5, 0, tzinfo=BRUSSELS)
AT_TWO = datetime(2026, 6, 20, 2, 0, tzinfo=BRUSSELS)
VENUE = (50.7300, 3.0500)
STEWARD = Actor(id="device:1", label="Driss")
_number = count(1)


def make_event(**fields: Any) -> Event:
    values: dict[str, Any] = {
        "name_fr": "Fête de la musique",
        "name_nl": "Muziekfeest",
        "organiser": make_organisation(),
        "place_fr": "Grand-Place",
        "place_nl": "Grote Markt",
        "lat": VENUE[0],
        "lon": VENUE[1],
        "starts_at": STARTS - timedelta(hours=5),
        "ends_at": ENDS - timedelta(hours=1),
        "expected_people": 800,
    }
    return Event.objects.create(**values | fields)


def make_van(**fields: Any) -> Van:
    values: dict[str, Any] = {"name": f"Van {next(_number)}", "seats": 8, "cents_per_km": 90}
    return Van.objects.create(**values | fields)


def make_night(
    *, state: str = Night.State.RUNNING, vans: int | Sequence[Van] = 3, event: Event | None = None, **fields: Any
) -> Night:
    """Make a night, by default under way; a driver for each van and a steward are on its roster."""
    territory.make_commune()
    values: dict[str, Any] = {
        "event": event or make_event(),
        "state": state,
        "waiting_fr": "Devant la mairie",
        "waiting_nl": "Voor het gemeentehuis",
        "lat": VENUE[0],
        "lon": VENUE[1],
        "starts_at": STARTS,
        "ends_at": ENDS,
        "who_fr": "Jusqu’à 26 ans",
        "who_nl": "Tot 26 jaar",
        "access_fr": "Une place pour un fauteuil roulant",
        "access_nl": "Eén rolstoelplaats",
        "other_ways_fr": "Taxis devant la gare",
        "other_ways_nl": "Taxi’s aan het station",
        "price_cents": 100,
        "published_at": STARTS - timedelta(days=20),
    }
    if state == Night.State.CLOSED:
        values["closed_at"] = ENDS
    night = Night.objects.create(**values | fields)
    fleet = [make_van() for _ in range(vans)] if isinstance(vans, int) else vans
    for number, van in enumerate(fleet):
        row = NightVan.objects.create(night=night, van=van)
        Duty.objects.create(night=night, task=Duty.Task.DRIVER, name=f"Bart {number + 1}", van=row)
    Duty.objects.create(night=night, task=Duty.Task.STEWARD, name="Driss")
    return night


def make_requirement(code: str = "insurance", *, is_proved: bool = True) -> Requirement:
    row = Requirement.objects.create(code=code, name_fr="Assurance", name_nl="Verzekering", source="Contrat-cadre")
    if is_proved:
        Proof.objects.create(
            requirement=row, reference="A-1", valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31),
            entered_at=STARTS - timedelta(days=100),
        )  # fmt: skip
    return row


def door(north_m: float = 1000.0, east_m: float = 0.0, label: str = "") -> Where:
    """A place so far from the venue."""
    lat, lon = VENUE[0] + north_m / 111_200, VENUE[1] + east_m / 70_400
    label = label or f"Rue du Lin {next(_number)}"
    return named(
        Where(text=label, lat=lat, lon=lon, label_fr=label, label_nl=label.replace("Rue du Lin", "Vlasstraat"))
    )


def make_ride(
    *, night: Night, to: Where | None = None, party_size: int = 2, now: datetime = AT_TWO, **fields: Any
) -> Ride:
    """Let a group join the queue of a night that is under way, or book on one that is not."""
    state = fields.pop("state", Ride.State.HERE)
    told: dict[str, Any] = {"to": to or door(), "party_size": party_size, "language": "fr", "by": STEWARD, "now": now}
    if state == Ride.State.BOOKED:
        wanted = fields.pop("wanted_at", max(now, night.starts_at))
        return rides.book_ride(night=night, wanted_at=wanted, channel=Ride.Channel.WEB, **told | fields)
    ride = rides.walk_up(night=night, at=now, **{"has_minor": False, "is_urgent": False} | told | fields)
    return _brought_to(ride, state, now)


def let_leave(night: Night, *groups: Ride, at: datetime = AT_TWO, van: NightVan | None = None) -> Trip:
    its = van or night.vans.filter(state=NightVan.State.READY).first()
    assert its is not None
    return running.leave(night=night, van=its, rides=groups, at=at, by=STEWARD, now=at)


def make_youth(name: str = "Chloé") -> Account:
    """Somebody of the youth service."""
    return make_holder(make_office("youth"), name=name, role="youth")


def _brought_to(ride: Ride, state: str, now: datetime) -> Ride:
    if state in (Ride.State.ABOARD, Ride.State.HOME):
        let_leave(ride.night, ride, at=now)
        ride.refresh_from_db()
    if state == Ride.State.HOME:
        running.drop(ride=ride, at=now + timedelta(minutes=9), by=STEWARD, now=now + timedelta(minutes=9))
        ride.refresh_from_db()
    return ride
