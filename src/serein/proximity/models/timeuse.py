"""What working time goes to: sampled days, what was published of them, the target, and the norm of staff."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from serein.kit.append_only import AppendOnly
from serein.kit.data_classes import DataClass
from serein.people.models import Post
from serein.proximity.models.catalogue import Activity, TaskType
from serein.territory.models import Beat


class StaffConsultation(models.Model):
    """The staff was heard about measuring time. Nothing is measured before the day entered here (H32)."""

    data_class = DataClass.D0
    held_on = models.DateField(_("Held on"))
    counts_from = models.DateField(_("Measuring may begin on"))
    reference = models.CharField(_("Minutes or agreement"), max_length=200)
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["counts_from"]
        constraints: ClassVar = [
            CheckConstraint(
                name="measuring_begins_after_the_consultation", condition=Q(counts_from__gte=models.F("held_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.held_on:%Y-%m-%d}"


class DayDraw(models.Model):
    """A period whose days were drawn by lot. Two never overlap: a day drawn in both would weigh wrongly."""

    data_class = DataClass.D0
    first_on = models.DateField()
    last_on = models.DateField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-first_on"]
        constraints: ClassVar = [
            CheckConstraint(name="a_draw_ends_after_it_begins", condition=Q(last_on__gte=models.F("first_on")))
        ]

    def __str__(self) -> str:
        return f"{self.first_on:%Y-%m-%d} {self.last_on:%Y-%m-%d}"


class SampledDay(models.Model):
    """A day drawn by lot, of one inspector known by an opaque mark: what it was spent on."""

    data_class = DataClass.D2
    by_mark = models.CharField(max_length=32)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    day = models.DateField()
    probability = models.FloatField()
    """Of being drawn: its inverse is the day's weight."""
    drawn_at = models.DateTimeField()
    filled_at = models.DateTimeField(null=True, blank=True)
    kinds_asked = models.ManyToManyField(TaskType, related_name="+")
    """The kinds of task of which it was told what they took of the day, be it nothing; of others that is not known."""

    class Meta:
        ordering: ClassVar = ["day", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_day_of_someone_is_drawn_once", fields=["by_mark", "day"]),
            CheckConstraint(name="a_probability_of_being_drawn", condition=Q(probability__gt=0, probability__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class SampledTime(models.Model):
    """Minutes of a sampled day that went to one activity, and to one kind of task where there is one."""

    data_class = DataClass.D2
    sampled_day = models.ForeignKey(SampledDay, models.CASCADE, related_name="times")
    activity = models.CharField(max_length=15, choices=Activity.choices)
    task_type = models.ForeignKey(TaskType, models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.PositiveSmallIntegerField()
    tasks = models.PositiveSmallIntegerField(default=0)
    """How many tasks of that kind these minutes were for."""

    class Meta:
        ordering: ClassVar = ["activity", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="time_of_a_day_fits_in_it", condition=Q(minutes__range=(1, 960))),
            CheckConstraint(name="tasks_are_of_a_kind", condition=Q(tasks=0) | Q(task_type__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.activity} {self.minutes}"


class TimeFigure(AppendOnly):
    """What was published of a quarter, for the zone or a post of at least three inspectors. It is never changed."""

    data_class = DataClass.D1
    quarter = models.DateField()
    """Its first day."""
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.JSONField()
    """Per activity: share, low, high; days told, of how many drawn (the zone alone), staff, hours of a working week."""
    published_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-quarter", "-published_at"]

    def __str__(self) -> str:
        return f"{self.quarter:%Y-%m}"


class ContactTarget(models.Model):
    """The share of working time that the zone wants to spend in contact, from a day on."""

    data_class = DataClass.D0
    from_on = models.DateField(_("Counts from"), unique=True)
    share = models.FloatField(_("Share of working time"))
    source = models.CharField(_("Where it was decided"), max_length=200)

    class Meta:
        ordering: ClassVar = ["-from_on"]
        constraints: ClassVar = [CheckConstraint(name="a_target_is_a_share", condition=Q(share__gt=0, share__lte=1))]

    def __str__(self) -> str:
        return f"{self.share:.0%}"

    @property
    def per_cent(self) -> int:
        return round(100 * self.share)


class StaffingNorm(models.Model):
    """How many inhabitants there may be to one inspector, from a day on."""

    data_class = DataClass.D0
    from_on = models.DateField(_("Counts from"), unique=True)
    inhabitants = models.PositiveIntegerField(_("Inhabitants to one inspector"))
    source = models.CharField(_("Where it stands"), max_length=300)
    verified_on = models.DateField(_("Read in the official text on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-from_on"]
        constraints: ClassVar = [CheckConstraint(name="a_norm_counts_people", condition=Q(inhabitants__gte=100))]

    def __str__(self) -> str:
        return f"1/{self.inhabitants}"


class BeatPopulation(models.Model):
    """How many people live in a beat, on a day."""

    data_class = DataClass.D0
    beat = models.ForeignKey(Beat, models.CASCADE, related_name="+")
    counted_on = models.DateField(_("Counted on"))
    inhabitants = models.PositiveIntegerField(_("Inhabitants"))
    source = models.CharField(_("Source"), max_length=200)

    class Meta:
        ordering: ClassVar = ["beat", "-counted_on"]
        constraints: ClassVar = [UniqueConstraint(name="one_count_a_beat_and_day", fields=["beat", "counted_on"])]

    def __str__(self) -> str:
        return f"{self.beat_id} {self.inhabitants}"
