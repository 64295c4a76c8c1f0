"""Write the territory: put beats in force, give each address its beat."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import SYSTEM, Actor
from serein.territory import memory
from serein.territory.batching import batches
from serein.territory.coverage import allot, check_coverage, describe
from serein.territory.models import Address, BeatVersion

State = BeatVersion.State


class CoverageIncomplete(Exception):
    """Some addresses would have no inspector, or two; the version is not put in force."""


class BeatVersionNotDraft(Exception):
    """Only a draft can be decided; what is in force or was replaced stays as it was."""


@transaction.atomic
def put_beats_in_force(*, version: BeatVersion, by: Actor, now: datetime) -> BeatVersion:
    """
    Decide a version of the beats; it takes effect on its day, today if that day has come.

    :raises BeatVersionNotDraft: if it was decided before
    :raises CoverageIncomplete: if an address lies in no beat or in two; the message names the first few
    """
    locked = BeatVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if locked.state != State.DRAFT:
        raise BeatVersionNotDraft(f"The version of {locked.in_force_from:%Y-%m-%d} is {locked.state}, not a draft.")
    found = check_coverage(locked)
    if not found.is_complete:
        raise CoverageIncomplete(f"{describe(found)}.")
    locked.state = State.SCHEDULED
    locked.save(update_fields=["state"])
    journal.write(act="beats.decided", about=locked, by=by, at=now, addresses=found.addresses)
    if locked.is_due(timezone.localdate(now)):
        apply_beat_version(now=now)
        locked.refresh_from_db()
    return locked


@transaction.atomic
def apply_beat_version(*, now: datetime) -> BeatVersion | None:
    """Put in force the decided version whose day has come; return it, or None when no day has come."""
    today = timezone.localdate(now)
    due = BeatVersion.objects.select_for_update(of=("self",)).filter(state=State.SCHEDULED, in_force_from__lte=today)
    ordered = list(due.order_by("in_force_from", "pk"))
    if not ordered:
        return None
    latest = ordered[-1]
    passed = [version.pk for version in ordered[:-1]]
    BeatVersion.objects.filter(state=State.IN_FORCE).update(state=State.REPLACED)
    BeatVersion.objects.filter(pk__in=passed).update(state=State.REPLACED)
    latest.state = State.IN_FORCE
    latest.save(update_fields=["state"])
    assign_beats()
    memory.changed("beats")
    journal.write(act="beats.in_force", about=latest, by=SYSTEM, at=now)
    return latest


@transaction.atomic
def assign_beats() -> int:
    """Give every address the beat of the version in force, and return how many addresses changed beat."""
    version = BeatVersion.objects.filter(state=State.IN_FORCE).first()
    if version is None:
        return 0
    has = dict(Address.objects.present().values_list("pk", "beat_id").iterator(chunk_size=5000))
    wanted: dict[int | None, list[int]] = defaultdict(list)
    for allotted in allot(version):
        beat = allotted.beats[0] if len(allotted.beats) == 1 else None
        if has.get(allotted.address_id) != beat:
            wanted[beat].append(allotted.address_id)
    for beat, pks in wanted.items():
        for some in batches(pks):
            Address.objects.filter(pk__in=some).update(beat=beat)
    return sum(len(pks) for pks in wanted.values())
