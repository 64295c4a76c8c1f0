"""
Tasks without content, and the commune's own visits.

What the prosecutor, bailiffs and other zones ask is a type, a beat, dates and a band of minutes: no name, no address.
Only a visit of the commune carries a door, sealed, for as long as it is needed.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from serein.kit.data_classes import DataClass
from serein.kit.fields import SealedTextField
from serein.proximity.models.catalogue import TaskType
from serein.territory.models import Beat


class MinutesBand(models.TextChoices):
    UNDER_15 = "u15", _("under 15 minutes")
    UNDER_30 = "u30", _("15 to 30 minutes")
    UNDER_60 = "u60", _("30 to 60 minutes")
    UNDER_120 = "u120", _("1 to 2 hours")
    LONGER = "o120", _("over 2 hours")


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> Self:
        return self.filter(closed_on=None)


class Task(models.Model):
    """One thing to do in a beat: its type and its dates. Whoever serves the beat does it."""

    class Ending(models.TextChoices):
        DONE = "done", _("Done")
        RETURNED = "returned", _("Sent back to who asked")
        GIVEN_OVER = "given_over", _("Given over to another service")
        DROPPED = "dropped", _("No longer needed")

    data_class = DataClass.D2
    task_type = models.ForeignKey(TaskType, models.PROTECT, related_name="tasks")
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="+")
    received_on = models.DateField(_("Received on"))
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    closed_on = models.DateField(_("Ended on"), null=True, blank=True)
    ending = models.CharField(_("How it ended"), max_length=10, choices=Ending.choices, blank=True)
    minutes_band = models.CharField(_("Time it took"), max_length=4, choices=MinutesBand.choices, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    """When its result went back in a file to who asked."""
    once = models.CharField(max_length=64, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_on", "received_on", "pk"]
        constraints: ClassVar = [
            CheckConstraint(
                name="a_task_ends_after_it_came", condition=Q(closed_on=None) | Q(closed_on__gte=F("received_on"))
            ),
            CheckConstraint(
                name="a_task_that_ended_says_how",
                condition=Q(closed_on=None, ending="") | Q(closed_on__isnull=False) & ~Q(ending=""),
            ),
            UniqueConstraint(name="a_task_is_received_once", fields=["once"], condition=~Q(once="")),
        ]
        indexes: ClassVar = [
            models.Index(fields=["beat", "due_on"], name="open_tasks_of_a_beat", condition=Q(closed_on=None)),
            models.Index(fields=["task_type", "received_on"], name="tasks_of_a_type"),
        ]

    def __str__(self) -> str:
        return f"{self.task_type_id} {self.received_on:%Y-%m-%d}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def open(self) -> Self:
        return self.filter(task__closed_on=None)


class Visit(models.Model):
    """A task of the commune's own that is done at a door. The door is D3 and goes once the result is back."""

    class Finding(models.TextChoices):
        LIVES_HERE = "lives_here", _("Lives here")
        MOVED = "moved", _("Does not live here any more")
        NEVER_HOME = "never_home", _("Nobody home at any visit")
        DONE = "done", _("Seen, and done")

    data_class = DataClass.D3
    field_data_classes: ClassVar = {
        "place": DataClass.D3,
        "household": DataClass.D3,
        "reference": DataClass.D3,
    }
    task = models.OneToOneField(Task, models.CASCADE, related_name="visit")
    place = SealedTextField(until="key_day")
    """JSON: lat, lon, label_fr, label_nl."""
    household = SealedTextField(blank=True, until="key_day")
    """The name on the request, where the office that asked gave one."""
    reference = SealedTextField(blank=True, until="key_day")
    """The asking office's own number: it goes back with the result."""
    door = models.CharField(max_length=32, blank=True)
    """Blind index of the address: visits to one door are made together."""
    language = models.CharField(max_length=2, default="fr")
    not_before = models.TimeField(_("Not before"), null=True, blank=True)
    not_after = models.TimeField(_("Not after"), null=True, blank=True)
    agreed_from = models.DateTimeField(null=True, blank=True)
    agreed_until = models.DateTimeField(null=True, blank=True)
    """The hours that a resident proposed and the inspector accepted."""
    finding = models.CharField(_("What was found"), max_length=12, choices=Finding.choices, blank=True)
    set_aside = models.JSONField(default=dict, blank=True)
    """How a desk had ended it (`ending`, `closed_on`, `finding`) before an attempt told otherwise."""
    key_day = models.DateField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                name="agreed_hours_are_a_period",
                condition=Q(agreed_from=None, agreed_until=None) | Q(agreed_until__gt=F("agreed_from")),
            ),
            CheckConstraint(
                name="hours_of_a_door_are_a_period",
                condition=Q(not_before=None) | Q(not_after=None) | Q(not_after__gt=F("not_before")),
            ),
            CheckConstraint(
                name="an_erased_visit_holds_no_door",
                condition=Q(erased_at=None) | Q(place="", household="", reference="", door=""),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["door"], name="visits_of_a_door", condition=~Q(door=""))]

    def __str__(self) -> str:
        return f"{self.task_id}"


