"""What an action is measured by. A figure comes from facts, or is typed with its source and its day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language

from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.plan.models.plan import Action
from serein.territory.models import Neighbourhood


class Indicator(models.Model):
    """A figure by which an action is judged, counted by the named source or typed by who answers for it."""

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators")
    name_fr = models.CharField(max_length=200)
    name_nl = models.CharField(max_length=200, blank=True)
    unit_fr = models.CharField(max_length=60, blank=True)
    unit_nl = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=40, blank=True)
    """The name of a count in `queries.sources`; empty where readings are typed."""
    kind = models.CharField(max_length=40, blank=True)
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    since_on = models.DateField(null=True, blank=True)
    target = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name_fr

    @property
    def name(self) -> str:
        return in_language(self.name_fr, self.name_nl, get_language())

    @property
    def unit(self) -> str:
        return in_language(self.unit_fr, self.unit_nl, get_language())


class IndicatorReading(models.Model):
    """A figure on a day, with the number of cases behind it, where it comes from, and its interval where known."""

    data_class = DataClass.D0
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="readings")
    on = models.DateField()
    value = models.FloatField()
    cases = models.PositiveIntegerField()
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    source_fr = models.CharField(max_length=200)
    source_nl = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            UniqueConstraint(name="one_reading_a_day", fields=["indicator", "on"]),
            CheckConstraint(
                name="reading_lies_in_its_interval",
                condition=Q(low=None, high=None) | (Q(low__lte=F("value")) & Q(high__gte=F("value"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.on:%Y-%m-%d}: {self.value:g}"

    @property
    def source(self) -> str:
        return in_language(self.source_fr, self.source_nl, get_language())
