"""A trip planner reads the nights as GTFS-Flex, right beyond midnight and on the night when clocks go back."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from shapely.geometry import box, mapping

from serein.kit import clock
from serein.shuttles.feeds.gtfs import nights_as_gtfs
from serein.shuttles.feeds.gtfs_clock import gtfs_time, service_day
from serein.shuttles.models import Night
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS
from tests.shuttles.make import STARTS, make_event, make_night, make_van
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2")]
NOW = STARTS - timedelta(hours=20)
ADDRESS = "/gtfs/serein-nights.zip"


def rows(feed: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(feed)) as opened:
        return list(csv.DictReader(io.StringIO(opened.read(f"{name}.txt").decode())))


@pytest.fixture
def feed(db: None, settings: Any) -> bytes:
    """A night of returns to one neighbourhood, one on request in the whole commune, one when clocks go back."""
    settings.SITE_URL = "https://example.org"
    far = territory.make_neighbourhood("Le Lin", "Het Vlas", geometry=mapping(box(3.04, 50.735, 3.06, 50.745)))
    doorstep = make_night(state=Night.State.PUBLISHED, vans=[make_van(wheelchair_places=1)])
    doorstep.neighbourhoods.add(far)
    later = doorstep.starts_at + timedelta(days=7)
    make_night(
        state=Night.State.PUBLISHED, mode=Night.Mode.BOOKED, event=make_event(), starts_at=later,
        ends_at=later + timedelta(hours=4), price_cents=0,
    )  # fmt: skip
    starts = datetime(2026, 10, 24, 22, 0, tzinfo=BRUSSELS)
    make_night(
        state=Night.State.PUBLISHED, event=make_event(), starts_at=starts,
        ends_at=datetime(2026, 10, 25, 5, 0, tzinfo=BRUSSELS),
    )  # fmt: skip
    make_night(state=Night.State.DRAFT, event=make_event(name_fr="Secret", name_nl="Geheim"))
    territory.tell_all_processes()
    return nights_as_gtfs(now=NOW)


def test_hours_go_on_beyond_midnight_of_the_day_that_people_say(feed: bytes) -> None:
    first, *_others = rows(feed, "stop_times")

    assert (first["start_pickup_drop_off_window"], first["end_pickup_drop_off_window"]) == ("24:30:00", "29:00:00")
    assert rows(feed, "calendar_dates")[0]["date"] == "20260619"


def test_on_the_night_when_clocks_go_back_true_hours_are_counted(feed: bytes) -> None:
    last = rows(feed, "stop_times")[-1]

    assert last["start_pickup_drop_off_window"] == "22:00:00"
    assert last["end_pickup_drop_off_window"] == "30:00:00"  # five in the morning, eight hours after ten


def test_a_night_that_starts_just_after_midnight_of_a_day_with_25_hours_is_not_before_it() -> None:
    starts = datetime(2026, 10, 25, 0, 30, tzinfo=BRUSSELS)

    assert gtfs_time(starts, on=service_day(starts)) == "24:30:00"


def test_in_spring_the_lost_hour_is_not_counted() -> None:
    starts, ends = datetime(2026, 3, 28, 23, 0, tzinfo=BRUSSELS), datetime(2026, 3, 29, 4, 0, tzinfo=BRUSSELS)
    on = service_day(starts)

    assert (gtfs_time(starts, on=on), gtfs_time(ends, on=on)) == ("23:00:00", "27:00:00")


def test_the_feed_tells_zone_rules_price_and_waiting_point_and_nothing_else(feed: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(feed)) as opened:
        assert set(opened.namelist()) == {
            "agency.txt", "booking_rules.txt", "calendar_dates.txt", "fare_attributes.txt", "fare_rules.txt",
            "feed_info.txt", "location_group_stops.txt", "location_groups.txt", "locations.geojson", "routes.txt",
            "stop_times.txt", "stops.txt", "translations.txt", "trips.txt",
        }  # fmt: skip
        zones = json.loads(opened.read("locations.geojson"))
    assert len(zones["features"]) == len(rows(feed, "trips")) == 3
    assert {row["stop_name"] for row in rows(feed, "stops")} == {"Devant la mairie"}
    assert [row["price"] for row in rows(feed, "fare_attributes")] == ["1.00", "0.00", "1.00"]
    assert len(rows(feed, "stops")) == 1
    assert [row["wheelchair_accessible"] for row in rows(feed, "trips")] == ["1", "2", "2"]
    assert "Secret" not in str(rows(feed, "routes"))


def test_the_same_nights_are_the_same_bytes(feed: bytes) -> None:
    assert nights_as_gtfs(now=NOW + timedelta(hours=1)) == feed


def test_without_a_night_there_is_no_feed(client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    territory.make_commune()
    monkeypatch.setattr(clock, "now", lambda: NOW)

    assert client.get(ADDRESS).status_code == 404


def test_the_feed_is_served_at_one_address_without_language(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, feed: bytes
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)

    answer = client.get(ADDRESS)

    assert answer["Content-Type"] == "application/zip"
    assert answer.content == feed


@pytest.fixture
def file(feed: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "serein-nights.zip"
    path.write_bytes(feed)
    return path


def test_gtfs_guru_finds_no_error(file: Path) -> None:
    guru = pytest.importorskip("gtfs_guru")

    found = guru.validate(str(file), country_code="BE", date=f"{NOW:%Y-%m-%d}")

    assert [notice.code for notice in found.notices if notice.severity == "ERROR"] == []


def test_gtfs_analyzer_finds_nothing_grave(feed: bytes, tmp_path: Path) -> None:
    """It knows today's date only: the nights are moved to the coming weeks."""
    analyzer = pytest.importorskip("gtfs_analyzer")
    now = timezone.now()
    for week, night in enumerate(Night.objects.order_by("pk"), start=1):
        lasts, night.starts_at = night.ends_at - night.starts_at, now + timedelta(weeks=week)
        night.ends_at = night.starts_at + lasts
        night.save(update_fields=["starts_at", "ends_at"])
    path = tmp_path / "coming.zip"
    path.write_bytes(nights_as_gtfs(now=now))

    found = analyzer.validate_gtfs(str(path))["notices"]

    assert [one["rule_id"] for one in found if one["severity"] in ("CRITICAL", "HIGH")] == []


def test_gtfs_validator_finds_no_error(file: Path, tmp_path: Path) -> None:
    pytest.importorskip("gtfs_validator")
    program = Path(sys.executable).with_name("gtfs-validator")
    command = [str(program), "-i", str(file), "-o", str(tmp_path / "out"), "-c", "BE", "-d", f"{NOW:%Y-%m-%d}"]

    subprocess.run(command, check=True, capture_output=True)

    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [notice["code"] for notice in report["notices"] if notice["severity"] == "ERROR"] == []
