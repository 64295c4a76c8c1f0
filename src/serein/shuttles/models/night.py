"""A night on which shuttles bring people home, and what must stand before it opens."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass
from serein.nightlife.models import Event
from serein.territory.models import Neighbourhood


class Requirement(BilingualName):
    """What must be in order before any night opens, with where the rule is from: the declaration, the insurance…"""

    data_class = DataClass.D0
    code = models.SlugField(unique=True)
    source = models.CharField(_("Source"), max_length=300)
    is_required = models.BooleanField(_("No night opens without it"), default=True)
    rank = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering: ClassVar = ["rank", "code"]
        constraints: ClassVar = [
            CheckConstraint(name="requirement_in_both_languages", condition=~Q(name_fr="") & ~Q(name_nl="")),
        ]

    def __str__(self) -> str:
        return self.name


class Proof(models.Model):
    """That a requirement is met for a time: under which reference, from when, until when."""

    data_class = DataClass.D2
    requirement = models.ForeignKey(Requirement, models.PROTECT, related_name="proofs")
    reference = models.CharField(_("Reference"), max_length=160)
    valid_from = models.DateField(_("Valid from"))
    valid_until = models.DateField(_("Valid until"), null=True, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-valid_from", "-pk"]
        constraints: ClassVar = [
            CheckConstraint(
                name="proof_ends_after_it_starts", condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


class NightQuerySet(models.QuerySet["Night"]):
    def public(self) -> Self:
        return self.filter(state__in=Night.PUBLIC)

    def to_come(self, moment: datetime) -> Self:
        return self.filter(ends_at__gt=moment)


class Night(models.Model):
    """One night of shuttles for an event: from where, until when, how far, for whom, at what price."""

    class Mode(models.TextChoices):
        RETURNS = "returns", _("From the event to each door")
        BOOKED = "booked", _("On request, from door to door")

    class State(models.TextChoices):
        DRAFT = "draft", _("In preparation")
        PUBLISHED = "published", _("Published")
        RUNNING = "running", _("Under way")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    class CalledOff(models.TextChoices):
        WEATHER = "weather", _("The weather")
        ACCIDENT = "accident", _("An accident or a breakdown")
        AUTHORITY = "authority", _("A decision of the emergency services or of the mayor")
        CREW = "crew", _("A van or somebody of the crew is missing")
        EVENT = "event", _("The event does not take place, or ends early")

    PUBLIC: ClassVar = (State.PUBLISHED, State.RUNNING, State.CLOSED, State.CANCELLED)
    BOOKABLE: ClassVar = (State.PUBLISHED, State.RUNNING)

    data_class = DataClass.D0
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.RETURNS)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    waiting_fr = models.CharField(_("Waiting point, in French"), max_length=200)
    waiting_nl = models.CharField(_("Waiting point, in Dutch"), max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    starts_at = models.DateTimeField(_("First van at"))
    ends_at = models.DateTimeField(_("Last van at"))
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="+", blank=True)
    """The zone; none named means the whole commune."""
    who_fr = models.CharField(max_length=300, blank=True)
    who_nl = models.CharField(max_length=300, blank=True)
    """Who may ride, in words."""
    access_fr = models.CharField(max_length=300, blank=True)
    access_nl = models.CharField(max_length=300, blank=True)
    other_ways_fr = models.CharField(max_length=400, blank=True)
    other_ways_nl = models.CharField(max_length=400, blank=True)
    """What to do if there is no place: other ways home."""
    protocol = models.TextField(_("What is done when somebody is refused"), max_length=1200, blank=True)
    contact = models.CharField(_("Who is called when something happens"), max_length=200, blank=True)
    """For staff: a function and its number, never a private one."""
    price_cents = models.PositiveIntegerField(_("Price, in cents"), default=0)
    longest_ride_minutes = models.PositiveSmallIntegerField(_("Longest ride, in minutes"), default=45)
    expected_riders = models.PositiveSmallIntegerField(_("Riders expected"), null=True, blank=True)
    sizing = models.JSONField(default=dict, blank=True)
    """What one van, two vans… would mean for how many riders: rows of replayed nights."""
    plan = models.JSONField(default=list, blank=True)
    """Runs to come: van, minute it leaves, stops; minutes from `starts_at`, rides by key, never a place."""
    version = models.PositiveIntegerField(default=0)
    """Grows at each act of the night."""
    last_number = models.PositiveSmallIntegerField(default=0)
    turned_away = models.PositiveIntegerField(default=0)
    """Riders who asked beforehand and could not be promised a place."""
    coins_cents = models.PositiveIntegerField(_("Coins counted, in cents"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    """From then on it takes nobody; one that ran goes on until whoever was aboard is home, and is closed."""
    called_off_for = models.CharField(_("Why"), max_length=10, choices=CalledOff.choices, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """When its rides were destroyed; counts stay."""

    objects = NightQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="night_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            CheckConstraint(name="night_lies_on_earth", condition=Q(lat__range=(-90, 90)) & Q(lon__range=(-180, 180))),
            CheckConstraint(
                name="night_is_closed_at_a_moment", condition=~Q(state="closed") | Q(closed_at__isnull=False)
            ),
            CheckConstraint(
                name="night_is_erased_once_closed", condition=Q(erased_at=None) | Q(closed_at__isnull=False)
            ),
            CheckConstraint(
                name="night_called_off_says_why",
                condition=Q(called_off_at=None, called_off_for="")
                | Q(called_off_at__isnull=False) & ~Q(called_off_for=""),
            ),
            UniqueConstraint(name="an_event_has_one_night_at_a_time", fields=["event", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.starts_at:%Y-%m-%d}"

    @property
    def waiting(self) -> str:
        return in_language(self.waiting_fr, self.waiting_nl, get_language())

    @property
    def who(self) -> str:
        return in_language(self.who_fr, self.who_nl, get_language())

    @property
    def access(self) -> str:
        return in_language(self.access_fr, self.access_nl, get_language())

    @property
    def other_ways(self) -> str:
        return in_language(self.other_ways_fr, self.other_ways_nl, get_language())

    @property
    def is_bookable(self) -> bool:
        return self.state in self.BOOKABLE and not self.is_called_off

    @property
    def is_called_off(self) -> bool:
        return self.state == self.State.CANCELLED or self.called_off_at is not None

    @property
    def is_doorstep(self) -> bool:
        return self.mode == self.Mode.RETURNS

    def minute_of(self, moment: datetime) -> float:
        """Minutes that truly pass from the start, also on the night the clock changes."""
        return (moment.timestamp() - self.starts_at.timestamp()) / 60

    def moment_of(self, minute: float) -> datetime:
        return datetime.fromtimestamp(self.starts_at.timestamp() + 60 * minute, UTC)
