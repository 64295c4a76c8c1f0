"""Recommended circuits, their editions, what checks them and what suspends them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass
from serein.streets.models.outage import Closure, Outage


class Circuit(BilingualName):
    """A way that the commune recommends on foot, by night: « circuit conseillé »."""

    data_class = DataClass.D0
    code = models.SlugField(max_length=60, unique=True)
    check_every_days = models.PositiveSmallIntegerField(_("Days between two checks on the spot"), default=90)
    begins = models.TimeField(_("Recommended from"))
    ends = models.TimeField(_("until"))
    """At or before `begins`: the day after."""

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            CheckConstraint(name="circuit_has_a_name_in_both_languages", condition=~Q(name_fr="") & ~Q(name_nl="")),
            CheckConstraint(name="circuit_is_checked_within_a_year", condition=Q(check_every_days__range=(7, 366))),
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One drawing of a circuit, from its draft to the one that takes its place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        REPLACED = "replaced", _("Replaced")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    data_class = DataClass.D0
    circuit = models.ForeignKey(Circuit, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)
    """Rises with each change, so that two editors do not write over each other."""
    anchors = models.JSONField(default=list)
    """In order: `name_fr`, `name_nl`, `lat`, `lon`; a point that only leads the way has no name."""
    is_closed = models.BooleanField(_("Comes back to where it begins"), default=True)
    line = models.JSONField(default=list)
    """Longitudes and latitudes, along the network from the first anchor on."""
    stops = models.JSONField(default=list)
    """Positions in `line` of its anchors, in the order of the way."""
    length_m = models.FloatField(default=0)
    intro_fr = models.TextField(_("In a sentence, in French"), blank=True, max_length=400)
    intro_nl = models.TextField(_("In a sentence, in Dutch"), blank=True, max_length=400)
    drafted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["circuit", "-number"]
        constraints: ClassVar = [
            UniqueConstraint(name="edition_has_its_number", fields=["circuit", "number"]),
            UniqueConstraint(
                name="a_circuit_has_one_published_edition", fields=["circuit"], condition=Q(state="published")
            ),
            UniqueConstraint(
                name="a_circuit_has_one_edition_at_work",
                fields=["circuit"],
                condition=Q(state__in=("draft", "approved")),
            ),
            CheckConstraint(
                name="edition_published_has_a_line_and_words",
                condition=~Q(state="published")
                | Q(length_m__gt=0, published_at__isnull=False) & ~Q(intro_fr="") & ~Q(intro_nl=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circuit} {self.number}"

    @property
    def intro(self) -> str:
        return in_language(self.intro_fr, self.intro_nl, get_language())


class FieldCheck(models.Model):
    """Someone of the commune walked a circuit by night and looked."""

    class Result(models.TextChoices):
        GOOD = "good", _("As it should be")
        NOT_GOOD = "not_good", _("Not as it should be")

    data_class = DataClass.D0
    circuit = models.ForeignKey(Circuit, models.PROTECT, related_name="checks")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="checks")
    revision = models.PositiveIntegerField()
    """Of the edition as it was walked."""
    at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=Result.choices)
    note = models.TextField(blank=True, max_length=600)
    photo = models.TextField(blank=True)
    """A JPEG in base64 without faces, drawn anew without what the camera wrote."""
    once = models.CharField(max_length=64, blank=True)
    """What is the same when a device sends one check twice."""

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_check_is_kept_once", fields=["once"], condition=~Q(once="")),
            CheckConstraint(name="a_bad_check_says_why", condition=Q(result="good") | ~Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.circuit} {self.at:%Y-%m-%d}"

    @property
    def next_step_on(self) -> date:
        """By when something is done about what was found."""
        return timezone.localdate(self.at) + timedelta(days=7)


class Suspension(models.Model):
    """A time in which a circuit is not recommended; a person ends it, never a clock."""

    class Cause(models.TextChoices):
        OUTAGE = "outage", _("A lamp on it is out")
        CLOSURE = "closure", _("Works close a street of it")
        CHECK = "check", _("Its last check on the spot is too old")
        BAD_CHECK = "bad_check", _("Its last check on the spot found something")
        NETWORK = "network", _("Its streets have changed")
        STAFF = "staff", _("The commune suspended it")

    data_class = DataClass.D0
    circuit = models.ForeignKey(Circuit, models.PROTECT, related_name="suspensions")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    outage = models.ForeignKey(Outage, models.PROTECT, null=True, blank=True, related_name="suspensions")
    closure = models.ForeignKey(Closure, models.PROTECT, null=True, blank=True, related_name="suspensions")
    since = models.DateTimeField()
    next_on = models.DateField()
    """When the next step is due."""
    detour = models.JSONField(default=list, blank=True)
    """Longitudes and latitudes of the way round, for the whole circuit; empty where there is none."""
    detour_length_m = models.FloatField(default=0)
    sought_at = models.DateTimeField(null=True, blank=True)
    """When a way round was looked for."""
    mended_at = models.DateTimeField(null=True, blank=True)
    """When its cause went; it waits for a person since."""
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(
                name="an_outage_suspends_a_circuit_once",
                fields=["circuit", "outage"],
                condition=Q(ended_at=None, outage__isnull=False),
            ),
            UniqueConstraint(
                name="a_closure_suspends_a_circuit_once",
                fields=["circuit", "closure"],
                condition=Q(ended_at=None, closure__isnull=False),
            ),
            UniqueConstraint(
                name="any_other_cause_suspends_a_circuit_once",
                fields=["circuit", "cause"],
                condition=Q(ended_at=None, outage=None, closure=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.circuit} {self.since:%Y-%m-%d}"
