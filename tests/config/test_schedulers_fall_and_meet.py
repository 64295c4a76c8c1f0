"""Two schedulers at once, one of them killed, on an ordinary night and when the clock changes: each job fires once."""

import json
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.config.installation import Installation

pytestmark = pytest.mark.server

BRUSSELS = ZoneInfo("Europe/Brussels")
DAILY = {"enquiries.close_silent", "enquiries.retention", "kit.sweep", "territory.apply_beat_version"}

_SCHEDULE = """
from django.core.management import call_command
from serein.kit import clock
clock._SECONDS_REMEMBERED = 0.0  # the night goes by in seconds
print("looking", flush=True)
call_command("scheduler", interval=0.02)
"""
_BEGIN = """
from datetime import datetime
from serein.kit import clock
clock.set_demo(datetime.fromisoformat({start!r}))
"""
_PASS = """
import time
from datetime import datetime, timedelta
from serein.kit import clock
from serein.kit.models import JobFiring
moment, end = datetime.fromisoformat({start!r}), datetime.fromisoformat({end!r})
while moment < end:
    clock.set_demo(moment + timedelta(seconds=10))
    begun = time.monotonic()
    while not JobFiring.objects.filter(job="kit.worker_heartbeat", due_at__gte=moment).exists():
        assert time.monotonic() - begun < 30, moment
        time.sleep(0.01)
    moment += timedelta(minutes={minutes})
time.sleep(0.3)
"""
_FIRED = """
import json
from collections import Counter
from django_tasks_db.models import DBTaskResult
from serein.kit.models import JobFiring
queued = [told["args"][0] for told in DBTaskResult.objects.values_list("args_kwargs", flat=True)]
print(json.dumps([Counter(JobFiring.objects.values_list("job", flat=True)), Counter(queued)]))
"""


@pytest.mark.parametrize("day", ["2026-10-25", "2026-03-29", "2026-06-20"], ids=["autumn", "spring", "ordinary"])
def test_each_job_fires_once_a_moment_though_a_scheduler_is_killed(
    installation: Installation, day: str, is_long: bool
) -> None:
    minutes = 2 if is_long else 30
    morning = datetime.fromisoformat(f"{day}T06:00").replace(tzinfo=BRUSSELS)
    start, middle = morning - timedelta(hours=9), morning - timedelta(hours=4)
    installation.settings["SEREIN_DEMO"] = "1"
    installation.python(_BEGIN.format(start=start.isoformat()))

    with schedule(installation):
        with schedule(installation):
            installation.python(_PASS.format(start=start.isoformat(), end=middle.isoformat(), minutes=minutes))
        with schedule(installation):
            installation.python(_PASS.format(start=middle.isoformat(), end=morning.isoformat(), minutes=minutes))

    fired, queued = json.loads(installation.python(_FIRED))
    moments = (morning.astimezone(UTC) - start.astimezone(UTC)) // timedelta(minutes=minutes)
    assert fired == queued
    assert {name: fired[name] for name in DAILY} == dict.fromkeys(DAILY, 2)  # missed before, and that night
    assert fired["kit.worker_heartbeat"] == fired["kit.send_mail"] == moments


def schedule(installation: Installation) -> AbstractContextManager[None]:
    """Run a scheduler, which is killed outright in the end."""
    return installation.running_python(_SCHEDULE, says="looking")
