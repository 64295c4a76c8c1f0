"""What troubles a district, in four questions, and where each statement comes from."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.append_only import AppendOnly
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.territory.models import Neighbourhood

ABOUT = r"^[a-z]+\.[a-z_]+:[0-9]+$"
"""The row that a source is, as an address without a key: `listening.report:12`."""


class ProblemQuerySet(models.QuerySet["Problem"]):
    def public(self) -> Self:
        """Keep what residents read: published, settled, and dropped with its reason; a draft never."""
        return self.exclude(published_at=None)

    def standing(self) -> Self:
        return self.filter(state=Problem.State.PUBLISHED)


class Problem(models.Model):
    """What troubles a district: where, what, who is affected, how. About places and things, never about persons."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        SETTLED = "settled", _("Settled")
        DROPPED = "dropped", _("Not kept")

    TEXTS: ClassVar = ("title", "where", "what", "affected", "how")

    data_class = DataClass.D0
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="+")
    title_fr = models.CharField(max_length=120, blank=True)
    title_nl = models.CharField(max_length=120, blank=True)
    where_fr = models.CharField(max_length=400, blank=True)
    where_nl = models.CharField(max_length=400, blank=True)
    what_fr = models.TextField(max_length=1500, blank=True)
    what_nl = models.TextField(max_length=1500, blank=True)
    affected_fr = models.CharField(max_length=400, blank=True)
    affected_nl = models.CharField(max_length=400, blank=True)
    how_fr = models.TextField(max_length=1500, blank=True)
    how_nl = models.TextField(max_length=1500, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason_fr = models.CharField(max_length=600, blank=True)
    ended_reason_nl = models.CharField(max_length=600, blank=True)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering: ClassVar = ["neighbourhood__code", "-published_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["neighbourhood", "state"], name="problems_by_neighbourhood")]
        constraints: ClassVar = [
            CheckConstraint(
                name="problem_that_stands_has_its_moment",
                condition=~Q(state__in=("published", "settled")) | Q(published_at__isnull=False),
            ),
            CheckConstraint(
                name="problem_ends_with_a_reason_in_both_languages",
                condition=~Q(state__in=("settled", "dropped"))
                | (Q(ended_at__isnull=False) & ~Q(ended_reason_fr="") & ~Q(ended_reason_nl="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title_fr or self.title_nl or f"problem {self.pk}"

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def where(self) -> str:
        return self.text("where")

    @property
    def what(self) -> str:
        return self.text("what")

    @property
    def affected(self) -> str:
        return self.text("affected")

    @property
    def how(self) -> str:
        return self.text("how")

    @property
    def ended_reason(self) -> str:
        return self.text("ended_reason")

    @property
    def is_public(self) -> bool:
        return self.published_at is not None

    @property
    def stands(self) -> bool:
        return self.state == self.State.PUBLISHED

    def text(self, name: str, language: str | None = None) -> str:
        """Return one of its texts in a language, by default the reader's."""
        return in_language(
            getattr(self, f"{name}_fr"), getattr(self, f"{name}_nl"), get_language() if language is None else language
        )


class ProblemVersion(AppendOnly):
    """A problem as residents read it from a moment on; written at each publication, never changed afterwards."""

    data_class = DataClass.D0
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Problem.State.choices)
    texts = models.JSONField()
    """The texts of the problem by field, in both languages; no date is kept in here."""

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_version_of_a_problem_has_its_number", fields=["problem", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} v{self.number}"

    def text(self, name: str) -> str:
        return in_language(self.texts.get(f"{name}_fr", ""), self.texts.get(f"{name}_nl", ""), get_language())

    @property
    def title(self) -> str:
        return self.text("title")

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Its answers to the four questions, by the question's code."""
        return [(name, self.text(name)) for name in Problem.TEXTS[1:]]


class SourceCitation(models.Model):
    """That a problem rests on a source: a report, minutes, a field note; counted, and cited once."""

    class Kind(models.TextChoices):
        REPORT = "report", _("reports")
        CONTRIBUTION = "contribution", _("contributions of residents")
        ENQUIRY = "enquiry", _("requests to the commune")
        SURVEY = "survey", _("answers to surveys")
        MINUTES = "minutes", _("minutes of meetings")
        WALK = "walk", _("exploratory walks")
        FIELD_NOTE = "field_note", _("notes of the field staff")

    FROM_PEOPLE: ClassVar = (Kind.REPORT, Kind.CONTRIBUTION, Kind.ENQUIRY, Kind.SURVEY)

    class Channel(models.TextChoices):
        WEB = "web", _("online")
        PHONE = "phone", _("by phone")
        DESK = "desk", _("at the desk")
        PAPER = "paper", _("on paper")
        FIELD = "field", _("by the field staff")

    data_class = DataClass.D1
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField(max_length=80)
    label_fr = models.CharField(max_length=200, blank=True)
    label_nl = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    count = models.PositiveIntegerField(default=1)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    language = models.CharField(max_length=2, blank=True)
    cited_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
        indexes: ClassVar = [models.Index(fields=["about"], name="sources_by_what_they_are")]
        constraints: ClassVar = [
            UniqueConstraint(name="a_problem_cites_a_source_once", fields=["problem", "about"]),
            CheckConstraint(name="a_source_counts_for_something", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.about}"

    @property
    def label(self) -> str:
        return in_language(self.label_fr, self.label_nl, get_language())


class FieldNote(models.Model):
    """A few words that someone of the field wrote down on a place, for a problem; never public, never on a person."""

    data_class = DataClass.D1
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="field_notes")
    text = models.TextField(max_length=600)
    on = models.DateField()
    written_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.problem_id} {self.on}"
