"""A walk is announced, held, what it found goes to whoever can mend it, and its answers are public."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import guards, journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.streets.kinds import FINDING
from serein.streets.models import Finding, Walk, WalkScore
from serein.territory.where import Where

TRAITS = ("seniors", "wheelchair", "pram", "young", "women", "visitors")


class NamesSomeone(Exception):
    """A finding tells of a place, never of a person (H09)."""


class NotHeld(Exception):
    """A walk is published once it was held."""


@transaction.atomic
def announce_walk(*, by: Actor, now: datetime, **values: Any) -> Walk:
    """
    Announce a walk.

    :raises NotInBothLanguages: if its name or its meeting point lacks French or Dutch
    """
    walk = Walk(**values)
    require_both_languages(name=(walk.name_fr, walk.name_nl), meeting=(walk.meeting_fr, walk.meeting_nl))
    walk.save(force_insert=True)
    journal.write(act="walk.announced", about=walk, by=by, at=now)
    return walk


@transaction.atomic
def hold_walk(*, walk: Walk, group_size: int, traits: list[str], by: Actor, now: datetime) -> Walk:
    """Note that a walk was held, and by what kind of group."""
    locked = Walk.objects.select_for_update(of=("self",)).get(pk=walk.pk)
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
    once: str = "",
    found_at: datetime,
    by: Actor,
    now: datetime,
) -> Finding:
    """
    Keep what a walk found; what is to be mended becomes a request with an owner and a deadline.

    :param once: what is the same when a device sends it twice
    :raises NamesSomeone: if it holds a plate or a number
    """
    if once and (known := Finding.objects.filter(once=once).first()) is not None:
        return known
    if guards.find_personal_marks(noted):
        raise NamesSomeone("A finding holds a plate, a number or a mail address.")
    finding = Finding.objects.create(
        walk=walk,
        axis=axis,
        is_good=is_good,
        noted=noted,
        lat=where.lat or 0.0,
        lon=where.lon or 0.0,
        place_fr=where.label_fr[:160],
        place_nl=where.label_nl[:160],
        found_at=min(found_at, now),
        once=once,
    )
    if not is_good:
        finding.enquiry = enquiries.open_enquiry(
            kind=FINDING,
            language="fr",
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
    """Keep how the group scored a spot by the nine parameters, 0 to 3 each."""
    if once and (known := WalkScore.objects.filter(once=once).first()) is not None:
        return known
    row = WalkScore.objects.create(walk=walk, lat=lat, lon=lon, at=min(at, now), once=once, **scores)
    journal.write(act="walk.scored", about=walk, by=by, at=now)
    return row


@transaction.atomic
def put_finding_in_words(*, finding: Finding, words_fr: str, words_nl: str, by: Actor, now: datetime) -> Finding:
    """
    Write what everyone reads of a finding, in both languages.

    :raises NotInBothLanguages: if one is missing
    :raises NamesSomeone: if it holds a plate or a number
    """
    require_both_languages(words=(words_fr, words_nl))
    if guards.find_personal_marks(words_fr) or guards.find_personal_marks(words_nl):
        raise NamesSomeone("The words of a finding hold a plate, a number or a mail address.")
    finding.words_fr, finding.words_nl = words_fr, words_nl
    finding.save(update_fields=["words_fr", "words_nl"])
    journal.write(act="walk.finding_worded", about=finding, by=by, at=now)
    return finding


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
    journal.write(act="walk.published", about=locked, by=by, at=now)
    return locked
