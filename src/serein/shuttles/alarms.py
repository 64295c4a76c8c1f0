"""A night on which people count is never forgotten: its service is told when nobody opens it, or nobody closes it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.enquiries.letters import STAFF_LANGUAGE
from serein.kit import outbox
from serein.kit.models import OutboxMail
from serein.people import queries as people
from serein.people.models import Office
from serein.shuttles.kinds import NIGHT_ASKED
from serein.shuttles.models import Night

NOT_OPENED_AFTER = timedelta(minutes=15)
NOT_CLOSED_AFTER = timedelta(hours=1)


def warn_of_unattended(*, now: datetime) -> int:
    """Tell the service once of each night that should be open and is not, or should be closed; return how many."""
    unopened = Night.objects.filter(state=Night.State.PUBLISHED, starts_at__lte=now - NOT_OPENED_AFTER)
    unclosed = Night.objects.filter(state=Night.State.RUNNING, ends_at__lte=now - NOT_CLOSED_AFTER)
    told = sum(_warn(night, "unopened", now) for night in unopened.select_related("event"))
    return told + sum(_warn(night, "unclosed", now) for night in unclosed.select_related("event"))


@transaction.atomic
def _warn(night: Night, what: str, now: datetime) -> int:
    about = f"shuttles.night:{night.pk}:{what}"
    office = Office.objects.filter(code=NIGHT_ASKED.office).first()
    if office is None or OutboxMail.objects.filter(about=about).exists():
        return 0
    to = {office.email, *people.list_mail_of_holders(office=office, now=now)} - {""}
    with override(STAFF_LANGUAGE):
        subject = _("A night of shuttles is not open") if what == "unopened" else _("A night of shuttles is not closed")
        link = f"{settings.SITE_URL}{reverse('shuttles:desk_night', args=[night.pk])}"
        context = {"night": night, "what": what, "link": link, "is_demo": settings.DEMO}
        body = render_to_string("shuttles/mail/unattended.txt", context)
    for address in sorted(to):
        outbox.post(to=address, language=STAFF_LANGUAGE, subject=subject, body=body, about=about, now=now)
    return 1
