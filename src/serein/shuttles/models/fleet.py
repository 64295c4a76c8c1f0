"""Vans, who drives them, who stands at the waiting point, and the devices they work with."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from serein.kit.data_classes import DataClass
from serein.shuttles.models.night import Night


class Van(models.Model):
    """A minibus of the commune, with what it holds."""

    data_class = DataClass.D0
    name = models.CharField(_("Name"), max_length=40, unique=True)
    seats = models.PositiveSmallIntegerField(_("Seats for riders"))
    wheelchair_places = models.PositiveSmallIntegerField(_("Wheelchair places"), default=0)
    seats_per_wheelchair = models.PositiveSmallIntegerField(_("Seats that one wheelchair takes"), default=2)
    cents_per_km = models.PositiveSmallIntegerField(_("Cost of a kilometre, in cents"), default=0)
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            CheckConstraint(name="van_has_a_seat", condition=Q(seats__range=(1, 60))),
        ]

    def __str__(self) -> str:
        return self.name

    def holds(self, *, walkers: int, wheelchairs: int) -> bool:
        return wheelchairs <= self.wheelchair_places and walkers + self.seats_per_wheelchair * wheelchairs <= self.seats


class NightVan(models.Model):
    """A van at work on one night."""

    class State(models.TextChoices):
        READY = "ready", _("At the waiting point")
        AWAY = "away", _("On its way")
        HELD = "held", _("Held")
        DOWN = "down", _("Out of service")

    data_class = DataClass.D1
    night = models.ForeignKey(Night, models.CASCADE, related_name="vans")
    van = models.ForeignKey(Van, models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State.choices, default=State.READY)
    back_at = models.DateTimeField(null=True, blank=True)
    """When it is expected back, while it is away."""
    down_at = models.DateTimeField(null=True, blank=True)
    """When it last went out of service: what it did before may be told later, by a device without network."""
    km = models.DecimalField(_("Kilometres driven"), max_digits=6, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_van_works_once_a_night", fields=["night", "van"]),
        ]

    def __str__(self) -> str:
        return f"{self.van_id} @ {self.night_id}"


class Duty(models.Model):
    """Somebody works on a night: drives one van, stands at the waiting point, or dispatches."""

    class Task(models.TextChoices):
        DRIVER = "driver", _("Driver")
        STEWARD = "steward", _("Steward")
        DISPATCHER = "dispatcher", _("Dispatcher")

    data_class = DataClass.D2
    night = models.ForeignKey(Night, models.CASCADE, related_name="duties")
    task = models.CharField(max_length=10, choices=Task.choices)
    name = models.CharField(_("First name"), max_length=40)
    van = models.ForeignKey(NightVan, models.CASCADE, null=True, blank=True, related_name="duties")

    class Meta:
        ordering: ClassVar = ["task", "name"]
        constraints: ClassVar = [
            UniqueConstraint(name="one_does_one_thing_a_night", fields=["night", "name"]),
            CheckConstraint(
                name="a_driver_has_a_van",
                condition=Q(task="driver", van__isnull=False) | ~Q(task="driver") & Q(van=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A tablet or phone that works on one night: invited by a QR, enrolled by scanning it, ended at the close."""

    data_class = DataClass.D2
    night = models.ForeignKey(Night, models.CASCADE, related_name="devices")
    task = models.CharField(max_length=10, choices=Duty.Task.choices)
    van = models.ForeignKey(NightVan, models.CASCADE, null=True, blank=True, related_name="+")
    mark = models.CharField(max_length=64, unique=True)
    """A keyed hash: of the invitation until it is enrolled, then of the token that the device holds."""
    invited_at = models.DateTimeField()
    enrolled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            CheckConstraint(
                name="a_device_drives_a_van_or_stands",
                condition=Q(task="driver", van__isnull=False) | ~Q(task="driver") & Q(van=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} @ {self.night_id}"


class Act(models.Model):
    """An act that a device sent: kept by its token, so that sent again it is answered and not done again."""

    data_class = DataClass.D1
    night = models.ForeignKey(Night, models.CASCADE, related_name="acts")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, blank=True, related_name="+")
    once = models.CharField(max_length=64)
    name = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=20)
    """`done`, or why it changed nothing any more."""

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="an_act_is_done_once", fields=["night", "once"]),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.outcome}"
