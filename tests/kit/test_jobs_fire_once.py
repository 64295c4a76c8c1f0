"""Jobs come due by the calendar, fire once, and survive a killed worker."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from serein.kit import jobs
from serein.kit.models import JobFiring
from tests.people.make import BRUSSELS, FRIDAY_NIGHT

EVERY_FIVE = jobs.Job("test.five", print, every=timedelta(minutes=5))
AT_HALF_PAST_TWO = jobs.Job("test.night", print, at=time(2, 30))


def test_a_job_that_runs_every_so_often_is_due_at_round_moments() -> None:
    assert EVERY_FIVE.last_due(FRIDAY_NIGHT + timedelta(minutes=3, seconds=7)) == FRIDAY_NIGHT


def test_a_daily_job_is_due_at_its_local_hour() -> None:
    due = AT_HALF_PAST_TWO.last_due(FRIDAY_NIGHT)

    assert due.astimezone(BRUSSELS) == datetime(2026, 6, 19, 2, 30, tzinfo=BRUSSELS)
    assert AT_HALF_PAST_TWO.last_due(datetime(2026, 6, 19, 2, 29, tzinfo=BRUSSELS)).date().day == 18


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=BRUSSELS), datetime(2026, 10, 25, tzinfo=BRUSSELS)])
def test_a_daily_job_is_due_once_on_the_nights_the_clock_changes(day: datetime) -> None:
    start = day.astimezone(UTC)
    due = {AT_HALF_PAST_TWO.last_due(start + timedelta(minutes=m)) for m in range(0, 26 * 60, 10)}

    assert len({moment for moment in due if start <= moment < start + timedelta(hours=23)}) == 1


@pytest.mark.django_db
def test_two_schedulers_fire_a_job_once_and_missed_firings_run_once() -> None:
    first = jobs.fire_due(now=FRIDAY_NIGHT)
    again = jobs.fire_due(now=FRIDAY_NIGHT + timedelta(seconds=20))
    after_a_long_sleep = jobs.fire_due(now=FRIDAY_NIGHT + timedelta(days=3))

    assert "enquiries.escalate" in first
    assert again == []
    assert after_a_long_sleep.count("enquiries.escalate") == 1
    assert JobFiring.objects.filter(job="enquiries.escalate").count() == 2


@pytest.mark.django_db
def test_a_job_that_a_killed_worker_left_running_goes_back_to_the_queue() -> None:
    jobs.fire_due(now=FRIDAY_NIGHT)
    left = DBTaskResult.objects.first()
    assert left is not None
    left.status, left.started_at = TaskResultStatus.RUNNING, timezone.now() - timedelta(hours=1)
    left.save()

    assert jobs.requeue_stale(now=timezone.now()) == 1
    assert DBTaskResult.objects.get(pk=left.pk).status == TaskResultStatus.READY


@pytest.mark.django_db
def test_a_job_at_work_is_left_alone() -> None:
    jobs.fire_due(now=FRIDAY_NIGHT)
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=timezone.now())

    assert jobs.requeue_stale(now=timezone.now()) == 0


@pytest.mark.django_db
def test_a_scheduler_whose_database_is_busy_fires_at_its_next_look(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    looks: list[float] = []
    beaten = jobs.beat

    def beat(name: str) -> None:
        if not looks:
            raise OperationalError("database is locked")
        beaten(name)

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(jobs, "beat", beat)
    monkeypatch.setattr("serein.kit.management.commands.scheduler.time.sleep", sleep)
    monkeypatch.setattr("serein.kit.management.commands.scheduler.close_old_connections", lambda: None)

    with pytest.raises(KeyboardInterrupt):
        call_command("scheduler", interval=7)

    assert looks == [7, 7]
    assert JobFiring.objects.filter(job="kit.follow").count() == 1
    assert "database is locked" in capsys.readouterr().err
