"""A night of shuttles at work in processes of its own, on which many book at once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.config.at_work import Answer, Web
from tests.config.installation import Installation

PREPARE = """
import json
from datetime import timedelta
from django.utils import timezone
from serein.engines import dialaride
from tests.shuttles.make import VENUE, make_night, make_van
from tests.territory import make
dialaride.warm_up()  # compiled once after an installation: no test waits for it, nor kills it half done
now = timezone.now().replace(second=0, microsecond=0)
commune = make.make_commune()
street = make.make_street("Rue du Lin", "Vlasstraat")
for number in range(1, 401):
    north, east = (number % 20 - 10) * 240, (number // 20 - 10) * 240
    make.make_address(street, str(number), lat=VENUE[0] + north / 111200, lon=VENUE[1] + east / 70400)
from serein.territory import memory
memory.changed("streets", "communes", "places", "neighbourhoods")
vans = [make_van(seats=SEATS) for _ in range(VANS)]
hours = {"starts_at": now + timedelta(minutes=STARTS), "ends_at": now + timedelta(hours=9)}
night = make_night(state="STATE", vans=vans, mode="MODE", **hours)
print(json.dumps(night.pk))
"""
FOUND = """
import json
from serein.kit.models import JournalEntry
from serein.shuttles.models import Night, Ride
night = Night.objects.get()
rides = list(Ride.objects.order_by("number"))
by_key = {ride.pk: ride for ride in rides}
stops = [stop for run in night.plan for stop in run["stops"]]
loads = [sum(by_key[stop["ride"]].party_size for stop in run["stops"]) for run in night.plan]
print(json.dumps({
    "codes": [ride.code for ride in rides],
    "numbers": [ride.number for ride in rides],
    "last_number": night.last_number,
    "booked": JournalEntry.objects.filter(act="ride.booked").count(),
    "planned": sorted(stop["ride"] for stop in stops),
    "rides": sorted(ride.pk for ride in rides),
    "fullest": max(loads, default=0),
    "moved": sum(ride.told_up_at != ride.promised_up_at or ride.told_off_at != ride.promised_off_at for ride in rides),
    "later_than_told": sum(stop["at"] > 5 + night.minute_of(by_key[stop["ride"]].told_off_at) for stop in stops),
}))
"""


def prepare(
    installation: Installation, *, vans: int = 40, seats: int = 8, starts_in: int = 30, state: str = "published"
) -> int:
    words = {"SEATS": seats, "VANS": vans, "STARTS": starts_in, "STATE": state, "MODE": "returns"}
    script = PREPARE
    for word, value in words.items():
        script = script.replace(word, str(value))
    return int(installation.python(script))


@dataclass
class Desk:
    """The booking form of a night, open in a browser."""

    web: Web
    night: int

    @property
    def path(self) -> str:
        return f"/fr/navettes/{self.night}/reserver/"

    def open(self) -> list[str]:
        """Open the form, and return the moments that can be wished."""
        page = self.web.ask(self.path).page
        return re.findall(r'value="(\d{8}T\d{4}Z)"', page)

    def book(self, *, door: int, wanted: str, address: str, party_size: int = 2, token: str = "") -> Answer:
        form = {"to": f"Rue du Lin {door}", "wanted": wanted, "party_size": str(party_size), "token": token}
        return self.web.ask(self.path, form, address=address)
