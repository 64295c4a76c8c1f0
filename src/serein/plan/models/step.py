"""The dated steps of an action, and the reminders of them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.people.models import Office
from serein.plan.models.plan import Action, Titled


class Step(Titled):
    """A part of an action that is done by a day. Why it is late, or what blocks it, is said in words."""

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.CASCADE, related_name="steps")
    rank = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    late_reason_fr = models.TextField(max_length=500, blank=True)
    late_reason_nl = models.TextField(max_length=500, blank=True)
    blocked_by_fr = models.TextField(max_length=500, blank=True)
    blocked_by_nl = models.TextField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["rank"]
        constraints: ClassVar = [
            UniqueConstraint(name="step_rank_is_unique_in_its_action", fields=["action", "rank"]),
            CheckConstraint(
                name="step_done_is_not_blocked",
                condition=Q(done_on=None) | Q(blocked_by_fr="", blocked_by_nl=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], name="steps_open_by_day", condition=Q(done_on=None)),
        ]

    @property
    def late_reason(self) -> str:
        return in_language(self.late_reason_fr, self.late_reason_nl, get_language())

    @property
    def blocked_by(self) -> str:
        return in_language(self.blocked_by_fr, self.blocked_by_nl, get_language())

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def public_late_reason(self) -> str:
        """Why it is late, once that is said in both languages (H27)."""
        return self.late_reason if self.late_reason_fr and self.late_reason_nl else ""

    @property
    def public_blocked_by(self) -> str:
        return self.blocked_by if self.blocked_by_fr and self.blocked_by_nl else ""

    @property
    def is_blocked(self) -> bool:
        return bool(self.blocked_by_fr or self.blocked_by_nl)

    def is_late_on(self, day: date) -> bool:
        return self.done_on is None and self.due_on < day


class Reminder(models.Model):
    """A mail that asked an office how a step goes; its links answer once, while that office does the step."""

    class Kind(models.TextChoices):
        BEFORE = "before", _("Before the day")
        OVERDUE = "overdue", _("After the day")

    data_class = DataClass.D0
    step = models.ForeignKey(Step, models.CASCADE, related_name="reminders")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sent_on = models.DateField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="an_office_is_asked_of_a_step_once_a_day", fields=["step", "office", "sent_on"])
        ]

    def __str__(self) -> str:
        return f"{self.step_id} {self.sent_on:%Y-%m-%d}"
