"""
The demo commune: built once, then played on the evening of a festive Saturday, whatever today's date.

Each package brings its part in `demo.py`, `build(*, now)`; lower floors are built first. A part writes every
date relative to `now`, and in date fields only: a later start moves those by whole weeks, and nothing else.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from serein.config import demo_state as state
from serein.kit import clock, following, keyring, sealed
from serein.kit.fields import SealedTextField
from serein.kit.models import JobFiring
from serein.territory import memory
from serein.territory.models import Layer

EVENING = time(20, 30)
NIGHT_ENDS_AFTER = timedelta(hours=9)
_WEEK = timedelta(weeks=1)
# Technical rows that tell of real moments, and the journal, whose chain no one may rewrite.
_NOT_MOVED = {"kit.journalentry", "kit.journalhead", "kit.heartbeat", "kit.jobfiring", "kit.ratecounter"}


def build(*, today: date, tell: Callable[[str], Any]) -> datetime:
    """Build every package's part for the coming Saturday evening, and return that moment."""
    now = evening_of(coming_saturday(today))
    for name in list_parts():
        tell(name)
        import_module(f"serein.{name}.demo").build(now=now)
    with transaction.atomic():  # the year behind it is followed here, not by a worker while someone looks
        following.catch_up(now=now)
    state.keep(saturday=timezone.localdate(now).isoformat())
    return now


def start(*, today: date) -> datetime:
    """
    Set the demo's clock, and return the moment it plays.

    The evening goes on where it was left. Once its date has passed, or its night is over, every date moves
    on by whole weeks and the evening begins anew on the coming Saturday.
    """
    saturday = date.fromisoformat(state.read()["saturday"])
    left_at = _left_at(saturday)
    night_is_over = left_at >= evening_of(saturday) + NIGHT_ENDS_AFTER
    if today > saturday or night_is_over:
        coming = coming_saturday(max(today, saturday + timedelta(days=1)))
        weeks = (coming - saturday).days // 7
        move_dates(weeks=weeks)
        left_at = evening_of(coming) if night_is_over else in_weeks(left_at, weeks)
        saturday = coming
        state.keep(saturday=saturday.isoformat(), left_at=left_at.isoformat())
    JobFiring.objects.all().delete()  # the evening may begin anew: what fired in it fires again
    clock.set_demo(left_at)
    return left_at


def note_moment() -> None:
    """Remember the moment that the demo plays, so that the next start goes on from there."""
    state.keep(left_at=clock.now().isoformat())


def list_parts() -> list[str]:
    """Name the packages that have a demo, from the ground up."""
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("serein.")]
    return [label for label in reversed(ours) if label != "config" and find_spec(f"serein.{label}.demo")]


def coming_saturday(day: date) -> date:
    """Return that day if it is a Saturday, else the next one."""
    return day + timedelta(days=(5 - day.weekday()) % 7)


def evening_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, EVENING))


def in_weeks(moment: datetime, weeks: int) -> datetime:
    """Return the same hour of the clock so many weeks later, also across a change of the clock."""
    local = timezone.localtime(moment).replace(tzinfo=None)
    return timezone.make_aware(local + weeks * _WEEK)


@transaction.atomic
def move_dates(*, weeks: int) -> int:
    """
    Move every date and moment of our models by whole weeks; return how many rows changed.

    A part whose rows vouch for their dates says so anew in its own `after_move()`.
    """
    moved = sum(_move_rows(model, weeks) for model in _moved_models())
    for name in list_parts():
        after_move = getattr(import_module(f"serein.{name}.demo"), "after_move", None)
        if after_move is not None:
            after_move()
    memory.changed(*Layer.objects.values_list("name", flat=True))
    return moved


def _moved_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("serein.")
        for model in config.get_models()
        if model._meta.label_lower not in _NOT_MOVED
    ]


def _move_rows(model: type[models.Model], weeks: int) -> int:
    fields = [field for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
    if not fields:
        return 0
    resealed = [f for f in model._meta.concrete_fields if isinstance(f, SealedTextField) and f.until]
    names = [field.attname for field in fields]
    rows = model._base_manager.exclude(**{f"{name}__isnull": True for name in names} if len(names) == 1 else {})
    moved = 0
    # The latest first: a row that moves forward then never meets one that has yet to move.
    for row in rows.order_by(*[models.F(name).desc(nulls_last=True) for name in names], "-pk").iterator():
        moved += _move_row(row, names, resealed, weeks)
    return moved


def _move_row(row: models.Model, names: list[str], resealed: list[SealedTextField], weeks: int) -> int:
    changed: dict[str, Any] = {
        name: _later(value, weeks) for name in names if (value := getattr(row, name)) is not None
    }
    if not changed:
        return 0
    for name, value in changed.items():
        setattr(row, name, value)
    for field in resealed:
        changed |= _seal_for_new_day(row, field)
    type(row)._base_manager.filter(pk=row.pk).update(**changed)
    return 1


def _seal_for_new_day(row: models.Model, field: SealedTextField) -> dict[str, Any]:
    """A value sealed for a day is sealed anew for the later one, unless its key is already gone."""
    value = getattr(row, field.attname)
    if not value:
        return {}
    try:
        setattr(row, field.attname, sealed.open_unseen(value))
    except keyring.KeyLost:
        return {}
    return {field.attname: field.pre_save(row, add=False)}


def _later(value: datetime | date, weeks: int) -> datetime | date:
    return in_weeks(value, weeks) if isinstance(value, datetime) else value + weeks * _WEEK


def _left_at(saturday: date) -> datetime:
    begins = evening_of(saturday)
    left_at = state.read().get("left_at")
    return max(begins, datetime.fromisoformat(left_at)) if left_at else begins


def playing() -> datetime:
    """Return the moment that the demo plays, in local time."""
    return timezone.localtime(clock.now())
