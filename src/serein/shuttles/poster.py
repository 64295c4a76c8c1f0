"""The poster of a night: what, from when, from where, for how much, and a code that opens its page."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serein.kit import pdf, qr
from serein.shuttles.local_hours import hours_in_words, price_in_words
from serein.shuttles.models import Night
from serein.shuttles.queries.public import zone_in_words
from serein.territory.queries import home_commune

_TYPST = Path(__file__).parent / "typst"


def print_poster(night: Night) -> bytes:
    """Return the A4 poster of a night in the language that is spoken."""
    link = f"{settings.SITE_URL}{reverse('shuttles:night', args=[night.pk])}"
    price = price_in_words(night.price_cents)
    return pdf.render(
        _TYPST / "poster.typ",
        language=get_language() or "fr",
        title=_("Everyone home, nobody left"),
        is_fictive=home_commune().is_fictive,
        credit=home_commune().name,
        kicker=_("Night shuttle"),
        event=night.event.name,
        day=date_format(timezone.localtime(night.starts_at), "l j F Y"),
        hours=hours_in_words(night.starts_at, night.ends_at),
        lines=[
            [_("From where"), night.waiting if night.is_doorstep else _("From your door")],
            [_("To where"), _("Your door, in: %(zone)s") % {"zone": ", ".join(zone_in_words(night))}],
            [_("Price"), price],
            [_("For whom"), night.who],
            [_("Accessibility"), night.access],
        ],
        book=_("Book in a minute, without an account. No phone? Ask at the waiting point."),
        qr=qr.svg(link),
        qr_alt=_("Code that opens %(link)s") % {"link": link},
        link=link,
        help=_("In danger call 112."),
        is_cancelled=_("This night is called off") if night.is_called_off else "",
    )
