from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone

from serein.config import demo, demo_state
from serein.enquiries.models import Enquiry
from serein.kit import clock, journal, keyring, sealed
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.people.models import Absence
from tests.config.installation import Installation, is_on_postgresql
from tests.config.playing import copy_demo
from tests.enquiries.make import make_enquiry, make_town
from tests.people.make import make_staff_member

BRUSSELS = ZoneInfo("Europe/Brussels")
SATURDAY = date(2026, 10, 24)  # the clocks go back in the night that follows


@pytest.fixture(autouse=True)
def _a_demo_played(settings: LazySettings) -> Iterator[None]:
    settings.DEMO = True
    demo_state.keep(saturday=SATURDAY.isoformat())
    yield
    demo_state.file().unlink()


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BRUSSELS)


@pytest.mark.parametrize("days", range(7))
def test_the_coming_saturday_is_today_or_within_six_days(days: int) -> None:
    today = date(2026, 6, 1) + timedelta(days=days)

    saturday = demo.coming_saturday(today)

    assert saturday.weekday() == 5
    assert today <= saturday < today + timedelta(days=7)


@pytest.mark.django_db
def test_a_start_before_that_evening_begins_it_and_moves_nothing() -> None:
    absence = Absence.objects.create(staff_member=make_staff_member("Amina"), starts_at=at(SATURDAY, 9))

    plays = demo.start(today=date(2026, 10, 21))

    assert plays == at(SATURDAY, 20, 30)
    absence.refresh_from_db()
    assert absence.starts_at == at(SATURDAY, 9)


@pytest.mark.django_db
def test_a_start_in_the_same_night_goes_on_where_it_was_left() -> None:
    demo_state.keep(left_at=at(SATURDAY, 22, 10).isoformat())

    assert demo.start(today=SATURDAY) == at(SATURDAY, 22, 10)


@pytest.mark.django_db
def test_ten_days_later_every_date_has_moved_by_whole_weeks_and_kept_its_hour() -> None:
    absence = Absence.objects.create(
        staff_member=make_staff_member("Amina"), starts_at=at(SATURDAY, 9), ends_at=at(SATURDAY + timedelta(days=2), 17)
    )

    plays = demo.start(today=date(2026, 11, 3))

    assert plays == at(date(2026, 11, 7), 20, 30)
    absence.refresh_from_db()
    assert timezone.localtime(absence.starts_at) == at(date(2026, 11, 7), 9)
    assert absence.ends_at is not None
    assert timezone.localtime(absence.ends_at).hour == 17
    assert abs(clock.now() - plays) < timedelta(seconds=5)
    assert demo.start(today=date(2026, 11, 3)) == plays


@pytest.mark.django_db
def test_when_its_night_is_over_the_demo_begins_the_next_festive_evening() -> None:
    demo_state.keep(left_at=at(SATURDAY + timedelta(days=3), 12).isoformat())

    assert demo.start(today=date(2026, 10, 22)) == at(date(2026, 10, 31), 20, 30)


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_never_moved() -> None:
    written_at = datetime(2026, 10, 24, 18, 0, tzinfo=UTC)
    with transaction.atomic():
        journal.write(act="test.wrote", about="test", by=SYSTEM, at=written_at)

    demo.move_dates(weeks=2)

    assert JournalEntry.objects.get().at == written_at
    assert not list(journal.faults())


@pytest.mark.django_db
def test_what_was_sealed_for_a_day_is_sealed_anew_for_the_later_one() -> None:
    enquiry = make_enquiry(make_town(), now=at(SATURDAY, 20, 40))
    first_day = Enquiry.objects.values_list("key_day", flat=True).get()

    demo.move_dates(weeks=3)
    keyring.destroy_days_before(first_day + timedelta(days=1))

    enquiry.refresh_from_db()
    assert enquiry.key_day == first_day + timedelta(weeks=3)
    assert "lampe" in sealed.open_unseen(enquiry.message)


_TEN_DAYS_LATER = """
from datetime import date, timedelta
from serein.config import demo, demo_state
from serein.kit import clock
from serein.people import queries as people
from serein.proximity.queries import inspectors
if not demo_state.is_built():
    demo.build(today=date(2026, 6, 15), tell=lambda part: None)
saturday = date.fromisoformat(demo_state.read()["saturday"])
monday = saturday - timedelta(days=5)
before = len(inspectors.list_meetings(now=demo.start(today=monday), within=timedelta(days=7)))
plays = demo.start(today=monday + timedelta(days=10))
meetings = inspectors.list_meetings(now=plays, within=timedelta(days=7))
assert plays.date() == saturday + timedelta(days=7), plays
assert meetings and len(meetings) == before, (before, meetings)
assert all(meeting.starts_at >= plays for meeting in meetings)
assert all(serving.acting for serving in people.who_serve(now=plays).values())
print("played")
"""


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """The demo that was built for all tests; on PostgreSQL an empty installation, where the test builds its own."""
    if is_on_postgresql():
        installation: Installation = request.getfixturevalue("installation")
    else:
        installation = copy_demo(request.getfixturevalue("built_demo"), tmp_path / "var")
    installation.settings = installation.settings | {"SEREIN_DEMO": "1"}
    return installation


@pytest.mark.server
def test_a_demo_is_built_and_ten_days_later_nothing_planned_has_passed(fresh: Installation) -> None:
    assert fresh.python(_TEN_DAYS_LATER).splitlines()[-1] == "played"
