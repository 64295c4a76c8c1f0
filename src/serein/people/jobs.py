"""What comes due about people: numbers that someone must call again."""

from datetime import datetime, time

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit import outbox
from serein.kit.jobs import job
from serein.people import queries

_EVERY_DAYS = 7


@job("people.remind_of_numbers", at=time(7, 30))
def remind_of_numbers(now: datetime) -> None:
    """Tell the owner of a help number that it must be verified: on its day, and each week until it is (H20)."""
    today = timezone.localdate(now)
    for number in queries.list_numbers_to_verify(on=today):
        if number.owner.email and number.days_due(today) % _EVERY_DAYS == 1:
            with override("fr"):
                outbox.post(
                    to=number.owner.email,
                    language="fr",
                    subject=_("To verify: %(label)s") % {"label": number.label},
                    body=render_to_string(
                        "people/mail/verify_number.txt",
                        {
                            "number": number,
                            "is_demo": settings.DEMO,
                            "link": f"{settings.SITE_URL}{reverse('people:numbers')}",
                        },
                    ),
                    about=f"people.helpnumber:{number.pk}:{today.isoformat()}",
                    now=now,
                )
