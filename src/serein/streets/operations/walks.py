"""A walk is announced, held, what it found goes to whoever can mend it, and its answers are public."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_noop

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import guards, journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.streets.kinds import FINDING
from serein.streets.models import Finding, SecondLook, Walk, WalkScore
from serein.streets.operations.lamps import LIGHT
from serein.territory import memory
from serein.territory.where import Where

Row = TypeVar("Row", Finding, WalkScore)
TRAITS = ("seniors", "wheelchair", "pram", "young", "women", "visitors")


class NamesSomeone(Exception):
    """A finding tells of a place, never of a person (H09)."""


class NotHeld(Exception):
    """A walk is published once it was held."""


class NotBegun(Exception):
    """A walk is held, and finds something, once it began."""


class NotOfTheWalkBefore(Exception):
    """A walk looks again at what the walk found that it repeats, and at nothing else."""


@transaction.atomic
def announce_walk(*, by: Actor, now: datetime, **values: Any) -> Walk:
    """
    Announce a walk.

    :raises NotInBothLanguages: if its name, meeting point or what is said of who may come lacks French or Dutch
    """
    walk = Walk(**values)
    _require_words(walk)
    walk.save(force_insert=True)
    journal.write(act="walk.announced", about=walk, by=by, at=now)
    return walk


@transaction.atomic
def change_walk(*, walk: Walk, values: dict[str, Any], by: Actor, now: datetime) -> Walk:
    """
    Correct what is said of a walk.

    :raises NotInBothLanguages: if its name, meeting point or what is said of who may come lacks French or Dutch
    """
    locked = Walk.objects.select_for_update(of=("self",)).get(pk=walk.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    _require_words(locked)
    locked.save(update_fields=list(values))
    journal.write(act="walk.changed", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def hold_walk(*, walk: Walk, group_size: int, traits: list[str], by: Actor, now: datetime) -> Walk:
    """
    Note that a walk was held, and by what kind of group.

    :raises NotBegun: if it is still to come
    """
    locked = Walk.objects.select_for_update(of=("self",)).get(pk=walk.pk)
    if locked.starts_at > now:
        raise NotBegun(f"Walk {locked.pk} begins at {locked.starts_at:%Y-%m-%d %H:%M}.")
    locked.held_at = locked.held_at or now
    locked.group_size, locked.traits = group_size, [trait for trait in TRAITS if trait in traits]
    locked.save(update_fields=["held_at", "group_size", "traits"])
    journal.write(act="walk.held", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def note_finding(
    *,
    walk: Walk,
    axis: str,
    noted: str,
    is_good: bool = False,
    where: Where,
    language: str = "fr",
    once: str = "",
    found_at: datetime,
    by: Actor,
    now: datetime,
) -> Finding:
    """
    Keep what a walk found; what is to be mended becomes a request with an owner and a deadline.

    :param where: a place that was found
    :param language: the one it was noted in
    :param once: what is the same when a device sends it twice
    :raises NamesSomeone: if it holds a plate or a number
    :raises NotBegun: if the walk is still to come
    :raises NobodyWouldAnswer: if nobody would answer the request
    """
    if once and (known := Finding.objects.filter(once=once).first()) is not None:
        return known
    _require_begun(walk, found_at)
    if guards.find_personal_marks(noted):
        raise NamesSomeone("A finding holds a plate, a number or a mail address.")
    assert where.lat is not None, "A finding has a place."
    assert where.lon is not None, "A finding has a place."
    place_fr, place_nl = _public_place(where)
    finding, is_new = _kept_once(
        Finding,
        walk=walk,
        axis=axis,
        is_good=is_good,
        noted=noted,
        lat=where.lat,
        lon=where.lon,
        place_fr=place_fr[:160],
        place_nl=place_nl[:160],
        found_at=min(found_at, now),
        once=once,
    )
    if not is_new:
        return finding
    if not is_good:
        finding.enquiry = enquiries.open_enquiry(
            kind=FINDING,
            language=language,
            contact={},
            message=noted,
            facts=[
                {"label": gettext_noop("Where"), "fr": where.label_fr, "nl": where.label_nl},
                {"label": gettext_noop("Found on"), "fr": walk.name_fr, "nl": walk.name_nl},
            ],
            neighbourhood=where.neighbourhood or walk.neighbourhood,
            street=where.street,
            channel=Enquiry.Channel.FIELD,
            by=by,
            now=now,
        )
        finding.save(update_fields=["enquiry"])
    journal.write(act="walk.found", about=walk, by=by, at=now, finding=finding.pk)
    return finding


@transaction.atomic
def score_spot(
    *,
    walk: Walk,
    lat: float,
    lon: float,
    scores: dict[str, int],
    once: str = "",
    at: datetime,
    by: Actor,
    now: datetime,
) -> WalkScore:
    """
    Keep how the group scored a spot by the nine parameters, 0 to 3 each.

    :raises NotBegun: if the walk is still to come
    """
    if once and (known := WalkScore.objects.filter(once=once).first()) is not None:
        return known
    _require_begun(walk, at)
    row, is_new = _kept_once(WalkScore, walk=walk, lat=lat, lon=lon, at=min(at, now), once=once, **scores)
    if is_new:
        journal.write(act="walk.scored", about=walk, by=by, at=now)
    return row


@transaction.atomic
def put_finding_in_words(
    *,
    finding: Finding,
    words: tuple[str, str],
    place: tuple[str, str] | None = None,
    axis: str = "",
    by: Actor,
    now: datetime,
) -> Finding:
    """
    Write what everyone reads of a finding, in French and in Dutch; what the group noted stays.

    :param place: where it is, in both languages, if it is named otherwise
    :param axis: what it is about, if the group chose wrongly
    :raises NotInBothLanguages: if one is missing
    :raises NamesSomeone: if it holds a plate or a number
    """
    place = place or (finding.place_fr, finding.place_nl)
    require_both_languages(words=words, place=place)
    if any(guards.find_personal_marks(text) for text in (*words, *place)):
        raise NamesSomeone("The words of a finding hold a plate, a number or a mail address.")
    finding.words_fr, finding.words_nl = words
    finding.place_fr, finding.place_nl = place
    finding.axis = axis or finding.axis
    finding.save(update_fields=["words_fr", "words_nl", "place_fr", "place_nl", "axis"])
    journal.write(act="walk.finding_worded", about=finding, by=by, at=now)
    return finding


@transaction.atomic
def drop_finding(*, finding: Finding, by: Actor, now: datetime) -> None:
    """Take out what should not have been noted, such as words about a person (H09); its request goes with it."""
    enquiry = finding.enquiry
    journal.write(act="walk.finding_erased", about=finding.walk, by=by, at=now, finding=finding.pk)
    finding.delete()
    if enquiry is not None:
        enquiries.erase(enquiry=enquiry, by=by, now=now)


@transaction.atomic
def look_again(*, walk: Walk, finding: Finding, is_gone: bool, by: Actor, now: datetime) -> SecondLook:
    """
    Note whether what the walk before found is gone.

    :raises NotOfTheWalkBefore: if this walk does not repeat the one that found it
    """
    if walk.after_id is None or walk.after_id != finding.walk_id:
        raise NotOfTheWalkBefore(f"Walk {walk.pk} does not repeat walk {finding.walk_id}.")
    look, _is_new = SecondLook.objects.update_or_create(walk=walk, finding=finding, defaults={"is_gone": is_gone})
    journal.write(act="walk.looked_again", about=walk, by=by, at=now, finding=finding.pk)
    return look


@transaction.atomic
def publish_walk(*, walk: Walk, by: Actor, now: datetime) -> Walk:
    """
    Let everyone read a walk, its findings and each answer.

    :raises NotHeld: if it was not held yet
    :raises NotInBothLanguages: if a finding lacks its words in one language
    """
    locked = Walk.objects.select_for_update(of=("self",)).get(pk=walk.pk)
    if locked.held_at is None:
        raise NotHeld(f"Walk {locked.pk} was not held yet.")
    for finding in locked.findings.all():
        require_both_languages(finding=(finding.words_fr, finding.words_nl))
    locked.published_at = locked.published_at or now
    locked.save(update_fields=["published_at"])
    memory.changed(LIGHT)  # what it found counts in the weight of a metre from now on
    journal.write(act="walk.published", about=locked, by=by, at=now)
    return locked


def keep_answer(*, enquiry: Enquiry) -> None:
    """Keep the public words of an answer with the finding, for when the request is destroyed."""
    Finding.objects.filter(enquiry=enquiry).update(answer_fr=enquiry.reason_fr, answer_nl=enquiry.reason_nl)
    memory.changed(LIGHT)


def _kept_once(model: type[Row], *, once: str, **values: Any) -> tuple[Row, bool]:
    """Create a row, or return the one that the same sending made a moment before."""
    try:
        with transaction.atomic():
            return model.objects.create(once=once, **values), True
    except IntegrityError:
        known = model.objects.filter(once=once).first() if once else None
        if known is None:
            raise
        return known, False


def _public_place(where: Where) -> tuple[str, str]:
    """Name a corner or a place, else the street: never the number of anybody's house."""
    if where.street is None or where.spot is not None:
        return where.label_fr, where.label_nl
    return where.street.name_in("fr"), where.street.name_in("nl")


def _require_begun(walk: Walk, moment: datetime) -> None:
    if walk.starts_at > moment:
        raise NotBegun(f"Walk {walk.pk} begins at {walk.starts_at:%Y-%m-%d %H:%M}.")


def _require_words(walk: Walk) -> None:
    require_both_languages(
        name=(walk.name_fr, walk.name_nl),
        meeting=(walk.meeting_fr, walk.meeting_nl),
    )
    for texts in ((walk.who_fr, walk.who_nl), (walk.access_fr, walk.access_nl)):
        if any(texts):
            require_both_languages(text=texts)
