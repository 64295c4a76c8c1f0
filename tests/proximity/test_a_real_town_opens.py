"""From an empty installation to an answer: a real map, a street table made for it, inspectors, and real addresses."""

import csv
import random
import statistics
from pathlib import Path

import pytest
from django.core.management import call_command

from serein.territory.beat_tables import spans
from serein.territory.importing.osm import import_osm
from serein.territory.models import Address, Beat, Street
from serein.territory.spelling import first_digits
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_desk, make_posting, make_staff_member
from tests.proximity.make import url
from tests.territory.town import helsinki

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2a"), pytest.mark.town]
ASKED = 12


def write_table(path: Path) -> None:
    """Deal the addresses into four quarters around their middle, and write it as a police zone writes its table."""
    rows = list(Address.objects.present().values_list("street_id", "house_number", "lat", "lon"))
    lat, lon = (statistics.median(row[i] for row in rows) for i in (2, 3))
    houses = [(row[0], first_digits(row[1]) or 1, 2 * (row[2] > lat) + (row[3] > lon)) for row in rows]
    streets = Street.objects.in_bulk()
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["street", "side", "from", "to", "beat", "postcode"])
        for span in spans(houses):
            street = streets[span.street_id]
            numbers = span.from_number or "", "" if span.to_number is None else span.to_number
            table.writerow([street.name, span.side, *numbers, f"Q{span.beat_id + 1}", street.postcode])


def test_real_addresses_find_the_inspector_that_a_street_table_gives_them(
    client: WatchfulClient, tmp_path: Path
) -> None:
    import_osm(path=helsinki(), now=FRIDAY_NIGHT)
    write_table(tmp_path / "beats.csv")
    call_command("import_beats", str(tmp_path / "beats.csv"), "--in-force-from", f"{FRIDAY_NIGHT:%Y-%m-%d}")
    for beat in Beat.objects.all():
        make_posting(make_desk(beat), make_staff_member(f"Inspector {beat.code}"))
    known = list(Address.objects.present().select_related("street", "beat").order_by("pk"))

    assert {address.beat.code for address in known if address.beat} == {"Q1", "Q2", "Q3", "Q4"}
    for address in random.Random(7).sample(known, ASKED):
        assert address.beat is not None
        said = client.get(url("proximity:find_inspector"), {"q": f"{address.street.name} {address.number}"})
        told = client.get("/api/v1/inspector", {"address": address.pk}).json()
        found = client.get("/api/v1/addresses", {"q": f"{address.street.name} {address.number}"}).json()
        assert f"Inspector {address.beat.code}" in said.content.decode(), address
        assert told["inspector"]["name"] == f"Inspector {address.beat.code}"
        assert address.pk in [match["id"] for match in found]
