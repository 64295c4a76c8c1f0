"""Write the territory: draft beats, put them in force, give each address its beat."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from serein.kit import journal
from serein.kit.actors import SYSTEM, Actor
from serein.kit.bilingual import require_both_languages
from serein.territory import memory, outlines
from serein.territory.batching import BATCH, batches
from serein.territory.beat_tables import Span, spans_of_outlines
from serein.territory.coverage import allot, check_coverage, describe
from serein.territory.models import Address, Beat, BeatArea, BeatVersion, Street, StreetRange

State = BeatVersion.State


class CoverageIncomplete(Exception):
    """Some addresses would have no inspector, or two; the version is not put in force."""


class BeatVersionNotDraft(Exception):
    """Only a draft can be changed or decided; what is in force or was replaced stays as it was."""


class DayPassed(Exception):
    """Beats come into force today at the earliest: what was said to residents yesterday stays true."""


class NoVersionInForce(Exception):
    """There is nothing in force to make a draft from."""


class NothingToTabulate(Exception):
    """The draft has a street table already, or no outline that a street lies in."""


class BeatCodeTaken(Exception):
    """Two beats of one code could not be told apart in a table."""


class TableMissing(Exception):
    """The draft is drawn as outlines only: one row would leave every other street without a beat."""


@dataclass(frozen=True)
class Row:
    """What a row of the street table says."""

    street: Street
    beat: Beat
    side: str
    from_number: int = 0
    to_number: int | None = None


def put_beats_in_force(
    *, version: BeatVersion, by: Actor, now: datetime, in_force_from: date | None = None
) -> BeatVersion:
    """
    Decide a version of the beats; it takes effect on its day, today if that day has come.

    What is costly, checking each address and drawing outlines from the street table, is done before anything is locked.

    :param in_force_from: another day than the draft's
    :raises BeatVersionNotDraft: if it was decided before
    :raises CoverageIncomplete: if an address lies in no beat or in two; the message names the first few
    :raises DayPassed: if another day is given, and has passed
    """
    if in_force_from is not None and in_force_from < timezone.localdate(now):
        raise DayPassed(f"{in_force_from:%Y-%m-%d} has passed.")
    _require_draft(BeatVersion.objects.filter(pk=version.pk).first())
    _require_coverage(version)
    if version.ranges.exists():
        outlines.draw_outlines(version)
    return _decide(version, in_force_from, by, now)


@transaction.atomic
def _decide(version: BeatVersion, in_force_from: date | None, by: Actor, now: datetime) -> BeatVersion:
    locked = _locked_draft(version)
    addresses = _require_coverage(locked)
    locked.state = State.SCHEDULED
    locked.in_force_from = in_force_from or locked.in_force_from
    locked.save(update_fields=["state", "in_force_from"])
    journal.write(act="beats.decided", about=locked, by=by, at=now, addresses=addresses)
    if locked.is_due(timezone.localdate(now)):
        apply_beat_version(now=now)
        locked.refresh_from_db()
    return locked


def _require_coverage(version: BeatVersion) -> int:
    """
    Return how many addresses a version covers.

    :raises CoverageIncomplete: unless each lies in one beat and one only
    """
    found = check_coverage(version)
    if not found.is_complete:
        raise CoverageIncomplete(f"{describe(found)}.")
    return found.addresses


def _require_draft(version: BeatVersion | None) -> BeatVersion:
    if version is None:
        raise BeatVersionNotDraft("The draft was discarded.")
    if version.state != State.DRAFT:
        raise BeatVersionNotDraft(f"The version of {version.in_force_from:%Y-%m-%d} is {version.state}, not a draft.")
    return version


def _locked_draft(version: BeatVersion) -> BeatVersion:
    """
    :raises BeatVersionNotDraft: if it was decided or discarded, perhaps by someone else a moment ago
    """
    return _require_draft(BeatVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk).first())


@transaction.atomic
def draft_from_version_in_force(*, by: Actor, now: datetime) -> BeatVersion:
    """
    Make a draft that says what is in force, by streets and outlines.

    :raises NoVersionInForce: before the first version is in force
    """
    source = BeatVersion.objects.filter(state=State.IN_FORCE).first()
    if source is None:
        raise NoVersionInForce("No version of the beats is in force yet: take the first one from a file.")
    draft = BeatVersion.objects.create(in_force_from=timezone.localdate(now), note=source.note)
    rows, areas = list(source.ranges.all()), list(source.areas.all())
    for row in rows:
        row.pk, row.version = None, draft
    for area in areas:
        area.pk, area.version = None, draft
    StreetRange.objects.bulk_create(rows, batch_size=BATCH)
    BeatArea.objects.bulk_create(areas, batch_size=BATCH)
    journal.write(act="beats.drafted", about=draft, by=by, at=now, source=source.pk)
    return draft


@transaction.atomic
def add_beat(*, code: str, name_fr: str, name_nl: str, by: Actor, now: datetime) -> Beat:
    """
    Make a beat that drafts can give streets to; no page shows it before one of them comes into force.

    :raises BeatCodeTaken: if there is one of that code
    :raises NotInBothLanguages: if a name is missing
    """
    require_both_languages(name=(name_fr, name_nl))
    beat, is_new = Beat.objects.get_or_create(code=code, defaults={"name_fr": name_fr, "name_nl": name_nl})
    if not is_new:
        raise BeatCodeTaken(f"The beat {code} exists: {beat}.")
    journal.write(act="beats.beat_added", about=beat, by=by, at=now)
    return beat


@transaction.atomic
def add_row(*, version: BeatVersion, row: Row, by: Actor, now: datetime) -> StreetRange:
    """
    Add a row to a draft's street table.

    :raises BeatVersionNotDraft: if it is no draft any more
    :raises TableMissing: if the draft has outlines only
    """
    locked = _locked_draft(version)
    if locked.areas.exists() and not locked.ranges.exists():
        raise TableMissing("The draft is drawn as outlines; make a street table of them first.")
    added = StreetRange.objects.create(version=locked, **_fields(row))
    journal.write(act="beats.row_added", about=locked, by=by, at=now, row=added.pk, street=row.street.pk)
    return added


@transaction.atomic
def change_row(*, found: StreetRange, row: Row, by: Actor, now: datetime) -> StreetRange:
    """
    :raises BeatVersionNotDraft: if its version is no draft any more
    :raises StreetRange.DoesNotExist: if someone removed it
    """
    locked = _locked_draft(found.version)
    kept = locked.ranges.select_for_update(of=("self",)).get(pk=found.pk)
    for name, value in _fields(row).items():
        setattr(kept, name, value)
    kept.save()
    journal.write(act="beats.row_changed", about=locked, by=by, at=now, row=kept.pk, street=row.street.pk)
    return kept


@transaction.atomic
def remove_row(*, found: StreetRange, by: Actor, now: datetime) -> None:
    """
    :raises BeatVersionNotDraft: if its version is no draft any more
    :raises StreetRange.DoesNotExist: if someone removed it first
    """
    locked = _locked_draft(found.version)
    locked.ranges.select_for_update(of=("self",)).get(pk=found.pk).delete()
    journal.write(act="beats.row_removed", about=locked, by=by, at=now, row=found.pk, street=found.street_id)


def _fields(row: Row) -> dict[str, Any]:
    return {
        "street": row.street,
        "beat": row.beat,
        "side": row.side,
        "from_number": row.from_number,
        "to_number": row.to_number,
    }


@transaction.atomic
def tabulate_outlines(*, version: BeatVersion, by: Actor, now: datetime) -> int:
    """
    Write the street table that says what a draft's outlines say; return how many rows it has.

    :raises BeatVersionNotDraft: if it is no draft any more
    :raises NothingToTabulate: if it has a table, or its outlines hold no address
    """
    locked = _locked_draft(version)
    found: list[Span] = [] if locked.ranges.exists() else spans_of_outlines(locked)
    if not found:
        raise NothingToTabulate(f"The draft {locked.pk} has a table already, or no address in its outlines.")
    StreetRange.objects.bulk_create([StreetRange(version=locked, **asdict(span)) for span in found], batch_size=BATCH)
    journal.write(act="beats.tabulated", about=locked, by=by, at=now, rows=len(found))
    return len(found)


@transaction.atomic
def redraw_outlines(*, version: BeatVersion, by: Actor, now: datetime) -> int:
    """
    Draw a draft's outlines anew from its street table; return how many beats have one.

    :raises BeatVersionNotDraft: if it is no draft any more
    """
    locked = _locked_draft(version)
    drawn = outlines.draw_outlines(locked)
    journal.write(act="beats.drawn", about=locked, by=by, at=now, outlines=drawn)
    return drawn


@transaction.atomic
def discard_draft(*, version: BeatVersion, by: Actor, now: datetime) -> None:
    """
    Throw a draft away, with its rows and outlines; what was ever decided is kept.

    :raises BeatVersionNotDraft: if it was decided, or discarded before
    """
    locked = _locked_draft(version)
    pk = locked.pk
    locked.delete()
    journal.write(act="beats.discarded", about="territory.beatversion", by=by, at=now, version=pk)


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
    for code, (french, dutch) in latest.names.items():
        Beat.objects.filter(code=code).update(name_fr=french, name_nl=dutch)
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
