"""An inspector's day: the round, contact that was booked, and contact that was."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.kit.fields import EncryptedTextField
from serein.people.models import Post
from serein.proximity.models.catalogue import TaskDecision
from serein.territory.models import Beat, Neighbourhood


class HalfDay(models.TextChoices):
    MORNING = "morning", _("Morning")
    AFTERNOON = "afternoon", _("Afternoon")
    EVENING = "evening", _("Evening")

    @property
    def until(self) -> float:
        """The local hour at which it ends."""
        return {"morning": 12.5, "afternoon": 18.0, "evening": 24.0}[self.value]

    @classmethod
    def of(cls, local: datetime) -> HalfDay:
        """Return the half-day of a local time."""
        return next(one for one in cls if local.hour + local.minute / 60 < one.until)


class PlaceType(models.TextChoices):
    """Where people are met: a kind of place, never which one."""

    STREET = "street", _("In the street")
    SCHOOL = "school", _("School gate")
    MARKET = "market", _("Market or shops")
    DOOR = "door", _("At someone's door")
    VENUE = "venue", _("Café or hall")
    EVENT = "event", _("Fair, party or match")
    MEETING = "meeting", _("Residents' meeting")
    POST = "post", _("At the post")


class Theme(models.TextChoices):
    ACQUAINTANCE = "acquaintance", _("Getting to know each other")
    LIVING_TOGETHER = "living_together", _("Living together")
    TRAFFIC = "traffic", _("Traffic and parking")
    CLEANLINESS = "cleanliness", _("Cleanliness and lighting")
    YOUTH = "youth", _("Children and young people")
    OLDER_PEOPLE = "older_people", _("Older people")
    PREVENTION = "prevention", _("Burglary and scams")
    OTHER = "other", _("Something else")


class Round(models.Model):
    """Today's visits of one inspector in their order. It is nobody else's, and never public (H04)."""

    class Mode(models.TextChoices):
        FOOT = "foot", _("On foot")
        BICYCLE = "bicycle", _("By bicycle")

    data_class = DataClass.D2
    by_mark = models.CharField(max_length=32)
    day = models.DateField()
    mode = models.CharField(_("How"), max_length=8, choices=Mode.choices, default=Mode.FOOT)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    break_minutes = models.PositiveSmallIntegerField(_("Break, in minutes"), default=30)
    plan = EncryptedTextField(blank=True)
    """JSON: keys of visits with their likely minutes from the start, and those left out with the reason; no place."""
    planned_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint(name="one_round_a_person_and_day", fields=["by_mark", "day"]),
            CheckConstraint(name="a_round_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class PlannedContact(models.Model):
    """
    An hour booked for contact, so that freed time is not lost.

    Only one that is announced is public, and it is a meeting; the rest is a plan, and stays inside (H04).
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        HELD = "held", pgettext_lazy("contact", "Held")
        LOST = "lost", _("Lost to other work")

    class Staff(models.TextChoices):
        INSPECTOR = "inspector", _("Neighbourhood inspector")
        STREET_WORKER = "street_worker", _("Street outreach worker")

    data_class = DataClass.D2
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.CharField(_("Who"), max_length=14, choices=Staff.choices, default=Staff.INSPECTOR)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    place_type = models.CharField(_("Where"), max_length=10, choices=PlaceType.choices)
    is_announced = models.BooleanField(_("Announced to everyone"), default=False)
    place_fr = models.CharField(_("Meeting point, in French"), max_length=200, blank=True)
    place_nl = models.CharField(_("Meeting point, in Dutch"), max_length=200, blank=True)
    decision = models.ForeignKey(TaskDecision, models.SET_NULL, null=True, blank=True, related_name="booked")
    """The change that freed this time."""
    state = models.CharField(max_length=6, choices=State.choices, default=State.BOOKED)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            CheckConstraint(
                name="booked_contact_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("This ends before it begins."),
            ),
            CheckConstraint(
                name="what_is_announced_names_its_place_in_both_languages",
                condition=Q(is_announced=False) | ~Q(place_fr="") & ~Q(place_nl=""),
                violation_error_message=_("What is announced names its meeting point in French and in Dutch."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="booked_contact_by_time")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def place(self) -> str:
        return in_language(self.place_fr, self.place_nl, get_language())

    @property
    def minutes(self) -> int:
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


class Contact(models.Model):
    """Contact that took place: a kind of place, a half-day, a theme. Never who was met."""

    data_class = DataClass.D2
    once = models.CharField(max_length=64, unique=True)
    by_mark = models.CharField(max_length=32)
    staff = models.CharField(
        max_length=14, choices=PlannedContact.Staff.choices, default=PlannedContact.Staff.INSPECTOR
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    day = models.DateField()
    half_day = models.CharField(max_length=10, choices=HalfDay.choices)
    place_type = models.CharField(max_length=10, choices=PlaceType.choices)
    theme = models.CharField(max_length=16, choices=Theme.choices)
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["-day", "-pk"]
        constraints: ClassVar = [
            CheckConstraint(name="a_contact_lasts_up_to_a_half_day", condition=Q(minutes__range=(5, 360)))
        ]
        indexes: ClassVar = [
            models.Index(fields=["day", "neighbourhood"], name="contacts_by_day"),
            models.Index(fields=["by_mark", "day"], name="contacts_of_a_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.place_type}"
