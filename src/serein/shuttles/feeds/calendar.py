"""The nights as iCalendar, to subscribe to. Moments are universal: right in every hour, also one that comes twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from serein.shuttles.local_hours import price_in_words
from serein.shuttles.models import Night
from serein.shuttles.queries.public import published
from serein.territory.queries import find_home_commune

_SHOWN_FOR = timedelta(days=60)
"""Nights that are over stay so long in the calendars of those who subscribed."""


def nights_as_calendar(*, now: datetime) -> bytes:
    """Return the nights to come, and those of the last two months."""
    commune = find_home_commune()
    title = _("Night shuttles")
    calendar = Calendar()
    calendar.add("prodid", "-//Serein//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{title}, {commune.name}" if commune else title)
    calendar.add("refresh-interval;value=duration", "PT12H")
    for night in published().filter(ends_at__gt=now - _SHOWN_FOR):
        calendar.add_component(_event(night))
    return bytes(calendar.to_ical())


def _event(night: Night) -> Event:
    page = f"{settings.SITE_URL}{reverse('shuttles:night', args=[night.pk])}"
    event = Event()
    event.add("uid", f"night-shuttle-{night.pk}@{urlsplit(settings.SITE_URL).hostname or 'serein'}")
    event.add("dtstamp", night.published_at or night.starts_at)
    event.add("dtstart", night.starts_at)
    event.add("dtend", night.ends_at)
    event.add("summary", _("Night shuttle: %(event)s") % {"event": night.event.name})
    event.add("location", night.waiting)
    event.add("geo", (night.lat, night.lon))
    event.add("description", _("Price: %(price)s. Book here: %(page)s") % _told(night, page))
    event.add("url", page)
    event.add("status", "CANCELLED" if night.is_called_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _told(night: Night, page: str) -> dict[str, str]:
    return {"price": price_in_words(night.price_cents), "page": page}
