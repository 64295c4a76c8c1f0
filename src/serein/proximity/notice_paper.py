"""Notices on paper, two to a sheet, in French and Dutch: the commune's own address, a number to check, a code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from serein.kit import pdf, qr
from serein.people import queries as people
from serein.people.models import BeatDesk
from serein.proximity.models import VisitNotice
from serein.territory.queries import home_commune

_TYPST = Path(__file__).parent / "typst" / "notices.typ"


def pad(*, notices: Sequence[VisitNotice], now: datetime) -> bytes:
    """Return the PDF of a pad of one beat."""
    desk = BeatDesk.objects.select_related("post__help_number").filter(beat=notices[0].beat_id).first()
    on = timezone.localdate(now)
    number = people.shown(desk.post.help_number, on) if desk and desk.post.help_number else None
    commune = home_commune()
    with override("fr"):
        checked_fr = f"{settings.SITE_URL}{reverse('proximity:check_notice')}"
    with override("nl"):
        checked_nl = f"{settings.SITE_URL}{reverse('proximity:check_notice')}"
    return pdf.render(
        _TYPST,
        language="fr",
        title="Avis de passage / Bericht van bezoek",
        is_fictive=commune.is_fictive,
        credit=f"{on:%d/%m/%Y}",
        commune=" / ".join(dict.fromkeys((commune.name_fr, commune.name_nl or commune.name_fr))),
        host=urlparse(settings.SITE_URL).netloc,
        checked_fr=checked_fr,
        checked_nl=checked_nl,
        phone=number.number if number else "",
        post=desk.post.name_fr if desk else "",
        notices=[_notice(one) for one in notices],
    )


def _notice(notice: VisitNotice) -> dict[str, str]:
    with override("fr"):
        link = f"{settings.SITE_URL}{reverse('proximity:answer_notice', args=[notice.code])}"
    return {"number": notice.number, "qr": qr.svg(link), "link": link}
