"""
Hours of the night as people say them.

Every moment is one instant; what people say of it is local. On the night when clocks go back, an hour comes twice: it
is then said which of the two is meant.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def comes_twice(moment: datetime) -> bool:
    """Whether the local hour of a moment comes a second time that night, or came once before."""
    local = timezone.localtime(moment)
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def hour_in_words(moment: datetime) -> str:
    """Say the local hour of a moment; of an hour that comes twice, which of the two."""
    local = timezone.localtime(moment)
    hour = f"{local:%H:%M}"
    if not comes_twice(moment):
        return hour
    if local.fold == 0:
        return _("%(hour)s, the first time") % {"hour": hour}
    return _("%(hour)s, the second time") % {"hour": hour}


def hours_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """Say from when until when."""
    return pgettext("hours", "%(from)s to %(to)s") % {"from": hour_in_words(starts_at), "to": hour_in_words(ends_at)}


def price_in_words(cents: int) -> str:
    """Say a price: nothing is free, whole euros have no cents."""
    if cents == 0:
        return _("free")
    euros, rest = divmod(cents, 100)
    if rest == 0:
        return _("%(euros)d €") % {"euros": euros}
    return _("%(euros)d.%(cents)02d €") % {"euros": euros, "cents": rest}
