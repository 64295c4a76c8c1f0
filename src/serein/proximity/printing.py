"""On paper: the streets of a post, and a poster for each beat, both in French and Dutch."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit import pdf, qr
from serein.people import queries as people
from serein.people.models import Post
from serein.people.templatetags.people import hours_in_words, in_words
from serein.proximity.queries import inspectors
from serein.territory.models import Address, Beat
from serein.territory.queries import ATTRIBUTION, home_commune

_TYPST = Path(__file__).parent / "typst"
_BOTH = ("fr", "nl")


def streets_of_post(*, post: Post, now: datetime) -> bytes:
    """Return the PDF of every street that the inspectors of a post serve, with the numbers on both sides."""
    servings = [s for s in people.who_serve(now=now).values() if s.desk and s.desk.post_id == post.pk]
    servings.sort(key=lambda serving: serving.desk.beat.code if serving.desk else "")
    with override("fr"):
        return pdf.render(
            _TYPST / "streets.typ",
            language="fr",
            title=f"{post.name_fr} / {post.name_nl or post.name_fr}",
            is_fictive=home_commune().is_fictive,
            credit=_credit(now),
            post_address=post.address_fr,
            post_hours=_in_both_languages(post.opening_hours),
            lead_fr="Trouvez votre rue : l'inspecteur·trice de son secteur vous répond.",
            lead_nl="Zoek uw straat: de wijkinspecteur van dat gebied antwoordt u.",
            beats=[_beat(serving) for serving in servings],
        )


def poster_of_beat(*, beat: Beat, now: datetime) -> bytes:
    """Return the A4 poster of a beat, whose code leads to its page."""
    answer = inspectors.who_answers(beat=beat, now=now)
    serving = answer.serving
    with override("fr"):
        link = f"{settings.SITE_URL}{reverse('proximity:find_inspector')}?{urlencode({'beat': beat.code})}"
        numbers = people.read_help_numbers(on=timezone.localdate(now)).by_code("police", "rescue")
        told = " · ".join(number.number for number in numbers)
        return pdf.render(
            _TYPST / "poster.typ",
            language="fr",
            title="Votre inspecteur·trice de quartier",
            title_nl="Uw wijkinspecteur",
            is_fictive=home_commune().is_fictive,
            credit=_credit(now),
            beat=f"{beat.code} {beat.name_fr}"
            + (f" / {beat.name_nl}" if beat.name_nl not in ("", beat.name_fr) else ""),
            who=serving.acting.display_name if serving.acting else (serving.post.name_fr if serving.post else ""),
            languages=_speaks(serving, "fr"),
            languages_nl=_speaks(serving, "nl"),
            post=serving.post.name_fr if serving.post else "",
            post_address=serving.post.address_fr if serving.post else "",
            post_hours=_in_both_languages(serving.post.opening_hours) if serving.post else "",
            email=serving.desk.email if serving.desk else "",
            surgeries=sorted({_weekly(meeting) for meeting in answer.meetings}),
            qr=qr.svg(link),
            qr_alt=_("Code that opens %(link)s") % {"link": link},
            link=link,
            emergency_fr=f"Urgence, cela se passe maintenant : {told}",
            emergency_nl=f"Nood, het gebeurt nu: {told}",
        )


def _speaks(serving: people.Serving, language: str) -> str:
    with override(language):
        return in_words(serving.acting.languages) if serving.acting else ""


def _beat(serving: people.Serving) -> dict[str, Any]:
    assert serving.desk is not None
    beat = serving.desk.beat
    who = serving.acting.display_name if serving.acting else serving.desk.post.name_fr
    return {
        "code": beat.code,
        "name": beat.name_fr if beat.name_nl in ("", beat.name_fr) else f"{beat.name_fr} / {beat.name_nl}",
        "who": who,
        "email": serving.desk.email,
        "streets": list(_streets(beat)),
    }


def _streets(beat: Beat) -> Iterable[dict[str, str]]:
    rows = (
        Address.objects.present()
        .filter(beat=beat)
        .select_related("street")
        .order_by("street__name_fr", "street_id", "house_number")
    )
    for _pk, addresses in groupby(rows, key=lambda address: address.street_id):
        group = list(addresses)
        street = group[0].street
        names = dict.fromkeys(name for name in (street.name_fr, street.name_nl) if name)
        yield {
            "name": " / ".join(names),
            "numbers": inspectors.numbers_in_words(address.house_number for address in group),
        }


def _in_both_languages(opening_hours: str) -> str:
    told = []
    for language in _BOTH:
        with override(language):
            told.append(hours_in_words(opening_hours))
    return " / ".join(dict.fromkeys(told))


def _weekly(meeting: inspectors.Meeting) -> str:
    days = []
    for language in _BOTH:
        with override(language):
            days.append(meeting.surgery.get_weekday_display())
    return (
        f"{' / '.join(days)} {meeting.surgery.opens:%H:%M}–{meeting.surgery.closes:%H:%M}, {meeting.surgery.place_fr}"
    )


def _credit(now: datetime) -> str:
    return f"{timezone.localdate(now):%d/%m/%Y} · {ATTRIBUTION}"
