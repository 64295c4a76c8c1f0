"""Templates of staff come and go; the report of a residence check opens its door for one paper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.kit import journal, sealed
from serein.kit.actors import Actor
from serein.proximity import letter_files, letters
from serein.proximity.models import LetterTemplate, Visit


@transaction.atomic
def upload_template(*, use: str, language: str, raw: bytes, file_name: str, by: Actor, now: datetime) -> LetterTemplate:
    """
    Put a template in force for a use and a language.

    :raises WrongTemplate: if it is no text, could do more than be filled, or asks for what we do not hold
    """
    kind = letter_files.check(raw, known=letters.PLACEHOLDERS[use])
    template = LetterTemplate.objects.create(
        use=use, language=language, kind=kind, content=raw, file_name=file_name[-120:], uploaded_at=now
    )
    journal.write(act="letter_template.uploaded", about=template, by=by, at=now, use=use, language=language, kind=kind)
    return template


@transaction.atomic
def withdraw_template(*, template: LetterTemplate, by: Actor, now: datetime) -> None:
    """Take a template away: the one before, or the house's text, is in force again."""
    LetterTemplate.objects.filter(pk=template.pk).delete()
    journal.write(act="letter_template.withdrawn", about=template, by=by, at=now, use=template.use)


@transaction.atomic
def write_report(*, visit: Visit, language: str, kind: str, by: Actor, now: datetime) -> bytes:
    """Write the report of an ended residence check; that its door and reference were opened is journalled."""
    texts = sealed.read(row=visit, fields=["place", "reference"], why="letter", by=by, at=now)
    values = letters.of_check(visit=visit, texts=texts, language=language, now=now)
    return letters.write(use=LetterTemplate.Use.RESIDENCE_CHECK, language=language, kind=kind, values=values, now=now)
