"""Where there is no light although there should be, and where one cannot pass."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.streets.models.lamp import Cabin, Lamp
from serein.territory.models import Neighbourhood, Street


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> Self:
        return self.filter(state__in=Outage.OPEN)

    def standing(self) -> Self:
        """Keep those that are sure: what one resident told waits for a second voice or for staff."""
        return self.filter(state=Outage.State.CONFIRMED)


class Outage(models.Model):
    """A lamp, or all lamps of a cabin, without light."""

    class State(models.TextChoices):
        REPORTED = "reported", _("Told by one resident, to be checked")
        CONFIRMED = "confirmed", _("Confirmed")
        REPAIRED = "repaired", _("Repaired")
        NOT_FOUND = "not_found", _("Checked: there is light")

    class Competent(models.TextChoices):
        COMMUNE = "commune", _("The commune")
        OPERATOR = "operator", _("The network operator")
        REGION = "region", _("The Region")

    OPEN: ClassVar = (State.REPORTED, State.CONFIRMED)

    data_class = DataClass.D0
    lamp = models.ForeignKey(Lamp, models.PROTECT, null=True, blank=True, related_name="outages")
    cabin = models.ForeignKey(Cabin, models.PROTECT, null=True, blank=True, related_name="outages")
    lat = models.FloatField()
    lon = models.FloatField()
    street = models.ForeignKey(Street, models.PROTECT, null=True, blank=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.REPORTED)
    competent = models.CharField(max_length=10, choices=Competent.choices, default=Competent.OPERATOR)
    told_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    news_at = models.DateTimeField()
    """When something was last heard of it."""
    next_on = models.DateField()
    """When the next step is due: a check, a repair, or news."""
    is_planned = models.BooleanField(default=False)
    """Whether `next_on` is the day of the repair."""
    enquiry = models.ForeignKey(Enquiry, models.SET_NULL, null=True, blank=True, related_name="+")
    """What the works officer was asked when nothing was heard."""

    objects = OutageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["next_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["lon", "lat"], name="outages_open_at", condition=Q(ended_at=None)),
        ]
        constraints: ClassVar = [
            CheckConstraint(
                name="outage_confirmed_has_its_moment",
                condition=~Q(state__in=("confirmed", "repaired")) | Q(confirmed_at__isnull=False),
            ),
            CheckConstraint(
                name="outage_ends_once",
                condition=Q(state__in=("reported", "confirmed"), ended_at=None)
                | Q(state__in=("repaired", "not_found"), ended_at__isnull=False),
            ),
            UniqueConstraint(
                name="a_lamp_is_out_once", fields=["lamp"], condition=Q(ended_at=None, lamp__isnull=False)
            ),
            UniqueConstraint(
                name="a_cabin_is_out_once", fields=["cabin"], condition=Q(ended_at=None, cabin__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class OutageTelling(models.Model):
    """A voice that told of an outage: a report, or staff. It holds no word and no person."""

    data_class = DataClass.D1
    outage = models.ForeignKey(Outage, models.CASCADE, related_name="tellings")
    about = models.CharField(max_length=60)
    """What told it: `listening.report:12`."""
    enquiry = models.ForeignKey(Enquiry, models.SET_NULL, null=True, blank=True, related_name="+")
    """The request through which it was told; its answer ends the outage."""
    is_staff = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [UniqueConstraint(name="an_outage_is_told_once_by_each", fields=["about"])]

    def __str__(self) -> str:
        return self.about


class ClosureQuerySet(models.QuerySet["Closure"]):
    def in_force_at(self, moment: datetime) -> Self:
        return self.filter(withdrawn_at=None, starts_at__lte=moment, ends_at__gt=moment)


class Closure(models.Model):
    """A stretch of street that works close to people on foot."""

    data_class = DataClass.D0
    line = models.JSONField(default=list)
    """Longitudes and latitudes along the street."""
    street = models.ForeignKey(Street, models.PROTECT, null=True, blank=True, related_name="+")
    because_fr = models.CharField(_("Why, in French"), max_length=200)
    because_nl = models.CharField(_("Why, in Dutch"), max_length=200)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="closure_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            CheckConstraint(name="closure_says_why_in_both_languages", condition=~Q(because_fr="") & ~Q(because_nl="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def because(self) -> str:
        return in_language(self.because_fr, self.because_nl, get_language())