class StandingAttempts(models.Manager["VisitAttempt"]):
    def get_queryset(self) -> models.QuerySet[VisitAttempt]:
        return super().get_queryset().filter(taken_back_at=None)


class VisitAttempt(models.Model):
    """
    An inspector stood at the door, once. What a device sends twice is one attempt.

    One that was at another door is taken back: it stays, so that its device can send it again, and counts nowhere.
    """

    class Outcome(models.TextChoices):
        SEEN = "seen", _("Seen")
        NOBODY_HOME = "nobody_home", _("Nobody home")
        MOVED = "moved", _("Moved")
        DONE = "done", _("Done")

        @property
        def at_the_door(self) -> str:
            """What one says of a door: whoever is seen at a residence check lives there."""
            return str(_("Lives here") if self is type(self).SEEN else self.label)

    data_class = DataClass.D2
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="attempts")
    once = models.CharField(max_length=64, unique=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    by_mark = models.CharField(max_length=32)
    """Opaque mark of who made it: only that person's own pages can find it (`own_mark`)."""
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = StandingAttempts()
    with_taken_back: ClassVar[models.Manager[VisitAttempt]] = models.Manager()

    class Meta:
        ordering: ClassVar = ["began_at", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="an_attempt_ends_after_it_began", condition=Q(ended_at__gte=F("began_at")))
        ]
        indexes: ClassVar = [models.Index(fields=["by_mark", "began_at"], name="attempts_of_a_mark")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.outcome}"


class VisitNotice(models.Model):
    """
    A printed notice of a pad, left at a door where nobody was home.

    Notices are printed ahead, each with its own secret code, so that one can be left without network: its number ties
    it to the attempt, before or after the resident answers.
    """

    class Answer(models.TextChoices):
        TIMES = "times", _("Proposes when to come")
        CHANGED = "changed", _("Says what changed")

    data_class = DataClass.D2
    field_data_classes: ClassVar = {"answer": DataClass.D3}
    number = models.CharField(max_length=9, unique=True)
    """What is printed large and read out on the phone: it proves nothing and opens nothing."""
    code = models.CharField(max_length=11, unique=True)
    """The secret of its QR's address."""
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    attempt = models.OneToOneField(VisitAttempt, models.CASCADE, null=True, blank=True, related_name="notice")
    answer_kind = models.CharField(max_length=10, choices=Answer.choices, blank=True)
    answer = SealedTextField(blank=True, until="key_day")
    """JSON: `times` (periods proposed) and `text`."""
    answered_at = models.DateTimeField(null=True, blank=True)
    key_day = models.DateField()

    class Meta:
        ordering: ClassVar = ["-printed_at", "number"]
        constraints: ClassVar = [
            CheckConstraint(
                name="an_answered_notice_says_when",
                condition=Q(answered_at=None, answer_kind="") | Q(answered_at__isnull=False) & ~Q(answer_kind=""),
            )
        ]

    def __str__(self) -> str:
        return self.number
