"""A round of priorities, from its method to its published result."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from serein.kit import guards, journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.kit.disclosure import FEWEST
from serein.listening import scoring
from serein.listening.models.priority import (
    Ballot,
    Candidate,
    Criterion,
    Panel,
    PanelLetter,
    PriorityRound,
    PublishedPriority,
    Score,
)
from serein.listening.models.problem import Problem
from serein.listening.operations.problems import NamesSomeone
from serein.territory.models import Neighbourhood

KEPT = timedelta(days=3 * 365)
CRITERIA = (
    ("Combien de fois cela arrive", "Hoe vaak het gebeurt", 3),
    ("Combien de personnes cela touche", "Hoeveel mensen het treft", 3),
    (
        "Combien cela limite celles et ceux qui peuvent le moins l'éviter",
        "Hoezeer het wie het minst kan uitwijken beperkt",
        4,
    ),
    ("Ce que la commune peut y faire dans l'année", "Wat de gemeente er binnen het jaar aan kan doen", 2),
)
"""What a round begins with: French, Dutch, weight."""


class RoundAnnounced(Exception):
    """The round is public: its problems, criteria, weights and scores are not changed any more."""


class RoundNotReady(Exception):
    """A problem, a score or a criterion is missing; `what` lists them by name."""

    def __init__(self, *what: str) -> None:
        super().__init__(f"The round cannot be announced: {', '.join(what)}.")
        self.what = what


class RoundNotClosed(Exception):
    """Results are written after the close only."""


class AlreadyPublished(Exception):
    """The result was published before and is not written twice (H29)."""


class ReasonMissing(Exception):
    """The commune's order differs from an answer it received, and does not say why."""


@dataclass(frozen=True)
class Draft:
    """What a round is, before its problems and scores."""

    title_fr: str
    title_nl: str
    question_fr: str
    question_nl: str
    opens_at: datetime
    closes_at: datetime
    way: str = PriorityRound.Way.POINTS
    is_open_to_all: bool = True


@transaction.atomic
def draft_round(
    *, neighbourhood: Neighbourhood | None, panel: Panel | None, draft: Draft, by: Actor, now: datetime
) -> PriorityRound:
    """Begin a round with the usual criteria; nobody sees it before it is announced."""
    require_both_languages(title=(draft.title_fr, draft.title_nl), question=(draft.question_fr, draft.question_nl))
    begun = PriorityRound.objects.create(neighbourhood=neighbourhood, panel=panel, **vars(draft))
    for position, (name_fr, name_nl, weight) in enumerate(CRITERIA):
        Criterion.objects.create(round=begun, name_fr=name_fr, name_nl=name_nl, weight=weight, position=position)
    journal.write(act="round.drafted", about=begun, by=by, at=now)
    return begun


@transaction.atomic
def set_criteria(*, round: PriorityRound, criteria: Iterable[tuple[str, str, int]], by: Actor, now: datetime) -> None:
    """Weigh a round by these criteria (French, Dutch, weight); those it had keep their scores by their place."""
    locked = _lock_draft(round)
    asked = list(criteria)
    for name_fr, name_nl, _weight in asked:
        require_both_languages(criterion=(name_fr, name_nl))
    locked.criteria.filter(position__gte=len(asked)).delete()
    for position, (name_fr, name_nl, weight) in enumerate(asked):
        Criterion.objects.update_or_create(
            round=locked, position=position, defaults={"name_fr": name_fr, "name_nl": name_nl, "weight": weight}
        )
    journal.write(act="round.weighed", about=locked, by=by, at=now, criteria=len(asked))


@transaction.atomic
def choose_candidates(*, round: PriorityRound, problems: Iterable[Problem], by: Actor, now: datetime) -> None:
    """Put these published problems before the residents, in this order; those that stay keep their scores."""
    locked = _lock_draft(round)
    asked = [problem for problem in problems if problem.stands]
    locked.candidates.exclude(problem__in=asked).delete()
    for position, problem in enumerate(asked):
        Candidate.objects.update_or_create(round=locked, problem=problem, defaults={"position": position})
    journal.write(act="round.problems_chosen", about=locked, by=by, at=now, problems=len(asked))


