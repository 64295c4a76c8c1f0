"""Events that people go out for."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass
from serein.people.models import Organisation


class EventQuerySet(models.QuerySet["Event"]):
    def to_come(self, moment: datetime) -> Self:
        return self.filter(ends_at__gt=moment)


class Event(BilingualName):
    """A festive event: what, where, when, how many people, and who organises it."""

    data_class = DataClass.D0
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("Organiser"))
    place_fr = models.CharField(_("Place, in French"), max_length=160)
    place_nl = models.CharField(_("Place, in Dutch"), max_length=160)
    lat = models.FloatField()
    lon = models.FloatField()
    starts_at = models.DateTimeField(_("Begins at"))
    ends_at = models.DateTimeField(_("Ends at"))
    expected_people = models.PositiveIntegerField(_("People expected"))

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            CheckConstraint(name="event_has_a_name_in_both_languages", condition=~Q(name_fr="") & ~Q(name_nl="")),
            CheckConstraint(name="event_lies_on_earth", condition=Q(lat__range=(-90, 90)) & Q(lon__range=(-180, 180))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        return in_language(self.place_fr, self.place_nl, get_language())
