"""
The mails of a night of shuttles: to who booked, and to a guardian if the rider asked for it.

None of them says where anybody lives: someone else may read the mailbox.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.kit import outbox, sealed
from serein.shuttles.local_hours import hour_in_words
from serein.shuttles.models import Ride
from serein.territory.queries import find_home_commune

DAY_BEFORE, SOON = "day", "soon"
"""The two reminders of a ride that was booked ahead."""


def about(ride: Ride) -> str:
    return f"shuttles.ride:{ride.pk}"


def about_reminder(ride: Ride, which: str) -> str:
    return f"{about(ride)}:{which}"


def every_about(ride: Ride) -> list[str]:
    """List under which names mails of a ride are kept: all of them are erased with it."""
    return [about(ride), about_reminder(ride, DAY_BEFORE), about_reminder(ride, SOON)]


def tell_booked(*, ride: Ride, now: datetime) -> None:
    """Send the number, the promise and the address of the ticket to who gave a mail address."""
    _tell_rider(ride, "shuttles/mail/booked.txt", now)


def tell_later(*, ride: Ride, now: datetime) -> None:
    """Tell who booked that the van comes later than told: `ride.told_*` are the new times."""
    _tell_rider(ride, "shuttles/mail/later.txt", now)


def tell_unplanned(*, ride: Ride, now: datetime) -> None:
    """Tell who booked that no van can take them as things are, and how else to get home."""
    _tell_rider(ride, "shuttles/mail/unplanned.txt", now)


def tell_planned_again(*, ride: Ride, now: datetime) -> None:
    """Tell who was told that no van could take them that one does, and when."""
    _tell_rider(ride, "shuttles/mail/planned_again.txt", now)


def tell_cancelled(*, ride: Ride, now: datetime) -> None:
    """Confirm that the ride was taken back, or tell that the whole night is called off."""
    _tell_rider(ride, "shuttles/mail/cancelled.txt", now)


def remind(*, ride: Ride, which: str, now: datetime) -> bool:
    """Remind who booked ahead, the day before or half an hour before; say whether there is an address to do so."""
    return _tell_rider(ride, "shuttles/mail/reminder.txt", now, about=about_reminder(ride, which))


def tell_guardian(*, ride: Ride, now: datetime) -> None:
    """Tell a guardian, if the rider asked for it, that the group is on board or home, as `ride.state` says."""
    if ride.state in (Ride.State.ABOARD, Ride.State.HOME) and (to := contact_of(ride).get("guardian_mail")):
        _post(ride, to, "shuttles/mail/guardian.txt", now, about=about(ride))


def contact_of(ride: Ride) -> dict[str, str]:
    """Open how a group may be reached, for a machine's work."""
    text = sealed.open_unseen(ride.contact)
    contact: dict[str, str] = json.loads(text) if text else {}
    return contact


def ticket_url(ride: Ride) -> str:
    """Return the address of a ticket, in the active language."""
    return f"{settings.SITE_URL}{reverse('shuttles:ticket', args=[ride.code])}"


def _tell_rider(ride: Ride, template: str, now: datetime, *, about: str = "") -> bool:
    to = contact_of(ride).get("mail")
    if to:
        _post(ride, to, template, now, about=about or f"shuttles.ride:{ride.pk}")
    return bool(to)


def _post(ride: Ride, to: str, template: str, now: datetime, *, about: str) -> None:
    with override(ride.language):
        outbox.post(
            to=to,
            language=ride.language,
            subject=_("Night shuttle, number %(number)d") % {"number": ride.number},
            body=render_to_string(template, _context(ride)),
            about=about,
            now=now,
        )


def _context(ride: Ride) -> dict[str, Any]:
    commune = find_home_commune()
    return {
        "ride": ride,
        "night": ride.night,
        "event": ride.night.event,
        "commune": commune,
        "day": timezone.localtime(ride.told_up_at),
        "leaves": hour_in_words(ride.told_up_at),
        "home": hour_in_words(ride.told_off_at),
        "ended": hour_in_words(ride.ended_at) if ride.ended_at else "",
        "promised": hour_in_words(ride.promised_up_at),
        "link": ticket_url(ride),
        "is_demo": settings.DEMO,
    }
