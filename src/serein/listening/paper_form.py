"""The form of a report on paper, in both languages, each sheet with its code: for the desk, notice boards, a fair."""

from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override

from serein.kit import pdf
from serein.listening.kinds import THINGS
from serein.listening.paper import new_paper_code
from serein.listening.reference import not_for_reports
from serein.people.models import Office
from serein.territory.queries import find_home_commune

COPIES = 10
_FORM = Path(__file__).parent / "typst" / "report_form.typ"


def sheets(*, copies: int) -> bytes:
    """Return so many sheets; each is French on one side and Dutch on the other, under one code."""
    codes = [new_paper_code() for _copy in range(copies)]
    commune = find_home_commune()
    names = {language: commune.name_in(language) if commune else "" for language in ("fr", "nl")}
    works = Office.objects.filter(code="works").first()
    return pdf.render(
        _FORM,
        language="fr",
        title=f"Signaler une chose / Een zaak melden – {names['fr']}".rstrip(" –"),
        is_fictive=bool(commune and commune.is_fictive),
        codes=codes,
        sides=[_side(language, name, works) for language, name in names.items()],
    )


def _side(language: str, commune: str, works: Office | None) -> dict[str, Any]:
    with override(language):
        elsewhere = not_for_reports()
        return {
            "language": language,
            "title": gettext("Report a thing"),
            "lead": gettext("A lamp, a pavement, a bench… Things, not people. Write in capitals if you can."),
            "what": gettext("What is it about?"),
            "things": [{"label": str(thing.label), "hint": str(thing.hint)} for thing in THINGS],
            "where": gettext("Where is it?"),
            "where_hint": gettext("A street and a number, a place or a street corner"),
            "tell": gettext("What did you see?"),
            "tell_hint": gettext("In a sentence. About the thing, not about people: no name, no plate, no number."),
            "reach": gettext("If you wish: how do we reach you?"),
            "consents": [gettext("Answer me there"), gettext("Pass my contact on to whoever mends it")],
            "back": gettext("Hand it in at the desk of %(commune)s, or send it there: %(office)s")
            % {"commune": commune, "office": works.email if works else commune},
            "code": gettext("Keep this code: it lets you follow your report, once the desk has entered it."),
            "not_now": elsewhere.now.text,
        }
