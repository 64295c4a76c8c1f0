"""What must be in order before a night opens, and what proves it on its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from serein.shuttles.models import Night, Proof, Requirement


@dataclass(frozen=True)
class Standing:
    """A requirement on a day, and the proof that holds then, if any."""

    requirement: Requirement
    proof: Proof | None


def list_standing(*, day: date) -> list[Standing]:
    """List every requirement with the proof that holds on a day; in two queries."""
    rows = Requirement.objects.prefetch_related("proofs")
    return [Standing(row, next((proof for proof in row.proofs.all() if proof.holds_on(day)), None)) for row in rows]


def list_missing(*, night: Night) -> list[Requirement]:
    """List what keeps a night from opening: what is not proved from its first day to its last."""
    days = {timezone.localdate(night.starts_at), timezone.localdate(night.ends_at)}
    standing = [row for day in sorted(days) for row in list_standing(day=day)]
    missing = [row.requirement for row in standing if row.requirement.is_required and row.proof is None]
    return list(dict.fromkeys(missing))
