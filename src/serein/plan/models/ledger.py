"""The programme, commitment by commitment, and the append-only ledger of what became of each promise."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.append_only import AppendOnly
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.people.models import Office


class Commitment(models.Model):
    """A commitment of the programme, in its own words."""

    data_class = DataClass.D0
    number = models.PositiveSmallIntegerField(unique=True)
    section_fr = models.CharField(max_length=200)
    section_nl = models.CharField(max_length=200)
    text_fr = models.TextField()
    text_nl = models.TextField()

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"{self.number}. {self.text_fr[:60]}"

    @property
    def section(self) -> str:
        return in_language(self.section_fr, self.section_nl, get_language())

    @property
    def text(self) -> str:
        return in_language(self.text_fr, self.text_nl, get_language())


class Promise(models.Model):
    """One thing that a commitment promises, with the office that answers for it."""

    data_class = DataClass.D0
    code = models.SlugField(max_length=10, unique=True)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="promises")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    text_fr = models.CharField(max_length=300)
    text_nl = models.CharField(max_length=300)
    rank = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField()
    """When it came into the programme: silence counts from here until something is said."""

    class Meta:
        ordering: ClassVar = ["commitment__number", "rank"]

    def __str__(self) -> str:
        return self.code

    @property
    def text(self) -> str:
        return in_language(self.text_fr, self.text_nl, get_language())


class LedgerEntry(AppendOnly):
    """What is said of a promise on a day; each entry carries a sum over the one before."""

    class State(models.TextChoices):
        KEPT = "kept", _("Kept")
        UNDER_WAY = "under_way", _("Under way")
        LATE = "late", _("Late")
        ABANDONED = "abandoned", _("Abandoned")
        NOT_BEGUN = "not_begun", _("Not begun")

    data_class = DataClass.D0
    number = models.PositiveIntegerField(unique=True)
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="entries")
    state = models.CharField(max_length=10, choices=State.choices)
    words_fr = models.TextField(max_length=1000)
    words_nl = models.TextField(max_length=1000)
    because_fr = models.TextField(max_length=1000, blank=True)
    because_nl = models.TextField(max_length=1000, blank=True)
    evidence = models.JSONField(default=list, blank=True)
    office_code = models.SlugField()
    at = models.DateTimeField()
    sum = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            CheckConstraint(name="ledger_entry_has_words", condition=~Q(words_fr="") & ~Q(words_nl="")),
            CheckConstraint(
                name="ledger_abandoned_says_why",
                condition=~Q(state="abandoned") | (~Q(because_fr="") & ~Q(because_nl="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.promise_id} {self.state}"

    @property
    def words(self) -> str:
        return in_language(self.words_fr, self.words_nl, get_language())

    @property
    def because(self) -> str:
        return in_language(self.because_fr, self.because_nl, get_language())


class LedgerHead(models.Model):
    """Where the ledger ends: locked by whoever writes, so that two entries never follow the same one."""

    data_class = DataClass.D0
    number = models.PositiveIntegerField(default=0)
    sum = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.number)


class LedgerProposal(models.Model):
    """A fact suggests that a promise moved; a person decides whether, and in which words (H23)."""

    data_class = DataClass.D0
    promise = models.ForeignKey(Promise, models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=LedgerEntry.State.choices)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, null=True, blank=True, related_name="proposal")

    class Meta:
        ordering: ClassVar = ["made_at"]
        constraints: ClassVar = [
            UniqueConstraint(name="one_open_proposal_a_promise", fields=["promise"], condition=Q(settled_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.promise_id} {self.state}"