@transaction.atomic
def score(*, candidate: Candidate, scores: Mapping[Criterion, tuple[int, str, str]], by: Actor, now: datetime) -> None:
    """Score a problem by each criterion, with the reason in both languages (H27)."""
    locked = _lock_draft(candidate.round)
    for criterion, (value, reason_fr, reason_nl) in scores.items():
        require_both_languages(reason=(reason_fr, reason_nl))
        _require_no_person(reason_fr, reason_nl)
        Score.objects.update_or_create(
            candidate=candidate,
            criterion=criterion,
            defaults={"value": value, "reason_fr": reason_fr, "reason_nl": reason_nl},
        )
    journal.write(act="round.scored", about=locked, by=by, at=now, candidate=candidate.pk)


@transaction.atomic
def announce_round(*, round: PriorityRound, by: Actor, now: datetime) -> PriorityRound:
    """
    Show the round and its method to everyone; from then on they are not changed.

    :raises RoundNotReady: listing what is missing
    """
    locked = _lock_draft(round)
    candidates, criteria = locked.candidates.count(), locked.criteria.count()
    scored = Score.objects.filter(candidate__round=locked).count()
    missing = [
        name
        for name, is_there in (
            ("problems", candidates >= 2),
            ("criteria", criteria >= 1),
            ("scores", scored == candidates * criteria),
            ("days", locked.closes_at > now),
        )
        if not is_there
    ]
    if missing:
        raise RoundNotReady(*missing)
    locked.announced_at = now
    locked.panel_sent = PanelLetter.objects.filter(panel=locked.panel_id).count() if locked.panel_id else None
    locked.save(update_fields=["announced_at", "panel_sent"])
    journal.write(act="round.announced", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def choose_order(
    *, round: PriorityRound, order: Mapping[Candidate, tuple[int, str, str]], by: Actor, now: datetime
) -> None:
    """Note the order that the commune chooses after the close: the rank of each problem, and why (FR, NL)."""
    locked = _lock(round)
    if not locked.is_closed(now):
        raise RoundNotClosed(f"Round {locked.pk} closes at {locked.closes_at}.")
    if locked.published_at is not None:
        raise AlreadyPublished(f"Round {locked.pk} was published at {locked.published_at}.")
    for candidate, (rank, reason_fr, reason_nl) in order.items():
        _require_no_person(reason_fr, reason_nl)
        if reason_fr or reason_nl:
            require_both_languages(reason=(reason_fr, reason_nl))
        candidate.chosen_rank, candidate.reason_fr, candidate.reason_nl = rank, reason_fr, reason_nl
        candidate.save(update_fields=["chosen_rank", "reason_fr", "reason_nl"])
    journal.write(act="round.order_chosen", about=locked, by=by, at=now)


@dataclass(frozen=True)
class Tally:
    """What one of the two ways of answering came to; nothing where too few answered."""

    n: int
    shares: dict[int, float]
    ranks: dict[int, int]

    @property
    def is_shown(self) -> bool:
        return self.n >= FEWEST


def tally(*, round: PriorityRound, channel: str, candidates: list[int]) -> Tally:
    """Count the panel, or the open round; the two are never added up (H30)."""
    rows = Ballot.objects.filter(round=round, channel=channel).values_list("points", flat=True)
    ballots = [{int(key): points for key, points in ballot.items()} for ballot in rows]
    shares = scoring.shares(ballots, candidates=candidates)
    return Tally(len(ballots), shares, dict(zip(shares, scoring.ranks(list(shares.values())), strict=True)))


@transaction.atomic
def publish_round(*, round: PriorityRound, by: Actor, now: datetime) -> PriorityRound:
    """
    Write the result for good: score, panel, open round and the commune's order side by side.

    :raises ReasonMissing: if the commune's order differs from the scores or the panel without saying why
    """
    locked = _lock(round)
    if locked.published_at is not None:
        raise AlreadyPublished(f"Round {locked.pk} was published at {locked.published_at}.")
    if not locked.is_closed(now):
        raise RoundNotClosed(f"Round {locked.pk} closes at {locked.closes_at}.")
    candidates = list(locked.candidates.select_related("problem").prefetch_related("scores"))
    keys = [candidate.pk for candidate in candidates]
    panel = tally(round=locked, channel=Ballot.Channel.PANEL, candidates=keys)
    everyone = tally(round=locked, channel=Ballot.Channel.OPEN, candidates=keys)
    rows = [
        _result(locked, candidate, standing, panel, everyone)
        for candidate, standing in zip(candidates, standings_of(locked, candidates), strict=True)
    ]
    _require_reasons(rows)
    PublishedPriority.objects.bulk_create(rows)
    locked.published_at = now
    locked.panel_n = panel.n if panel.is_shown else None
    locked.open_n = everyone.n if everyone.is_shown else None
    locked.save(update_fields=["published_at", "panel_n", "open_n"])
    journal.write(act="round.published", about=locked, by=by, at=now, digest=digest_of(rows))
    return locked


def standings_of(round: PriorityRound, candidates: Iterable[Candidate]) -> list[scoring.Standing]:
    """Return where each problem stands by its scores, in the order given; a criterion without a score counts 0."""
    criteria = list(round.criteria.all())
    scores = []
    for candidate in candidates:
        known = {row.criterion_id: row.value for row in candidate.scores.all()}
        scores.append([known.get(criterion.pk, 0) for criterion in criteria])
    return scoring.standings(weights=[criterion.weight for criterion in criteria], scores=scores)


def digest_of(rows: Iterable[PublishedPriority]) -> str:
    """Return the sum of a published result, which the journal keeps: a row altered later no longer fits it."""
    told = [
        [row.problem_id, row.rank, f"{row.score:.6f}", row.score_rank, row.best_rank, row.worst_rank]
        + [None if share is None else f"{share:.6f}" for share in (row.panel_share, row.open_share)]
        + [row.reason_fr, row.reason_nl]
        for row in sorted(rows, key=lambda row: row.problem_id)
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def forget_ballots(*, now: datetime, by: Actor) -> int:
    """Delete single answers three years after their round closed; the published result stays."""
    forgotten, _by_model = Ballot.objects.filter(round__closes_at__lt=now - KEPT).delete()
    if forgotten:
        journal.write(act="round.ballots_forgotten", about="listening.ballot", by=by, at=now, n=forgotten)
    return forgotten


def _result(
    round: PriorityRound, candidate: Candidate, standing: scoring.Standing, panel: Tally, everyone: Tally
) -> PublishedPriority:
    return PublishedPriority(
        round=round,
        problem_id=candidate.problem_id,
        title_fr=candidate.problem.title_fr,
        title_nl=candidate.problem.title_nl,
        rank=candidate.chosen_rank or standing.rank,
        score=float(standing.total),
        score_rank=standing.rank,
        best_rank=standing.best,
        worst_rank=standing.worst,
        panel_share=panel.shares[candidate.pk] if panel.is_shown else None,
        panel_rank=panel.ranks[candidate.pk] if panel.is_shown else None,
        open_share=everyone.shares[candidate.pk] if everyone.is_shown else None,
        open_rank=everyone.ranks[candidate.pk] if everyone.is_shown else None,
        reason_fr=candidate.reason_fr,
        reason_nl=candidate.reason_nl,
    )


def _require_reasons(rows: list[PublishedPriority]) -> None:
    """Ask why of each problem that the commune puts before or after another against the scores or the panel."""
    for row in rows:
        turned = any(
            (row.rank - other.rank) * (mine - theirs) < 0
            for other in rows
            for mine, theirs in ((row.score_rank, other.score_rank), (row.panel_rank or 0, other.panel_rank or 0))
        )
        if turned and not (row.reason_fr and row.reason_nl):
            raise ReasonMissing(f"Problem {row.problem_id} ranks {row.rank} without a reason.")


def _lock(round: PriorityRound) -> PriorityRound:
    return PriorityRound.objects.select_for_update(of=("self",)).get(pk=round.pk)


def _lock_draft(round: PriorityRound) -> PriorityRound:
    locked = _lock(round)
    if locked.announced_at is not None:
        raise RoundAnnounced(f"Round {locked.pk} was announced at {locked.announced_at}.")
    return locked


def _require_no_person(*texts: str) -> None:
    if any(guards.find_personal_marks(text) for text in texts):
        raise NamesSomeone("A reason holds a plate, a number or an address of someone.")
