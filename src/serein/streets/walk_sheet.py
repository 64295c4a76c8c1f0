"""The sheet that a group takes along: six axes with room to write, for those without a phone."""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit import pdf
from serein.streets.models import Finding, Walk
from serein.territory.queries import home_commune

_SHEET = Path(__file__).parent / "typst" / "walk_sheet.typ"


def print_sheet(walk: Walk, language: str) -> bytes:
    """Return a tagged A4 sheet in one language."""
    with override(language):
        return pdf.render(
            _SHEET,
            language=language,
            title=walk.name,
            is_fictive=home_commune().is_fictive,
            when=date_format(timezone.localtime(walk.starts_at), "l j F Y H:i"),
            meeting=_("Meeting point: %(place)s") % {"place": walk.meeting},
            manner=_("Write about places and things, never about people: no name, no plate, no number."),
            place=_("Where is it?"),
            helps=_("It helps: to be kept"),
            mend=_("To be mended"),
            axes=[str(axis.label) for axis in Finding.Axis],
            back=_("Give this sheet to whoever leads the walk: each line gets an answer that everyone can read."),
        )
