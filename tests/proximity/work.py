"""Kinds of task, tasks and visits, and the people who work at them."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from serein.kit.actors import SYSTEM
from serein.people.models import Account
from serein.proximity.models import Task, TaskType, Visit
from serein.proximity.operations import catalogue, tasks, visits
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place

TODAY = FRIDAY_NIGHT.date()


def make_catalogue() -> dict[str, TaskType]:
    """Make the usual kinds of task, with their rules since long ago; return them by code."""
    catalogue.begin_with_the_usual(from_on=date(2026, 1, 1), by=SYSTEM, now=FRIDAY_NIGHT)
    return {one.code: one for one in TaskType.objects.all()}


def make_task(place: Place, task_type: TaskType, *, received_on: date = TODAY, **fields: Any) -> Task:
    return tasks.receive_task(
        task_type=task_type, beat=place.beat, received_on=received_on, by=SYSTEM, now=FRIDAY_NIGHT, **fields
    )


def make_visit(place: Place, task_type: TaskType, *, received_on: date = TODAY, **door: Any) -> Visit:
    told: dict[str, Any] = {
        "lat": place.address.lat,
        "lon": place.address.lon,
        "label_fr": "Rue du Moulin 12, 7700 Valserein",
        "label_nl": "Molenstraat 12, 7700 Stilledal",
        "reference": f"POP-{secrets.token_hex(3)}",
    }
    return visits.receive_visit(
        task_type=task_type,
        beat=place.beat,
        door=visits.Door(**told | door),
        received_on=received_on,
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )


def make_doors(place: Place, kind: TaskType, count: int, **door: Any) -> list[Visit]:
    """Make visits to doors in a line from the place, each received a day before the one before."""
    return [
        make_visit(
            place,
            kind,
            received_on=TODAY - timedelta(days=n),
            lat=place.address.lat + 0.002 * n,
            label_fr=f"Rue du Moulin {12 + n}, 7700 Valserein",
            label_nl=f"Molenstraat {12 + n}, 7700 Stilledal",
            **door,
        )
        for n in range(count)
    ]


def stand_at(
    visit: Visit, outcome: str, *, at: datetime = FRIDAY_NIGHT - timedelta(hours=3), minutes: int = 9, **fields: Any
) -> None:
    told: dict[str, Any] = {"once": secrets.token_hex(8), "mark": "m" * 32, "by": SYSTEM, "now": FRIDAY_NIGHT}
    visits.note_attempt(
        visit=visit, outcome=outcome, began_at=at, ended_at=at + timedelta(minutes=minutes), **told | fields
    )


def enter(client: WatchfulClient, account: Account, monkeypatch: pytest.MonkeyPatch) -> WatchfulClient:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def account_of(name: str) -> Account:
    return Account.objects.get(display_name=name)
