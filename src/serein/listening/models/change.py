"""A year later the same panel says whether it changed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from serein.kit.append_only import AppendOnly
from serein.kit.data_classes import DataClass
from serein.listening.models.priority import PriorityRound
from serein.listening.models.problem import Problem


class ChangeRound(models.Model):
    """The question "did it change?" to the panel of a round, a year after."""

    data_class = DataClass.D0
    round = models.OneToOneField(PriorityRound, models.PROTECT, related_name="change_round")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opens_at"]
        constraints: ClassVar = [
            CheckConstraint(name="change_round_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            CheckConstraint(
                name="change_is_published_after_the_close",
                condition=Q(published_at=None) | Q(published_at__gte=F("closes_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.opens_at:%Y-%m-%d}"

    def is_running(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def is_closed(self, now: datetime) -> bool:
        return self.closes_at <= now


class ChangeAnswer(models.Model):
    """What one code of the panel says of each problem; changed until the close."""

    class What(models.TextChoices):
        BETTER = "better", _("Better")
        SAME = "same", _("The same")
        WORSE = "worse", _("Worse")
        UNKNOWN = "unknown", _("I do not know")

    data_class = DataClass.D1
    change_round = models.ForeignKey(ChangeRound, models.CASCADE, related_name="answers")
    voter = models.CharField(max_length=32)
    said = models.JSONField()
    """One of the four answers by the key of the problem."""

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="a_voter_says_once_whether_it_changed", fields=["change_round", "voter"]),
        ]

    def __str__(self) -> str:
        return str(self.change_round_id)


class PublishedChange(AppendOnly):
    """What the panel said of a problem; written once, never changed afterwards (H29)."""

    data_class = DataClass.D0
    change_round = models.ForeignKey(ChangeRound, models.PROTECT, related_name="results")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="changes")
    better = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    worse = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_change_is_published_once_of_a_problem", fields=["change_round", "problem"]),
        ]

    def __str__(self) -> str:
        return f"{self.change_round_id} {self.problem_id}"

    @property
    def n(self) -> int:
        return self.better + self.same + self.worse
