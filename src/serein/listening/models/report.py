"""A report of a thing at a place. What its author wrote stands with the enquiry; only what staff released is public."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.listening.kinds import Thing, get_thing, list_discreet
from serein.listening.models.partner import Partner
from serein.territory.models import Neighbourhood, Street

PUBLIC_DIGITS = 4
"""How exactly the public reads where a report is: about ten metres, never the door."""


class ReportQuerySet(models.QuerySet["Report"]):
    def standing(self) -> Self:
        """Leave out what was destroyed, withdrawn or joined to an earlier one."""
        return self.filter(enquiry__destroyed_at=None, enquiry__same_as=None).exclude(
            enquiry__state=Enquiry.State.WITHDRAWN
        )

    def public(self) -> Self:
        """Return what staff released and still stands; discreet kinds are never among them."""
        return self.standing().filter(released_at__isnull=False).exclude(enquiry__kind__in=list_discreet())

    def late_at(self, moment: datetime) -> Self:
        return self.filter(enquiry__state__in=Enquiry.OPEN, enquiry__due_at__lt=moment)


class Report(models.Model):
    """A thing that someone reported, where it is, and what of it may be read by everyone."""

    class Reporter(models.TextChoices):
        RESIDENT = "resident", _("A resident")
        FIELD = "field", _("Staff in the field")
        PARTNER = "partner", _("Another program")

    data_class = DataClass.D2
    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="+")
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    place_fr = models.CharField(max_length=200, blank=True)
    place_nl = models.CharField(max_length=200, blank=True)
    """Where it is as staff read it; the public reads the street, or the corner or place where it is none."""
    street = models.ForeignKey(Street, models.PROTECT, null=True, blank=True, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField()
    """The same as the enquiry's `received_at`; it stands here too for the index of the newest."""
    reporter = models.CharField(max_length=10, choices=Reporter.choices, default=Reporter.RESIDENT)
    partner = models.ForeignKey(Partner, models.SET_NULL, null=True, blank=True, related_name="+")
    """The program that it came through, which may follow it."""
    released_at = models.DateTimeField(null=True, blank=True)
    sentence_fr = models.TextField(blank=True)
    sentence_nl = models.TextField(blank=True)
    is_photo_public = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                F("reported_at").desc(),
                F("id").desc(),
                name="reports_released_newest",
                condition=Q(released_at__isnull=False),
            ),
            models.Index(fields=["lon", "lat"], name="reports_released_at", condition=Q(released_at__isnull=False)),
            models.Index(fields=["neighbourhood", "-reported_at"], name="reports_by_neighbourhood"),
            models.Index(fields=["lon", "lat"], name="reports_at"),
        ]
        constraints: ClassVar = [
            CheckConstraint(
                name="report_sentence_in_both_languages",
                condition=Q(sentence_fr="", sentence_nl="") | (~Q(sentence_fr="") & ~Q(sentence_nl="")),
            ),
            CheckConstraint(
                name="report_says_nothing_before_it_is_released",
                condition=Q(released_at__isnull=False) | Q(sentence_fr="", is_photo_public=False),
            ),
            CheckConstraint(
                name="report_erased_holds_nothing",
                condition=Q(erased_at=None)
                | Q(lat=None, lon=None, place_fr="", place_nl="", sentence_fr="", street=None, released_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def thing(self) -> Thing:
        return get_thing(self.enquiry.kind)

    @property
    def sentence(self) -> str:
        return in_language(self.sentence_fr, self.sentence_nl, get_language())

    @property
    def place(self) -> str:
        """Where it is, for staff."""
        return in_language(self.place_fr, self.place_nl, get_language())

    @property
    def public_place(self) -> str:
        """Where it is, without the number of anybody's house."""
        return self.public_place_in(get_language())

    def public_place_in(self, language: str | None) -> str:
        if self.street is not None:
            return in_language(self.street.name_fr, self.street.name_nl, language)
        return in_language(self.place_fr, self.place_nl, language)

    @property
    def public_lat(self) -> float | None:
        """Its latitude to about ten metres, which is enough to find a thing and too little to tell a door."""
        return None if self.lat is None else round(self.lat, PUBLIC_DIGITS)

    @property
    def public_lon(self) -> float | None:
        return None if self.lon is None else round(self.lon, PUBLIC_DIGITS)

    @property
    def is_public(self) -> bool:
        stands = self.enquiry.destroyed_at is None and self.enquiry.same_as_id is None
        return stands and self.released_at is not None and not self.thing.is_discreet
