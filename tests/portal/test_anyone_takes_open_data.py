"""Delays and beats, for anybody, by the same rules as the pages."""

import csv
import io
from datetime import timedelta

import pytest

from serein.enquiries import delays, operations
from serein.kit import clock
from tests.client import WatchfulClient
from tests.enquiries.make import make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT, make_beat, make_desk, make_posting, make_staff_member
from tests.proximity.make import make_place, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.mark.parametrize(("answers", "median"), [(9, ""), (10, "2.0")])
@pytest.mark.harm("H24")
def test_the_file_withholds_what_the_page_withholds(client: WatchfulClient, answers: int, median: str) -> None:
    town = make_town()
    for _ in range(answers):
        enquiry = make_enquiry(town, now=FRIDAY_NIGHT - timedelta(days=20))
        operations.answer(
            enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=enquiry.received_at + timedelta(days=2)
        )

    for code, name in (("B02", "Inès"), ("B03", "Hugo")):
        make_posting(make_desk(make_beat(code)), make_staff_member(name))
    delays.publish(now=FRIDAY_NIGHT)

    response = client.get(url("portal:delays"))

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    row = next(row for row in rows if row["kind"] == "call_back")
    assert (row["answered_last_year"], row["median_days"]) == (str(answers) if median else "", median)
    assert "by/4.0" in response["Link"]


@pytest.mark.harm("H06")
def test_delays_are_by_kind_and_never_by_place(client: WatchfulClient) -> None:
    make_enquiry(make_town())
    delays.publish(now=FRIDAY_NIGHT)

    html = client.get(url("portal:open_data")).content.decode()
    columns = client.get(url("portal:delays")).content.decode().splitlines()[0]

    assert "B01" not in html
    assert "beat" not in columns


def test_beats_are_geojson_with_their_licence(client: WatchfulClient) -> None:
    make_place()

    beats = client.get(url("territory:beats")).json()

    assert beats["type"] == "FeatureCollection"
    assert beats["features"][0]["properties"]["code"] == "B01"
    assert "OpenStreetMap" in str(beats)
