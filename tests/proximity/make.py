"""A beat with an address, an inspector, her back-up and surgeries: what the pages of residents need."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.urls import reverse
from django.utils.translation import override
from shapely.geometry import box

from serein.people.models import BeatDesk
from serein.proximity.models import Surgery
from serein.territory.models import Address, Beat
from tests.enquiries.make import Town, make_town
from tests.people.make import make_help_number
from tests.territory import make as territory

NEAR = box(3.00, 50.70, 3.10, 50.75)
FAR = {"lat": "50.79", "lon": "3.20"}


@dataclass(frozen=True)
class Place:
    """The town of the enquiries, on the ground."""

    town: Town
    address: Address

    @property
    def beat(self) -> Beat:
        return self.town.desk.beat


def make_place() -> Place:
    town = make_town()
    territory.make_commune()
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    address = territory.make_address(street, "12")
    territory.make_beats_in_force([(town.desk.beat.code, NEAR)])
    make_help_number("police", "101")
    make_help_number("rescue", "112")
    make_help_number("desk", "056 00 00 00", is_on_every_page=True)
    territory.tell_all_processes()
    address.refresh_from_db()
    return Place(town, address)


def make_surgery(desk: BeatDesk, **fields: Any) -> Surgery:
    values: dict[str, Any] = {
        "weekday": 2,
        "opens": time(14, 0),
        "closes": time(15, 0),
        "slot_minutes": 20,
        "place_fr": "Poste du Centre",
        "place_nl": "Post Centrum",
        "from_on": date(2026, 1, 1),
    }
    return Surgery.objects.create(desk=desk, **values | fields)


def url(name: str, *args: object, language: str = "fr") -> str:
    with override(language):
        return reverse(name, args=args)
