"""What comes first: scores with their weights in the open, a panel by letter, an open round kept apart."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.append_only import AppendOnly
from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass
from serein.listening.models.problem import Problem
from serein.territory.models import Neighbourhood

BEST_SCORE = 4


class Panel(BilingualName):
    """Residents who were written to: a set of codes, of which only keyed hashes are kept, and no name."""

    data_class = DataClass.D0
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-drawn_at"]


class PanelLetter(models.Model):
    """One code of a panel, printed once on its letter; here it is a hash."""

    data_class = DataClass.D1
    panel = models.ForeignKey(Panel, models.CASCADE, related_name="letters")
    voter = models.CharField(max_length=32, unique=True)
    language = models.CharField(max_length=2)

    def __str__(self) -> str:
        return f"{self.panel_id} {self.language}"


class PriorityRound(models.Model):
    """A question on what comes first, in a district or the commune, from its method to its published result."""

    class Way(models.TextChoices):
        POINTS = "points", _("Spread ten points")
        RANKS = "ranks", _("Put in order")

    POINTS: ClassVar = 10

    data_class = DataClass.D0
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, null=True, blank=True, related_name="+")
    panel = models.ForeignKey(Panel, models.PROTECT, null=True, blank=True, related_name="rounds")
    title_fr = models.CharField(max_length=120)
    title_nl = models.CharField(max_length=120)
    question_fr = models.CharField(max_length=300)
    question_nl = models.CharField(max_length=300)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.POINTS)
    is_open_to_all = models.BooleanField(default=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    panel_sent = models.PositiveIntegerField(null=True, blank=True)
    """How many letters the panel had when the round was announced; none is added afterwards."""
    panel_n = models.PositiveIntegerField(null=True, blank=True)
    open_n = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opens_at", "-pk"]
        constraints: ClassVar = [
            CheckConstraint(name="round_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
            CheckConstraint(
                name="round_is_published_after_it_closed",
                condition=Q(published_at=None) | Q(announced_at__isnull=False, published_at__gte=F("closes_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title_fr

    @property
    def title(self) -> str:
        return in_language(self.title_fr, self.title_nl, get_language())

    @property
    def question(self) -> str:
        return in_language(self.question_fr, self.question_nl, get_language())

    def is_running(self, now: datetime) -> bool:
        return self.announced_at is not None and self.opens_at <= now < self.closes_at

    def is_closed(self, now: datetime) -> bool:
        return self.announced_at is not None and self.closes_at <= now


class Criterion(BilingualName):
    """What a problem is weighed by in a round, and how much it weighs."""

    data_class = DataClass.D0
    round = models.ForeignKey(PriorityRound, models.CASCADE, related_name="criteria")
    weight = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="a_criterion_weighs_something", condition=Q(weight__gte=1, weight__lte=100)),
            UniqueConstraint(name="criteria_stand_in_one_order", fields=["round", "position"]),
        ]


class Candidate(models.Model):
    """A problem in a round; what the commune decides on it, with its reason where that differs from the answers."""

    data_class = DataClass.D0
    round = models.ForeignKey(PriorityRound, models.CASCADE, related_name="candidates")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="candidacies")
    position = models.PositiveSmallIntegerField()
    chosen_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason_fr = models.CharField(max_length=600, blank=True)
    reason_nl = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_problem_stands_once_in_a_round", fields=["round", "problem"]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.problem_id}"


class Score(models.Model):
    """How a problem does by a criterion, 0 to 4, and why; given by the prevention service."""

    data_class = DataClass.D0
    candidate = models.ForeignKey(Candidate, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="scores")
    value = models.PositiveSmallIntegerField()
    reason_fr = models.CharField(max_length=300)
    reason_nl = models.CharField(max_length=300)

    class Meta:
        ordering: ClassVar = ["criterion__position"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_problem_is_scored_once_by_a_criterion", fields=["candidate", "criterion"]),
            CheckConstraint(name="a_score_is_between_0_and_4", condition=Q(value__lte=BEST_SCORE)),
        ]

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.criterion_id}: {self.value}"

    @property
    def reason(self) -> str:
        return in_language(self.reason_fr, self.reason_nl, get_language())


class Ballot(models.Model):
    """The points that one code of the panel, or one browser of the open round, gave; changed until the close."""

    class Channel(models.TextChoices):
        PANEL = "panel", _("Panel by letter")
        OPEN = "open", _("Open round")

    data_class = DataClass.D1
    round = models.ForeignKey(PriorityRound, models.CASCADE, related_name="ballots")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    voter = models.CharField(max_length=32)
    """A keyed hash that differs in each round, so that nobody's answers are joined over the years."""
    points = models.JSONField()
    """Points by the key of the candidate."""

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="a_voter_counts_once_in_a_round", fields=["round", "channel", "voter"]),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.channel}"


class PublishedPriority(AppendOnly):
    """Where a problem came out in a round; written when the round is published, never changed afterwards (H29)."""

    data_class = DataClass.D0
    round = models.ForeignKey(PriorityRound, models.PROTECT, related_name="results")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="priorities")
    title_fr = models.CharField(max_length=120)
    title_nl = models.CharField(max_length=120)
    """The words that residents answered on."""
    rank = models.PositiveSmallIntegerField()
    """The order that the commune chose."""
    score = models.FloatField()
    score_rank = models.PositiveSmallIntegerField()
    best_rank = models.PositiveSmallIntegerField()
    worst_rank = models.PositiveSmallIntegerField()
    panel_share = models.FloatField(null=True, blank=True)
    panel_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    open_share = models.FloatField(null=True, blank=True)
    open_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason_fr = models.CharField(max_length=600, blank=True)
    reason_nl = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_problem_comes_out_once_of_a_round", fields=["round", "problem"]),
            CheckConstraint(
                name="ranks_lie_in_their_interval",
                condition=Q(best_rank__lte=F("score_rank"), worst_rank__gte=F("score_rank")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.problem_id}: {self.rank}"

    @property
    def title(self) -> str:
        return in_language(self.title_fr, self.title_nl, get_language())

    @property
    def reason(self) -> str:
        return in_language(self.reason_fr, self.reason_nl, get_language())
