"""Rounds of priorities as residents, the panel and the prevention service read them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from serein.enquiries.queries import normal_code
from serein.kit import sealing
from serein.kit.disclosure import FEWEST
from serein.listening import scoring
from serein.listening.models.change import ChangeRound, PublishedChange
from serein.listening.models.priority import (
    Ballot,
    Candidate,
    Panel,
    PanelLetter,
    PriorityRound,
    PublishedPriority,
    Score,
)
from serein.listening.models.problem import Problem
from serein.territory.models import Neighbourhood

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Outcome:
    """A problem in a published round, with its scores and why."""

    result: PublishedPriority
    scores: list[Score]


@dataclass(frozen=True)
class Change:
    """What the panel says of a problem a year later, with Wilson's intervals."""

    row: PublishedChange
    better: scoring.Share
    same: scoring.Share
    worse: scoring.Share
    verdict: scoring.Verdict

    @property
    def is_shown(self) -> bool:
        """Whether enough of the panel have an opinion on this problem (H24)."""
        return self.row.n >= FEWEST


@dataclass(frozen=True)
class Asked:
    """What a code of the panel may answer now."""

    rounds: list[PriorityRound]
    changes: list[ChangeRound]


def list_announced(*, neighbourhood: Neighbourhood | None = None) -> QuerySet[PriorityRound]:
    """Return the rounds that residents may know of; those of a district with those of the whole commune."""
    rounds = PriorityRound.objects.exclude(announced_at=None).select_related("neighbourhood")
    if neighbourhood is None:
        return rounds
    return rounds.filter(Q(neighbourhood=neighbourhood) | Q(neighbourhood=None))


def list_running(*, now: datetime) -> list[PriorityRound]:
    return list(list_announced().filter(opens_at__lte=now, closes_at__gt=now))


def list_outcomes(round: PriorityRound) -> list[Outcome]:
    """Return the published result in the order that the commune chose, with the scores: two queries."""
    scores: dict[int, list[Score]] = {}
    rows = Score.objects.filter(candidate__round=round).select_related("criterion", "candidate")
    for score in rows.order_by("criterion__position"):
        scores.setdefault(score.candidate.problem_id, []).append(score)
    results = round.results.select_related("problem__neighbourhood")
    return [Outcome(result, scores.get(result.problem_id, [])) for result in results]


def list_candidates(round: PriorityRound) -> list[Candidate]:
    return list(round.candidates.select_related("problem__neighbourhood").prefetch_related("scores"))


def find_change_round(*, round: PriorityRound) -> ChangeRound | None:
    return ChangeRound.objects.filter(round=round).first()


def list_changes(change_round: ChangeRound) -> list[Change]:
    """Return what the panel said, in the order of the priorities."""
    rows = change_round.results.select_related("problem")
    return [_change(row) for row in rows]


def changes_of(problem: Problem) -> list[Change]:
    """Return what panels said of a problem, the latest first."""
    rows = PublishedChange.objects.filter(problem=problem).select_related("change_round__round")
    return [_change(row) for row in rows.order_by("-change_round__published_at")]


def results_of(problem: Problem) -> QuerySet[PublishedPriority]:
    """Return where a problem came out of each published round, the latest first."""
    rows = PublishedPriority.objects.filter(problem=problem).select_related("round__neighbourhood")
    return rows.order_by("-round__published_at")


def hash_of(code: str) -> str:
    """Return by what the code of a letter is found again."""
    return sealing.blind_index(normal_code(code), purpose="panel.letter")


def voter_in_round(round: PriorityRound, voter: str) -> str:
    """Return whose answer it is within one round: another hash in each, so that answers are not joined."""
    return sealing.blind_index(voter, purpose=f"round:{round.pk}")


def voter_in_change(change_round: ChangeRound, voter: str) -> str:
    return sealing.blind_index(voter, purpose=f"change:{change_round.pk}")


def said_by(*, change_round: ChangeRound, voter: str) -> dict[int, str]:
    """Return what someone said before, by problem."""
    answers = change_round.answers.filter(voter=voter)
    return {int(key): word for key, word in (answers.values_list("said", flat=True).first() or {}).items()}


def find_letter(*, voter: str) -> PanelLetter | None:
    return PanelLetter.objects.select_related("panel__neighbourhood").filter(voter=voter).first()


def asked_of(panel: Panel, *, now: datetime) -> Asked:
    """Return what a panel is asked now."""
    rounds = PriorityRound.objects.filter(panel=panel, announced_at__isnull=False, published_at=None)
    changes = ChangeRound.objects.filter(round__panel=panel, published_at=None).select_related("round")
    running = Q(opens_at__lte=now, closes_at__gt=now)
    return Asked(list(rounds.filter(running)), list(changes.filter(running)))


def given_by(*, round: PriorityRound, channel: str, voter: str) -> dict[int, int]:
    """Return the points that someone gave before, by candidate."""
    row = Ballot.objects.filter(round=round, channel=channel, voter=voter).values_list("points", flat=True).first()
    return {int(key): points for key, points in (row or {}).items()}


def count_ballots(round: PriorityRound) -> dict[str, int]:
    """Return how many answered, for staff: how many, never what."""
    rows = Ballot.objects.filter(round=round).values_list("channel").annotate(n=Count("pk")).order_by()
    return dict.fromkeys(Ballot.Channel.values, 0) | dict(rows)


def list_to_ask_again(*, now: datetime) -> QuerySet[PriorityRound]:
    """Return the rounds published a year ago or more whose panel was not yet asked whether it changed."""
    rounds = PriorityRound.objects.filter(published_at__lte=now - YEAR, panel__isnull=False, change_round=None)
    return rounds.select_related("neighbourhood").order_by("published_at")


def count_letters(panel: Panel) -> dict[str, int]:
    return dict(panel.letters.values_list("language").annotate(n=Count("pk")).order_by("language"))


def _change(row: PublishedChange) -> Change:
    return Change(
        row,
        better=scoring.wilson(count=row.better, n=row.n),
        same=scoring.wilson(count=row.same, n=row.n),
        worse=scoring.wilson(count=row.worse, n=row.n),
        verdict=scoring.verdict(better=row.better, same=row.same, worse=row.worse),
    )
