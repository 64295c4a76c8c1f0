"""Every request made to the commune, whoever answers it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind, get_kind
from serein.kit import sealing
from serein.kit.data_classes import DataClass
from serein.kit.fields import SealedTextField
from serein.people.models import Office
from serein.territory.models import Beat

_CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another
_CODE_LENGTH = 10


def new_code() -> str:
    """Return a code that is read out and typed without mistakes: 49 bits, in two groups."""
    return _code(secrets.randbelow)


def code_once(once: str) -> str:
    """Return the code of a form that may be sent twice: the same each time, and guessed by nobody without our key."""
    rest = int(sealing.blind_index(once, purpose="enquiry.once"), 16)

    def draw(most: int) -> int:
        nonlocal rest
        rest, drawn = divmod(rest, most)
        return drawn

    return _code(draw)


def _code(draw: Callable[[int], int]) -> str:
    signs = "".join(_CODE_SIGNS[draw(len(_CODE_SIGNS))] for _ in range(_CODE_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


class KindSetting(models.Model):
    """What the commune decided for a kind of enquiry: who owns it, how soon, how long it is kept."""

    data_class = DataClass.D0
    kind = models.CharField(max_length=40, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    deadline_days = models.PositiveSmallIntegerField()
    retention_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.kind


class EnquiryQuerySet(models.QuerySet["Enquiry"]):
    def open(self) -> Self:
        return self.filter(state__in=Enquiry.OPEN)

    def past_deadline(self, moment: datetime) -> Self:
        return self.open().filter(due_at__lt=moment)


class Enquiry(models.Model):
    """A request, from its reception to its answer; once destroyed, only its dates are left."""

    class State(models.TextChoices):
        NEW = "new", _("Received")
        IN_HAND = "in_hand", _("In hand")
        UNSOLVED = "unsolved", _("Not solved, looked at again")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Channel(models.TextChoices):
        WEB = "web", _("Online")
        DESK = "desk", _("At the desk")
        PHONE = "phone", _("By phone")
        PAPER = "paper", _("On paper")

    class Opinion(models.TextChoices):
        SOLVED = "solved", _("Yes, thank you")
        UNSOLVED = "unsolved", _("No, not yet")

    OPEN: ClassVar = (State.NEW, State.IN_HAND, State.UNSOLVED)

    data_class = DataClass.D2
    field_data_classes: ClassVar = {
        "contact": DataClass.D3,
        "message": DataClass.D3,
        "sealed_facts": DataClass.D3,
        "answer": DataClass.D3,
    }

    code = models.CharField(max_length=11, unique=True, null=True, default=new_code)  # noqa: DJ001 - unique, and gone once destroyed
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    beat = models.ForeignKey(Beat, models.PROTECT, null=True, blank=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    facts = models.JSONField(default=list, blank=True)
    contact = SealedTextField(blank=True, until="key_day")
    message = SealedTextField(blank=True, until="key_day")
    sealed_facts = SealedTextField(blank=True, until="key_day")
    answer = SealedTextField(blank=True, until="key_day")
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    happens_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    escalated_to = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    opinion = models.CharField(max_length=10, choices=Opinion.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    key_day = models.DateField()
    erase_on = models.DateField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["beat", "due_at"],
                name="enquiries_open_by_beat",
                condition=Q(state__in=("new", "in_hand", "unsolved")),
            ),
            models.Index(
                fields=["office", "due_at"],
                name="enquiries_open_by_office",
                condition=Q(state__in=("new", "in_hand", "unsolved")),
            ),
            models.Index(fields=["escalate_at"], name="enquiries_to_escalate", condition=Q(escalate_at__isnull=False)),
            models.Index(fields=["erase_on"], name="enquiries_to_erase", condition=Q(destroyed_at=None)),
            models.Index(fields=["kind", "received_at"], name="enquiries_by_kind"),
        ]
        constraints: ClassVar = [
            CheckConstraint(
                name="enquiry_destroyed_holds_nothing",
                condition=Q(destroyed_at=None)
                | Q(code=None, contact="", message="", sealed_facts="", answer="", facts=[]),
            ),
            CheckConstraint(
                name="enquiry_answered_has_its_moment",
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def what(self) -> Kind:
        return get_kind(self.kind)

    @property
    def label(self) -> Promise:
        return self.what.label

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_late(self, now: datetime) -> bool:
        return self.is_open and self.due_at < now


class EnquiryStep(models.Model):
    """What happened to an enquiry after its reception, as its author may read it."""

    class What(models.TextChoices):
        TAKEN = "taken", _("Taken in hand")
        HANDED_OVER = "handed_over", _("Handed over")
        ESCALATED = "escalated", _("Past its deadline: passed to those in charge")
        ANSWERED = "answered", _("Answered")
        NOT_SOLVED = "not_solved", _("You told us it is not solved")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CANCELLED = "cancelled", _("Cancelled by the post")

    data_class = DataClass.D1
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="steps")
    what = models.CharField(max_length=12, choices=What.choices)
    at = models.DateTimeField()
    to_office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    to_beat = models.ForeignKey(Beat, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.what}"


class RetentionRun(models.Model):
    """A run of the retention job: how much it destroyed."""

    data_class = DataClass.D0
    at = models.DateTimeField()
    destroyed = models.PositiveIntegerField()
    keys_destroyed = models.PositiveIntegerField()
    clean_total = models.PositiveIntegerField(null=True, blank=True)
    """How many enquiries were destroyed in all when the tables were last written anew; None if they were not then."""

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.destroyed}"


class PublishedDelay(models.Model):
    """The delay of a kind of enquiry as published on a day; never changed afterwards. What is None was withheld."""

    data_class = DataClass.D0
    kind = models.CharField(max_length=40)
    on = models.DateField()
    deadline_days = models.PositiveSmallIntegerField()
    answered = models.PositiveIntegerField(null=True, blank=True)
    median_days = models.FloatField(null=True, blank=True)
    ninetieth_days = models.FloatField(null=True, blank=True)
    open = models.PositiveIntegerField()
    open_past_deadline = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [UniqueConstraint(name="a_delay_is_published_once_a_day", fields=["kind", "on"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.on:%Y-%m-%d}"

    @property
    def label(self) -> Promise:
        return get_kind(self.kind).label
