"""Other programs: those that report and read here, and the works department's own tool, which is told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from serein.kit.data_classes import DataClass
from serein.kit.fields import EncryptedTextField
from serein.people.models import Office


class Partner(models.Model):
    """A program that may report for people, or say for an office what was done. Its key is kept as a hash alone."""

    class May(models.TextChoices):
        REPORT = "report", _("Report, and follow what it reported")
        HANDLE = "handle", _("Say what was done, for an office")

    data_class = DataClass.D0
    name = models.CharField(max_length=80, unique=True)
    may = models.CharField(max_length=10, choices=May.choices)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    key_index = models.CharField(max_length=32, unique=True)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            CheckConstraint(name="partner_handles_for_an_office", condition=~Q(may="handle") | Q(office__isnull=False))
        ]

    def __str__(self) -> str:
        return self.name


class Webhook(models.Model):
    """An address that hears of every report its office owns, signed, so that nobody types it again."""

    data_class = DataClass.D0
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    address = models.URLField(max_length=300)
    secret = EncryptedTextField()
    decided_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                name="an_office_hears_once_at_an_address", fields=["office", "address"], condition=Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return self.address


class Delivery(models.Model):
    """One message to a webhook. What it says is written when it goes, so that nothing erased is ever sent."""

    data_class = DataClass.D0
    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries")
    act = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    """The journal's number of the act."""
    report = models.PositiveBigIntegerField()
    """The public number of the report; no key, since the message that one was erased must still go."""
    written_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="an_act_is_delivered_once_to_a_webhook", fields=["webhook", "number"])
        ]
        indexes: ClassVar = [models.Index(fields=["try_at"], name="deliveries_due", condition=Q(try_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"
