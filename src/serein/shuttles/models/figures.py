"""What is left of a night: counts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from serein.kit.data_classes import DataClass
from serein.shuttles.models.night import Night


class AccidentYear(models.Model):
    """How many accidents with people hurt a source counts on the weekend nights of a year, in the commune."""

    data_class = DataClass.D1
    year = models.PositiveSmallIntegerField(_("Year"), unique=True)
    accidents = models.PositiveIntegerField(_("Accidents with people hurt, on weekend nights"))
    source = models.CharField(_("Source"), max_length=200)
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-year"]

    def __str__(self) -> str:
        return f"{self.year}"


class NightFigures(models.Model):
    """How a night went, counted at its close; riders, not groups. Pages apply the disclosure rule at reading."""

    data_class = DataClass.D1
    night = models.OneToOneField(Night, models.PROTECT, related_name="figures")
    asked = models.PositiveIntegerField(default=0)
    carried = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    turned_away = models.PositiveIntegerField(default=0)
    """Asked online and could not be promised a place."""
    seats_offered = models.PositiveIntegerField(default=0)
    """Seats of all trips that left."""
    median_wait_minutes = models.FloatField(null=True, blank=True)
    p90_wait_minutes = models.FloatField(null=True, blank=True)
    kept = models.PositiveIntegerField(default=0)
    """Riders for whom the first promise was kept within five minutes."""
    km = models.DecimalField(max_digits=7, decimal_places=1, default=0)
    cost_cents = models.PositiveIntegerField(default=0)
    coins_cents = models.PositiveIntegerField(default=0)
    by_area = models.JSONField(default=dict, blank=True)
    """Code of the neighbourhood: riders asked, riders carried."""
    otherwise = models.JSONField(default=dict, blank=True)
    """How riders would have gone home: answers, by choice."""
    counted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["night"]
        constraints: ClassVar = [
            CheckConstraint(name="carried_are_among_those_who_asked", condition=Q(carried__lte=F("asked"))),
            CheckConstraint(name="kept_are_among_the_carried", condition=Q(kept__lte=F("carried"))),
        ]

    def __str__(self) -> str:
        return f"{self.night_id}"
