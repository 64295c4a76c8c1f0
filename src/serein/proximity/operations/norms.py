"""Keeping what load and time are compared with; what counted before stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import Actor
from serein.proximity.models import BeatPopulation, ContactTarget, StaffingNorm


class CountToCome(Exception):
    """People are counted today, or were before."""


class NothingCounted(Exception):
    """A count knows at least one beat."""


@transaction.atomic
def keep_norm(*, norm: StaffingNorm, by: Actor, now: datetime) -> StaffingNorm:
    """Write down the staffing norm that counts from a day on; one of the same day is corrected, earlier ones stay."""
    norm.pk = StaffingNorm.objects.filter(from_on=norm.from_on).values_list("pk", flat=True).first()
    norm.save()
    journal.write(act="staffing_norm.kept", about=norm, by=by, at=now)
    return norm


@transaction.atomic
def keep_target(*, target: ContactTarget, by: Actor, now: datetime) -> ContactTarget:
    """Write down the target that counts from a day on; one of the same day is corrected, earlier ones stay."""
    target.pk = ContactTarget.objects.filter(from_on=target.from_on).values_list("pk", flat=True).first()
    target.save()
    journal.write(act="contact_target.kept", about=target, by=by, at=now)
    return target


@transaction.atomic
def keep_count(
    *, counted_on: date, source: str, inhabitants: Mapping[int, int], by: Actor, now: datetime
) -> list[BeatPopulation]:
    """
    Write down how many people lived in the beats on a day; a count of the same day is corrected, earlier ones stay.

    :param inhabitants: by id of the beat; one that is not there is not known
    :raises CountToCome: if the day is to come
    :raises NothingCounted: if it knows no beat
    """
    if counted_on > timezone.localdate(now):
        raise CountToCome(f"{counted_on:%Y-%m-%d} is after today, {timezone.localdate(now):%Y-%m-%d}.")
    if not inhabitants:
        raise NothingCounted(f"The count of {counted_on:%Y-%m-%d} names no beat.")
    of_that_day = BeatPopulation.objects.filter(counted_on=counted_on)
    of_that_day.exclude(beat__in=inhabitants).delete()
    rows = [
        BeatPopulation.objects.update_or_create(
            beat_id=beat, counted_on=counted_on, defaults={"inhabitants": count, "source": source}
        )[0]
        for beat, count in inhabitants.items()
    ]
    journal.write(
        act="beat_populations.kept", about="proximity.beatpopulation", by=by, at=now, counted_on=f"{counted_on}"
    )
    return rows
