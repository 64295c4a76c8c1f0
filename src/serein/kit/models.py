"""Technical tables only: the journal of acts, the outbox, job firings, heartbeats, rate counters, the demo's clock."""

from typing import ClassVar

from django.db import models

from serein.kit.data_classes import DataClass
from serein.kit.fields import EncryptedTextField


class JournalEntry(models.Model):
    """An act: verb, identifiers and moment, never content. Appended, never changed."""

    data_class = DataClass.D2
    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    actor_id = models.CharField(max_length=60)
    actor_label = models.CharField(max_length=120)
    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=60)
    identifiers = models.JSONField(default=dict)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["about_kind", "about_id"], name="journal_about")]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class JournalHead(models.Model):
    """The last entry's number and MAC: the row whose lock puts acts in order."""

    data_class = DataClass.D0
    number = models.PositiveBigIntegerField(default=0)
    mac = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.number)


class JournalCursor(models.Model):
    """Up to which act a follower has read the journal."""

    data_class = DataClass.D0
    name = models.CharField(max_length=80, unique=True)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class OutboxMail(models.Model):
    """A mail to send. Address and body are emptied once it went."""

    data_class = DataClass.D2
    to = EncryptedTextField(blank=True)
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=200)
    body = EncryptedTextField(blank=True)
    about = models.CharField(max_length=80, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    written_at = models.DateTimeField()
    try_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="mail_waits_or_is_settled",
                condition=models.Q(try_at__isnull=False, sent_at=None, given_up_at=None)
                | models.Q(try_at=None, sent_at__isnull=False)
                | models.Q(try_at=None, given_up_at__isnull=False),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["try_at"], name="mail_due", condition=models.Q(try_at__isnull=False)),
            models.Index(fields=["about"], name="mail_about"),
        ]

    def __str__(self) -> str:
        return self.subject


class JobFiring(models.Model):
    """A job came due at a moment; unique, so that two schedulers fire it once."""

    data_class = DataClass.D0
    job = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "due_at"], name="job_fires_once_a_moment")]

    def __str__(self) -> str:
        return f"{self.job} {self.due_at:%Y-%m-%d %H:%M}"


class Heartbeat(models.Model):
    """When the worker or the scheduler was last seen at work; real time, also in the demo."""

    data_class = DataClass.D0
    name = models.CharField(max_length=20, primary_key=True)
    beaten_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class RateCounter(models.Model):
    """How often something was asked within a window; the asker is a keyed hash."""

    data_class = DataClass.D1
    asker = models.CharField(max_length=64)
    window_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["asker", "window_at"], name="one_counter_a_window")]

    def __str__(self) -> str:
        return f"{self.asker[:8]} {self.count}"


class DemoClock(models.Model):
    """How far the demo's time is from the real one."""

    data_class = DataClass.D0
    offset = models.DurationField()

    def __str__(self) -> str:
        return str(self.offset)
