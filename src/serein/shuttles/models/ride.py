"""Riders on their way home: a group with one door, what it was told, and how it ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from serein.kit.data_classes import DataClass
from serein.kit.fields import SealedTextField
from serein.shuttles.models.fleet import NightVan
from serein.shuttles.models.night import Night
from serein.territory.models import Neighbourhood

KEPT_FOR_TIMES = timedelta(minutes=5)
"""A promise is kept when departure and arrival are at most so much later than what was told."""


class Trip(models.Model):
    """A van leaves the waiting point with some groups, and comes back."""

    data_class = DataClass.D1
    night = models.ForeignKey(Night, models.CASCADE, related_name="trips")
    van = models.ForeignKey(NightVan, models.PROTECT, related_name="trips")
    left_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)
    km = models.FloatField(default=0)
    """Its length along the streets: as planned when it left, on request from stop to stop; ways without riders too."""

    class Meta:
        ordering: ClassVar = ["left_at", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_van_is_on_one_trip", fields=["van"], condition=Q(back_at=None)),
            CheckConstraint(name="trip_ends_after_it_left", condition=Q(back_at=None) | Q(back_at__gte=F("left_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.van_id} {self.left_at:%H:%M}"


class RideQuerySet(models.QuerySet["Ride"]):
    def open(self) -> Self:
        """Keep those for whom something is still to be done."""
        return self.filter(state__in=Ride.OPEN)

    def waiting(self) -> Self:
        return self.filter(state__in=Ride.WAITING)

    def missed(self, moment: datetime) -> Self:
        """
        Keep those who booked and did not come by the hour they were promised.

        The hour told to who does not come moves on with the plan; only what lies beyond that is a van to come.
        """
        is_past = Q(promised_up_at__lte=moment, told_up_at__lte=moment + KEPT_FOR_TIMES)
        return self.filter(is_past, state=Ride.State.BOOKED)


class Ride(models.Model):
    """A group that stays together: one number, one ticket, one door. Its places are D3 and go within 72 hours."""

    class State(models.TextChoices):
        BOOKED = "booked", _("Booked")
        HERE = "here", _("At the waiting point")
        ABOARD = "aboard", _("On board")
        HOME = "home", pgettext_lazy("a ride", "Home")
        ABSENT = "absent", _("Was not there")
        REFUSED = "refused", _("Refused")
        CANCELLED = "cancelled", _("Cancelled")

    class Channel(models.TextChoices):
        WEB = "web", _("Online")
        PHONE = "phone", _("By phone or on paper")
        WALK_UP = "walk_up", _("At the waiting point")

    class Otherwise(models.TextChoices):
        DRIVEN_MYSELF = "drive", _("I would have driven myself")
        BEEN_DRIVEN = "driven", _("With a driver I know")
        FETCHED = "fetched", _("Fetched by a parent")
        TAXI = "taxi", _("By taxi")
        ON_FOOT = "foot", _("On foot or by bicycle")
        STAYED = "stayed", _("I would have stayed at home")

    WAITING: ClassVar = (State.BOOKED, State.HERE)
    OPEN: ClassVar = (State.BOOKED, State.HERE, State.ABOARD)

    data_class = DataClass.D3
    field_data_classes: ClassVar = {"places": DataClass.D3, "contact": DataClass.D3}
    night = models.ForeignKey(Night, models.PROTECT, related_name="rides")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=11, unique=True)
    """The secret of its ticket's address."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    language = models.CharField(max_length=2, default="fr")
    party_size = models.PositiveSmallIntegerField()
    wheelchairs = models.PositiveSmallIntegerField(default=0)
    """How many of them need a wheelchair place: a kind of place, nothing about a person."""
    has_minor = models.BooleanField(default=False)
    """Somebody under age rides without an adult: handed over at the door, and never refused without the guardian."""
    is_urgent = models.BooleanField(default=False)
    """Cannot wait: goes first."""
    places = SealedTextField(until="key_day")
    """JSON: `to` and, on request, `from`: lat, lon, label_fr, label_nl."""
    contact = SealedTextField(blank=True, until="key_day")
    """JSON: mail, phone, guardian_mail, guardian_phone; what was given."""
    neighbourhood = models.ForeignKey(Neighbourhood, models.SET_NULL, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField()
    wanted_at = models.DateTimeField()
    here_at = models.DateTimeField(null=True, blank=True)
    promised_up_at = models.DateTimeField()
    promised_off_at = models.DateTimeField()
    """What was told first: by this the night is judged."""
    told_up_at = models.DateTimeField()
    told_off_at = models.DateTimeField()
    """What was told last: after a breakdown, later than promised."""
    unplanned_at = models.DateTimeField(null=True, blank=True)
    """Since when no van can take them: a person must find another way home for them (H01)."""
    van = models.ForeignKey(NightVan, models.PROTECT, null=True, blank=True, related_name="rides")
    trip = models.ForeignKey(Trip, models.PROTECT, null=True, blank=True, related_name="rides")
    rank = models.PositiveSmallIntegerField(default=0)
    """In the order of drops of its trip."""
    stranded_at = models.DateTimeField(null=True, blank=True)
    """Since when they wait where their van broke down, and not at the waiting point; `from` in `places` says where."""
    boarded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    handed_over_to = models.CharField(max_length=10, blank=True)
    """At the door, for who is under age."""
    otherwise = models.CharField(max_length=10, choices=Otherwise.choices, blank=True)
    once = models.CharField(max_length=64, blank=True)
    key_day = models.DateField()

    objects = RideQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_number_is_given_once_a_night", fields=["night", "number"]),
            UniqueConstraint(name="a_ride_is_booked_once", fields=["once"], condition=~Q(once="")),
            CheckConstraint(name="a_group_has_somebody", condition=Q(party_size__gte=1)),
            CheckConstraint(name="wheelchairs_are_of_the_group", condition=Q(wheelchairs__lte=F("party_size"))),
            CheckConstraint(
                name="who_is_aboard_is_on_a_van",
                condition=~Q(state="aboard") | Q(van__isnull=False, boarded_at__isnull=False),
            ),
            CheckConstraint(
                name="who_is_home_was_aboard",
                condition=~Q(state="home") | Q(boarded_at__isnull=False, ended_at__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["night", "state"], name="rides_of_a_night")]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def walkers(self) -> int:
        """How many of the group take a seat and no wheelchair place."""
        return self.party_size - self.wheelchairs

    @property
    def since(self) -> datetime:
        """From when the group waits: its arrival at the waiting point, else the hour it asked for."""
        return self.here_at or self.wanted_at

    @property
    def was_kept(self) -> bool | None:
        """Whether the first promise was kept; None before it is known."""
        if self.state != self.State.HOME or self.boarded_at is None or self.ended_at is None:
            return None
        up, off = self.promised_up_at + KEPT_FOR_TIMES, self.promised_off_at + KEPT_FOR_TIMES
        return self.boarded_at <= up and self.ended_at <= off


class Refusal(models.Model):
    """A group that was not taken: a neutral reason, and who took over, when (H15)."""

    class Reason(models.TextChoices):
        OUTSIDE = "outside", _("The address lies outside the zone")
        NOT_FOR = "not_for", _("The night is not for this group")
        CARE = "care", _("Needs care first: help was called")
        CONDUCT = "conduct", _("Cannot ride with others now")
        NO_PLACE = "no_place", _("No place before the end of the night")
        OWN_WISH = "own_wish", _("Would rather not ride")
        CALLED_OFF = "called_off", _("The night is called off")

    class Taken(models.TextChoices):
        GUARDIAN = "guardian", _("A parent or guardian")
        FRIEND = "friend", _("A friend who goes along")
        TAXI = "taxi", _("A taxi")
        CARE = "care", _("First aid or ambulance")
        POLICE = "police", _("Police")
        VENUE = "venue", _("The organiser's staff")
        ADULT_AT_DOOR = "door", _("An adult at the door")

    data_class = DataClass.D2
    ride = models.OneToOneField(Ride, models.CASCADE, related_name="refusal")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    refused_at = models.DateTimeField()
    guardian_called_at = models.DateTimeField(null=True, blank=True)
    taken_over_by = models.CharField(max_length=10, choices=Taken.choices, blank=True)
    taken_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                name="a_hand_over_says_to_whom_and_when",
                condition=Q(taken_over_by="", taken_over_at=None)
                | ~Q(taken_over_by="") & Q(taken_over_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class Hold(models.Model):
    """One ride is kept beyond its time, for a reason and until a day."""

    class Reason(models.TextChoices):
        ASSAULT = "assault", _("A complaint about an assault")
        INSURANCE = "insurance", _("An insurance claim")
        ENQUIRY = "enquiry", _("Asked for by the justice system")

    data_class = DataClass.D2
    ride = models.OneToOneField(Ride, models.CASCADE, related_name="hold")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    until = models.DateField(_("Until"))
    placed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
