"""Every request made to the commune, whoever answers it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind, get_kind
from serein.kit import sealing
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.kit.fields import SealedTextField
from serein.people.models import Office
from serein.territory.models import Beat, Neighbourhood, Street

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


_OPEN = ("new", "in_hand", "planned", "waiting", "unsolved")


class KindSetting(models.Model):
    """What the commune decided for a kind of enquiry: who owns it, how soon, how long it is kept."""

    data_class = DataClass.D0
    kind = models.CharField(max_length=40, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    deadline_days = models.PositiveSmallIntegerField()
    retention_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.kind


class OwnerRule(models.Model):
    """Who owns what comes from a place: the first rule that fits and whose office is held decides, by its rank."""

    data_class = DataClass.D0
    rank = models.PositiveSmallIntegerField(_("Rank: the lowest that fits decides"), unique=True)
    kind = models.CharField(_("Kind of request"), max_length=40, blank=True)
    neighbourhood = models.ForeignKey(
        Neighbourhood, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Neighbourhood")
    )
    street = models.ForeignKey(
        Street, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Street")
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name=_("Owner"))

    class Meta:
        ordering: ClassVar = ["rank"]

    def __str__(self) -> str:
        return f"{self.rank}"

    @property
    def sentence(self) -> str:
        """Say in words what the rule decides."""
        what = str(get_kind(self.kind).label) if self.kind else gettext("everything")
        where = ", ".join(str(part) for part in (self.street, self.neighbourhood) if part) or gettext("anywhere")
        told = {"rank": self.rank, "what": what, "where": where, "office": self.office.name}
        return gettext("Rule %(rank)d: %(what)s, %(where)s: %(office)s") % told


class StandardAnswer(models.Model):
    """Public words that fit many requests, in both languages."""

    data_class = DataClass.D0
    kind = models.CharField(_("Kind of request"), max_length=40, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=10)
    text_fr = models.TextField(_("In French"), max_length=600)
    text_nl = models.TextField(_("In Dutch"), max_length=600)

    class Meta:
        ordering: ClassVar = ["outcome", "kind", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="standard_answer_in_both_languages", condition=~Q(text_fr="") & ~Q(text_nl=""))
        ]

    def __str__(self) -> str:
        return in_language(self.text_fr, self.text_nl, get_language())


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
        PLANNED = "planned", _("Planned")
        WAITING = "waiting", _("Waiting for another body")
        UNSOLVED = "unsolved", _("Not solved, looked at again")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        JOINED = "joined", _("Joined to an earlier request")

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        NO_ACTION = "no_action", _("Closed without action")
        NOT_OURS = "not_ours", _("Not ours: passed on")

    class Channel(models.TextChoices):
        WEB = "web", _("Online")
        DESK = "desk", _("At the desk")
        PHONE = "phone", _("By phone")
        PAPER = "paper", _("On paper")
        FIELD = "field", _("From the field")
        PARTNER = "partner", _("From another program")

    class Opinion(models.TextChoices):
        SOLVED = "solved", _("Yes, thank you")
        UNSOLVED = "unsolved", _("No, not yet")

    OPEN: ClassVar = (State.NEW, State.IN_HAND, State.PLANNED, State.WAITING, State.UNSOLVED)

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
    rule = models.ForeignKey(OwnerRule, models.SET_NULL, null=True, blank=True, related_name="+")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined", db_index=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    reason_fr = models.TextField(blank=True)
    reason_nl = models.TextField(blank=True)
    promised_on = models.DateField(null=True, blank=True)
    waits_for = models.CharField(max_length=120, blank=True)
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
                condition=Q(state__in=_OPEN),
            ),
            models.Index(
                fields=["office", "due_at"],
                name="enquiries_open_by_office",
                condition=Q(state__in=_OPEN),
            ),
            models.Index(fields=["escalate_at"], name="enquiries_to_escalate", condition=Q(escalate_at__isnull=False)),
            models.Index(fields=["erase_on"], name="enquiries_to_erase", condition=Q(destroyed_at=None)),
            models.Index(fields=["kind", "received_at"], name="enquiries_by_kind"),
            # Partial: SQLite would take a whole one for « joined to nothing », which nearly all are.
            models.Index(fields=["same_as"], name="enquiries_joined", condition=Q(same_as__isnull=False)),
        ]
        constraints: ClassVar = [
            CheckConstraint(
                name="enquiry_destroyed_holds_nothing",
                condition=Q(destroyed_at=None)
                | Q(
                    code=None, contact="", message="", sealed_facts="", answer="", facts=[], reason_fr="", reason_nl=""
                ),
            ),
            CheckConstraint(
                name="enquiry_answered_has_its_moment",
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
            ),
            CheckConstraint(
                name="enquiry_joined_names_the_earlier_one", condition=~Q(state="joined") | Q(same_as__isnull=False)
            ),
            CheckConstraint(
                name="enquiry_planned_has_its_day", condition=~Q(state="planned") | Q(promised_on__isnull=False)
            ),
            CheckConstraint(name="enquiry_waiting_says_for_whom", condition=~Q(state="waiting") | ~Q(waits_for="")),
            CheckConstraint(
                name="enquiry_outcome_has_its_public_reason",
                condition=Q(outcome__in=("", "done"))
                | Q(destroyed_at__isnull=False)
                | ~Q(reason_fr="") & ~Q(reason_nl=""),
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

    @property
    def reason(self) -> str:
        """The public words of its outcome, in the reader's language."""
        return in_language(self.reason_fr, self.reason_nl, get_language())

    @property
    def state_in_words(self) -> str:
        """Its state as the public reads it: of what was decided, the decision."""
        if self.outcome and self.state in (self.State.ANSWERED, self.State.CLOSED):
            return str(self.Outcome(self.outcome).label)
        return str(self.State(self.state).label)

    def is_late(self, now: datetime) -> bool:
        return self.is_open and self.due_at < now


class EnquiryStep(models.Model):
    """What happened to an enquiry after its reception, as its author may read it."""

    class What(models.TextChoices):
        TAKEN = "taken", _("Taken in hand")
        PLANNED = "planned", _("Planned")
        WAITING = "waiting", _("Waiting for another body")
        JOINED = "joined", _("Joined to an earlier request")
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
    for_on = models.DateField(null=True, blank=True)
    """The day that was promised, or on which another body is asked again."""

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.enquiry_id} {self.what}"


class Photo(models.Model):
    """A photo that came with an enquiry, drawn anew without what the camera wrote; it goes when the enquiry goes."""

    data_class = DataClass.D2
    field_data_classes: ClassVar = {"image": DataClass.D3}
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="photos")
    image = SealedTextField(until="key_day")
    """A JPEG in base64, under the same day's key as its enquiry."""
    key_day = models.DateField()

    def __str__(self) -> str:
        return f"{self.enquiry_id}"


class RetentionRun(models.Model):
    """A run of the retention job: how much it destroyed."""

    data_class = DataClass.D0
    at = models.DateTimeField()
    destroyed = models.PositiveIntegerField()
    keys_destroyed = models.PositiveIntegerField()
    clean_number = models.PositiveBigIntegerField(null=True, blank=True)
    """The journal's number when the tables were last written anew; None if they were not then."""

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
