"""Twenty-five inspectors come back into the network at once: each tap of their day is kept once, none is refused."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest

from tests.config import at_work
from tests.config.installation import Installation

pytestmark = [pytest.mark.server, pytest.mark.promise("A3a")]
INSPECTORS, DOORS = 25, 12
TWO_WINDOWS = 5
"""So many devices send the same queue from two windows at one moment."""

PREPARE = """
import json
import time
from datetime import timedelta
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from serein.kit.actors import SYSTEM
from serein.people.models import Role
from serein.proximity.marks import own_mark
from serein.proximity.models import TaskType
from serein.proximity.operations import catalogue, measuring, rounds, visits
from serein.territory.models import Beat
from tests.people.make import make_desk, make_holder, make_office, make_posting, make_staff_member

now = timezone.now()
catalogue.begin_with_the_usual(from_on=now.date() - timedelta(days=90), by=SYSTEM, now=now)
measuring.enter_consultation(held_on=now.date() - timedelta(days=90), counts_from=now.date() - timedelta(days=80),
                             reference="CCB", by=SYSTEM, now=now)
kind = TaskType.objects.get(code="residence-check")
office = make_office()

def enter(account):
    session = SessionStore()
    session["_auth_user_id"], session["_auth_user_hash"] = str(account.pk), account.get_session_auth_hash()
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["second_factor_seen_at"] = time.time()
    session.create()
    return session.session_key

def door(desk, number, n):
    label = f"Rue du Lin {number}-{n}"
    at = visits.Door(lat=desk.post.lat + 0.001 * n, lon=desk.post.lon, label_fr=label, label_nl=label)
    return visits.receive_visit(task_type=kind, beat=desk.beat, door=at, received_on=now.date(), by=SYSTEM, now=now).pk

told = []
for number in range(INSPECTORS):
    amina = make_staff_member(f"Amina {number}".replace(" ", "-"))
    make_holder(office, account=amina.account, role=Role.INSPECTOR)
    desk = make_desk(Beat.objects.create(code=f"B{number:02d}", name_fr=f"Secteur {number}", name_nl=f"Wijk {number}"))
    make_posting(desk, amina)
    doors = [door(desk, number, n) for n in range(DOORS)]
    rounds.plan_day(mark=own_mark(amina.account), beats=[desk.beat_id], post=desk.post, mode="foot", starts_at=now,
                    ends_at=now + timedelta(hours=8), break_minutes=0, by=SYSTEM, now=now)
    told.append({"session": enter(amina.account), "doors": doors})
print(json.dumps(told))
"""
FOUND = """
import json
from serein.kit.models import JournalEntry
from serein.proximity.models import Task, VisitAttempt
print(json.dumps({
    "attempts": list(VisitAttempt.objects.order_by("pk").values_list("visit_id", "outcome")),
    "minutes": sorted({(one.ended_at - one.began_at).seconds for one in VisitAttempt.objects.all()}),
    "ended": sorted(Task.objects.exclude(closed_on=None).values_list("visit", flat=True)),
    "tried": JournalEntry.objects.filter(act="visit.tried").count(),
    "reordered": JournalEntry.objects.filter(act="round.reordered").count(),
}))
"""


@dataclass(frozen=True)
class Tap:
    """What a device kept of one door."""

    visit: int
    outcome: str
    token: str
    waited: int


def test_each_tap_of_a_day_is_kept_once_when_all_devices_send_at_once(installation: Installation) -> None:
    told = json.loads(installation.python(_sized(PREPARE)).splitlines()[-1])
    queues = [[_tap(pk, n) for n, pk in enumerate(one["doors"])] for one in told]
    with at_work.web(installation) as web, ThreadPoolExecutor(INSPECTORS + TWO_WINDOWS) as pool:
        devices = [_device(web, one["session"]) for one in told]
        sending = pool.map(_send_all, devices + devices[:TWO_WINDOWS], queues + queues[:TWO_WINDOWS])
        answers = [answer for some in sending for answer in some]

    found: dict[str, Any] = json.loads(installation.python(FOUND).splitlines()[-1])
    taps = [tap for queue in queues for tap in queue]
    assert {answer.status for answer in answers} == {200}
    assert all(json.loads(answer.page)["url"] == "/fr/bureau/aujourd-hui/" for answer in answers)
    assert len(answers) > len(taps), "some were sent twice"
    assert sorted(map(tuple, found["attempts"])) == sorted((tap.visit, tap.outcome) for tap in taps)
    for queue in queues:
        own = {tap.visit for tap in queue}
        assert [pk for pk, _outcome in found["attempts"] if pk in own] == [tap.visit for tap in queue], "in order"
    assert found["minutes"] == [240]
    assert found["ended"] == sorted(tap.visit for tap in taps if tap.outcome == "seen")
    assert found["tried"] == len(taps), "the journal tells of each once"
    assert found["reordered"] == 0, "nobody stands at a door of the morning: no round is put in order for it"
    assert "The journal holds" in installation.must("manage", "journal")


def _sized(script: str) -> str:
    return script.replace("INSPECTORS", str(INSPECTORS)).replace("DOORS", str(DOORS))


def _tap(visit: int, n: int) -> Tap:
    return Tap(visit, "nobody_home" if n % 3 else "seen", secrets.token_hex(18), waited=600 * (DOORS - n))


def _device(web: at_work.Web, session: str) -> at_work.Web:
    device = at_work.Web(web.process, web.port)
    device.token = secrets.token_hex(16)
    device.cookie = f"sessionid={session}; csrftoken={device.token}"
    return device


def _send_all(device: at_work.Web, queue: list[Tap]) -> list[at_work.Answer]:
    """Send one after the other as a device does; every third is sent again, as if its answer had been lost."""
    return [_send(device, tap) for n, tap in enumerate(queue) for _time in range(2 if n % 3 == 0 else 1)]


def _send(device: at_work.Web, tap: Tap) -> at_work.Answer:
    assert json.loads(device.ask("/form-token").page)["who"]
    form = {"token": tap.token, "outcome": tap.outcome, "seconds": "240", "notice_number": ""}
    headers = {"X-From-Device": "1", "X-Waited-Seconds": str(tap.waited)}
    return device.ask(f"/fr/bureau/aujourd-hui/{tap.visit}/", form, **headers)
