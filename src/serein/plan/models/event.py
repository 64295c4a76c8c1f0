"""What happened to the plan: append-only, so that any two dates can be compared."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.append_only import AppendOnly
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.plan.models.plan import Action


class PlanEvent(AppendOnly):
    """One thing that changed in an action: what it was, and what it is since."""

    class What(models.TextChoices):
        PUBLISHED = "published", _("Published")
        TITLE = "title", _("Title changed")
        SUMMARY = "summary", _("Description changed")
        OWNER = "owner", _("Handed over")
        STARTS = "starts", _("First day moved")
        DUE = "due", _("Deadline moved")
        STEP_ADDED = "step_added", _("Step added")
        STEP_TITLE = "step_title", _("Step worded anew")
        STEP_DUE = "step_due", _("Deadline of a step moved")
        STEP_DONE = "step_done", _("Step done")
        STEP_REOPENED = "step_reopened", _("Step not done after all, because…")
        STEP_LATE = "step_late", _("Step late, because…")
        STEP_OWNER = "step_owner", _("Step handed over")
        STEP_BLOCKED = "step_blocked", _("Step blocked by…")
        STEP_UNBLOCKED = "step_unblocked", _("Step no longer blocked")
        AGREED = "agreed", _("A partner agreed")
        BUDGET = "budget", _("Budget changed")
        INDICATOR_ADDED = "indicator_added", _("Indicator added")
        INDICATOR = "indicator", _("Indicator changed")
        READING = "reading", _("New figure")
        OBJECTIVE = "objective", _("Objective worded anew")
        NEEDS = "needs", _("Waits for one more action")
        PROMISE = "promise", _("Serves one more promise")
        PROBLEM = "problem", _("Answers one more problem")
        ABANDONED = "abandoned", _("Abandoned, because…")

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.PROTECT, related_name="events")
    what = models.CharField(max_length=20, choices=What.choices)
    at = models.DateTimeField()
    about_fr = models.CharField(max_length=200, blank=True)
    about_nl = models.CharField(max_length=200, blank=True)
    was_fr = models.TextField(blank=True)
    was_nl = models.TextField(blank=True)
    is_fr = models.TextField(blank=True)
    is_nl = models.TextField(blank=True)
    was_on = models.DateField(null=True, blank=True)
    is_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["at"], name="plan_events_by_moment")]

    def __str__(self) -> str:
        return f"{self.action_id} {self.what}"

    @property
    def about(self) -> str:
        return in_language(self.about_fr, self.about_nl, get_language())

    @property
    def was(self) -> str:
        return in_language(self.was_fr, self.was_nl, get_language())

    @property
    def days(self) -> str:
        """Return the day that it is about, after the one it was, if it moved."""
        return " → ".join(date_format(day, "j F Y") for day in (self.was_on if self.is_on else None, self.is_on) if day)

    @property
    def details(self) -> str:
        return " – ".join(text for text in (self.about, self.now_is, self.days) if text)

    @property
    def now_is(self) -> str:
        return in_language(self.is_fr, self.is_nl, get_language())
