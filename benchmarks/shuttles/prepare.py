"""Make an installation with one published night, and print its key and its doors as one line of JSON."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from serein.config import web  # noqa: E402
from serein.kit import keyring  # noqa: E402
from serein.nightlife.models import Event  # noqa: E402
from serein.people.models import Organisation  # noqa: E402
from serein.shuttles.models import Night, NightVan, Van  # noqa: E402
from serein.territory import memory  # noqa: E402
from serein.territory.models import Address, Commune, Source, Street  # noqa: E402

VENUE = (50.7400, 3.2100)
LAT_M, LON_M = 111_200.0, 70_400.0
DOORS = 900


def main() -> None:
    make_installation()
    web.gather_static()
    begins = timezone.now().replace(second=0, microsecond=0) + timedelta(minutes=30)
    night = make_night(begins=begins, hours=9, vans=int(sys.argv[1]), state=Night.State.PUBLISHED)
    print(json.dumps({"night": night.pk, "doors": DOORS}))


def make_installation() -> None:
    """Make keys, tables, a square commune of twelve kilometres and doors on a grid over it."""
    keyring.add_key()
    call_command("migrate", verbosity=0)
    west, south, east, north = VENUE[1] - 0.09, VENUE[0] - 0.055, VENUE[1] + 0.09, VENUE[0] + 0.055
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    commune = Commune.objects.create(
        nis="57999", is_home=True, name_fr="Rivebelle", name_nl="Schoonoever", languages=["fr", "nl"],
        geometry={"type": "Polygon", "coordinates": [ring]},
        min_lon=west, min_lat=south, max_lon=east, max_lat=north,
    )  # fmt: skip
    street = Street.objects.create(
        commune=commune, name_fr="Rue du Lin", name_nl="Vlasstraat", postcode="7999", source=Source.BEST,
        source_id="WS/1",
    )  # fmt: skip
    Address.objects.bulk_create(_address(street, number) for number in range(1, DOORS + 1))
    memory.changed("communes", "streets", "places", "neighbourhoods")


def make_night(*, begins: datetime, hours: int, vans: int, state: str, **more: Any) -> Night:
    organiser, _is_new = Organisation.objects.get_or_create(
        code="bench", defaults={"kind": Organisation.Kind.ASSOCIATION, "name_fr": "Fête", "name_nl": "Feest"}
    )
    place = {"lat": VENUE[0], "lon": VENUE[1]}
    event = Event.objects.create(
        name_fr="Fête", name_nl="Feest", organiser=organiser, place_fr="Place", place_nl="Plein", starts_at=begins,
        ends_at=begins + timedelta(hours=hours), expected_people=1000, **place,
    )  # fmt: skip
    night = Night.objects.create(
        event=event, state=state, waiting_fr="Place", waiting_nl="Plein", starts_at=begins,
        ends_at=begins + timedelta(hours=hours), published_at=begins, **place, **more,
    )  # fmt: skip
    for _van in range(vans):
        van = Van.objects.create(name=f"Van {Van.objects.count() + 1}", seats=8)
        NightVan.objects.create(night=night, van=van)
    return night


def _address(street: Street, number: int) -> Address:
    row, column = divmod(number - 1, 30)
    return Address(
        street=street, house_number=str(number), postcode="7999", source=Source.BEST, source_id=f"A/{number}",
        lat=VENUE[0] + (row - 15) * 300 / LAT_M, lon=VENUE[1] + (column - 15) * 300 / LON_M,
    )  # fmt: skip


if __name__ == "__main__":
    main()
