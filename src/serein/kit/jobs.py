"""
Work that comes due by the calendar.

A package declares its jobs in `jobs.py`. The scheduler writes a firing, unique on job and moment, and hands
it to the worker: two schedulers fire once, and firings missed while it was down run once.
Jobs are idempotent, since a killed worker's job runs again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from serein.kit import clock
from serein.kit.models import Heartbeat, JobFiring

STALE_AFTER = timedelta(minutes=15)
Work = Callable[[datetime], object]


@dataclass(frozen=True)
class Job:
    name: str
    run: Work
    every: timedelta | None = None
    at: time | None = None

    def last_due(self, now: datetime) -> datetime:
        """Return the latest moment, not after `now`, at which the job was due."""
        if self.every is not None:
            seconds = self.every.total_seconds()
            return datetime.fromtimestamp(now.timestamp() // seconds * seconds, now.tzinfo)
        today = timezone.localdate(now)
        due = self._on(today)
        return due if due <= now else self._on(today - timedelta(days=1))

    def _on(self, day: date) -> datetime:
        return timezone.make_aware(datetime.combine(day, self.at or time()))


_jobs: dict[str, Job] = {}


def job(name: str, *, every: timedelta | None = None, at: time | None = None) -> Callable[[Work], Work]:
    """Declare a job that runs every so often, or each day at a local time; it is called with the moment."""

    def declare(run: Work) -> Work:
        _jobs[name] = Job(name=name, run=run, every=every, at=at)
        return run

    return declare


def discover() -> None:
    """Import the `jobs` module of every package, so that its jobs are declared."""
    for config in apps.get_app_configs():
        if config.name.startswith("serein.") and config.label != "kit" and find_spec(f"{config.name}.jobs"):
            import_module(f"{config.name}.jobs")


def list_jobs() -> list[Job]:
    return sorted(_jobs.values(), key=lambda job: job.name)


@task()
def run_job(name: str) -> None:
    """Run a declared job now; the worker calls this."""
    _jobs[name].run(clock.now())


def fire_due(*, now: datetime) -> list[str]:
    """Hand every job that came due to the worker, once, and return their names."""
    return [job.name for job in list_jobs() if _fire(job, now)]


def requeue_stale(*, now: datetime) -> int:
    """Give jobs that a killed worker left running back to the queue; return how many."""
    return DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - STALE_AFTER).update(
        status=TaskResultStatus.READY, started_at=None
    )


def beat(name: str) -> None:
    """Note that the worker or the scheduler is at work."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": timezone.now()})


@transaction.atomic
def _fire(job: Job, now: datetime) -> bool:
    due_at = job.last_due(now)
    if JobFiring.objects.filter(job=job.name, due_at=due_at).exists():
        return False
    _firing, is_first = JobFiring.objects.get_or_create(job=job.name, due_at=due_at, defaults={"fired_at": now})
    if is_first:
        run_job.enqueue(job.name)
    return is_first


@job("kit.send_mail", every=timedelta(minutes=1))
def _send_mail(now: datetime) -> None:
    from serein.kit import outbox

    outbox.send_due(now=now)


@job("kit.follow", every=timedelta(minutes=1))
def _follow(now: datetime) -> None:
    from serein.kit import following

    following.catch_up(now=now)


@job("kit.worker_heartbeat", every=timedelta(minutes=1))
def _beat_worker(_now: datetime) -> None:
    beat("worker")


@job("kit.sweep", at=time(3, 40))
def _sweep(now: datetime) -> None:
    from serein.kit import operations

    operations.sweep(now=now)
