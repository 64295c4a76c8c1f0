"""What must be in order before a night opens is written down, and proved, with dates."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.shuttles.models import Proof, Requirement
from serein.shuttles.reference import usual_requirements


class ProofEndsBeforeItStarts(Exception):
    """A proof is valid for a day at least."""


@transaction.atomic
def keep_requirement(
    *, code: str, name: tuple[str, str], source: str, is_required: bool = True, by: Actor, now: datetime
) -> Requirement:
    """
    Write a requirement down, or correct it; what the law asks stands in these rows and nowhere in the code.

    :raises NotInBothLanguages: if its name lacks French or Dutch
    """
    require_both_languages(name=name)
    values = {"name_fr": name[0], "name_nl": name[1], "source": source, "is_required": is_required}
    row, _is_new = Requirement.objects.update_or_create(code=code, defaults=values)
    journal.write(act="requirement.kept", about=row, by=by, at=now)
    return row


@transaction.atomic
def prove(
    *, requirement: Requirement, reference: str, valid_from: date, valid_until: date | None, by: Actor, now: datetime
) -> Proof:
    """
    Enter the proof of a requirement, with its dates; earlier ones stay.

    :raises ProofEndsBeforeItStarts: if it does
    """
    if valid_until is not None and valid_until < valid_from:
        raise ProofEndsBeforeItStarts(f"Valid from {valid_from} until {valid_until}.")
    proof = Proof.objects.create(
        requirement=requirement, reference=reference, valid_from=valid_from, valid_until=valid_until, entered_at=now
    )
    journal.write(act="requirement.proved", about=proof, by=by, at=now, requirement=requirement.pk)
    return proof


@transaction.atomic
def keep_usual_requirements(*, by: Actor, now: datetime) -> list[Requirement]:
    """Begin with the requirements that are usual, each marked with its source; those that are there stay."""
    known = set(Requirement.objects.values_list("code", flat=True))
    return [
        keep_requirement(code=row["code"], name=(row["name_fr"], row["name_nl"]), source=row["source"], by=by, now=now)
        for row in usual_requirements()
        if row["code"] not in known
    ]
