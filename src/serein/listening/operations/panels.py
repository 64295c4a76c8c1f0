"""The residents' panel: codes by letter, of which we keep hashes; the points they give; what changed a year later."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from serein.enquiries.models import new_code
from serein.kit import journal
from serein.kit.actors import RESIDENT, Actor
from serein.kit.bilingual import require_both_languages
from serein.kit.disclosure import FEWEST
from serein.listening.models.change import ChangeAnswer, ChangeRound, PublishedChange
from serein.listening.models.priority import Ballot, Candidate, Panel, PanelLetter, PriorityRound
from serein.listening.operations.priorities import KEPT, AlreadyPublished, RoundNotClosed
from serein.listening.queries.priorities import hash_of, voter_in_change, voter_in_round
from serein.territory.models import Neighbourhood

MOST_LETTERS = 3000


class NotRunning(Exception):
    """The round is not open now: not yet, or not any more."""


class NotOfThePanel(Exception):
    """This code belongs to another panel."""


class WrongPoints(Exception):
    """More points than there are, or points for what is not in the round."""


class PanelIsAsked(Exception):
    """A round asks this panel: who adds letters to it now could vote with them (H30)."""


class TooEarly(Exception):
    """There is no published result yet whose change could be asked for."""


class AlreadyAsked(Exception):
    """The panel of this round is asked already; it is asked once."""


@dataclass(frozen=True)
class Letter:
    """A letter to be printed now: its code is shown once and kept by nobody."""

    code: str
    language: str


@transaction.atomic
def draw_panel(*, neighbourhood: Neighbourhood | None, name_fr: str, name_nl: str, by: Actor, now: datetime) -> Panel:
    require_both_languages(name=(name_fr, name_nl))
    panel = Panel.objects.create(neighbourhood=neighbourhood, name_fr=name_fr, name_nl=name_nl, drawn_at=now)
    journal.write(act="panel.drawn", about=panel, by=by, at=now)
    return panel


@transaction.atomic
def make_letters(*, panel: Panel, letters: Mapping[str, int], by: Actor, now: datetime) -> list[Letter]:
    """
    Add codes to a panel, so many by language, and return them for the printer; only their hashes are kept.

    They are kept in another order than they are printed in, so that a list of addresses tells nobody's (H30).

    :raises PanelIsAsked: once a round was announced to the panel
    :raises ValueError: for none, or for more than one sheet can hold
    """
    locked = Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    if PriorityRound.objects.filter(panel=locked, announced_at__isnull=False).exists():
        raise PanelIsAsked(f"Panel {panel.pk} is asked: no letter is added to it.")
    if not 0 < sum(letters.values()) <= MOST_LETTERS or min(letters.values()) < 0:
        raise ValueError(f"letters are {dict(letters)}; between 1 and {MOST_LETTERS} in all are made at once.")
    made = [Letter(new_code(), language) for language, n in letters.items() for _n in range(n)]
    kept = [PanelLetter(panel=panel, voter=hash_of(letter.code), language=letter.language) for letter in made]
    secrets.SystemRandom().shuffle(kept)
    PanelLetter.objects.bulk_create(kept)
    journal.write(act="panel.letters_made", about=panel, by=by, at=now, **dict(letters))
    return made


@transaction.atomic
def vote_by_letter(*, round: PriorityRound, letter: PanelLetter, points: Mapping[int, int], now: datetime) -> Ballot:
    """
    Take the points that a code of the panel gives, instead of those it gave before.

    :param points: by the key of the candidate
    :raises NotOfThePanel: if another panel was written to for this round
    """
    if round.panel_id is None or letter.panel_id != round.panel_id:
        raise NotOfThePanel(f"Round {round.pk} asks another panel.")
    return _cast(round, Ballot.Channel.PANEL, voter_in_round(round, letter.voter), points, now)


@transaction.atomic
def vote_in_the_open(*, round: PriorityRound, browser: str, points: Mapping[int, int], now: datetime) -> Ballot:
    """Take the points of a browser in the open round, which is kept apart from the panel (H30)."""
    if not round.is_open_to_all:
        raise NotRunning(f"Round {round.pk} has no open round.")
    return _cast(round, Ballot.Channel.OPEN, voter_in_round(round, browser), points, now)


@transaction.atomic
def ask_what_changed(
    *, round: PriorityRound, opens_at: datetime, closes_at: datetime, by: Actor, now: datetime
) -> ChangeRound:
    """
    Ask the panel of a published round whether its problems changed.

    :raises TooEarly: if the round has no published result, or no panel
    :raises AlreadyAsked: if the panel was asked before
    """
    locked = PriorityRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if locked.published_at is None or locked.panel_id is None:
        raise TooEarly(f"Round {locked.pk} has no published result of a panel.")
    if ChangeRound.objects.filter(round=locked).exists():
        raise AlreadyAsked(f"The panel of round {locked.pk} is asked already.")
    asked = ChangeRound.objects.create(round=locked, opens_at=opens_at, closes_at=closes_at)
    journal.write(act="change.asked", about=asked, by=by, at=now, round=round.pk)
    return asked


@transaction.atomic
def say_what_changed(
    *, change_round: ChangeRound, letter: PanelLetter, said: Mapping[int, str], now: datetime
) -> ChangeAnswer:
    """Take what a code of the panel says of each problem, instead of what it said before."""
    if letter.panel_id != change_round.round.panel_id:
        raise NotOfThePanel(f"Round {change_round.round_id} asked another panel.")
    locked = ChangeRound.objects.select_for_update(of=("self",)).get(pk=change_round.pk)
    if not locked.is_running(now) or locked.published_at is not None:
        raise NotRunning(
            f"The question on round {locked.round_id} is open from {locked.opens_at} to {locked.closes_at}."
        )
    known = set(change_round.round.results.values_list("problem_id", flat=True))
    if not said or set(said) - known or set(said.values()) - set(ChangeAnswer.What.values):
        raise ValueError("An answer is one of four words for a problem of the round.")
    answer, _is_new = ChangeAnswer.objects.update_or_create(
        change_round=locked,
        voter=voter_in_change(locked, letter.voter),
        defaults={"said": {str(key): word for key, word in said.items()}},
    )
    journal.write(act="change.answered", about=locked, by=RESIDENT, at=now)
    return answer


@transaction.atomic
def publish_change(*, change_round: ChangeRound, by: Actor, now: datetime) -> ChangeRound:
    """
    Write what the panel said for good; of fewer than ten answers nothing but that they were too few (H24).

    :raises RoundNotClosed: before its close
    """
    locked = ChangeRound.objects.select_for_update(of=("self",)).select_related("round").get(pk=change_round.pk)
    if locked.published_at is not None:
        raise AlreadyPublished(f"It was published at {locked.published_at}.")
    if not locked.is_closed(now):
        raise RoundNotClosed(f"It closes at {locked.closes_at}.")
    answers = list(locked.answers.values_list("said", flat=True))
    if len(answers) >= FEWEST:
        PublishedChange.objects.bulk_create(
            [
                PublishedChange(change_round=locked, problem_id=problem, **_counted(answers, problem))
                for problem in locked.round.results.order_by("rank").values_list("problem_id", flat=True)
            ]
        )
        locked.n = len(answers)
    locked.published_at = now
    locked.save(update_fields=["published_at", "n"])
    journal.write(act="change.published", about=locked, by=by, at=now, n=len(answers))
    return locked


@transaction.atomic
def forget_answers(*, now: datetime, by: Actor) -> int:
    """Delete what single codes said three years after the close; what was published stays."""
    forgotten, _by_model = ChangeAnswer.objects.filter(change_round__closes_at__lt=now - KEPT).delete()
    if forgotten:
        journal.write(act="change.answers_forgotten", about="listening.changeanswer", by=by, at=now, n=forgotten)
    return forgotten


def _counted(answers: list[dict[str, str]], problem: int) -> dict[str, int]:
    words = [answer.get(str(problem), ChangeAnswer.What.UNKNOWN.value) for answer in answers]
    return {what.value: words.count(what.value) for what in ChangeAnswer.What}


def _cast(round: PriorityRound, channel: str, voter: str, points: Mapping[int, int], now: datetime) -> Ballot:
    locked = PriorityRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if not locked.is_running(now) or locked.published_at is not None:
        raise NotRunning(f"Round {locked.pk} is open from {locked.opens_at} to {locked.closes_at}.")
    _require_fair(locked, points)
    ballot, _is_new = Ballot.objects.update_or_create(
        round=locked,
        channel=channel,
        voter=voter,
        defaults={"points": {str(key): given for key, given in points.items() if given}},
    )
    journal.write(act="round.voted", about=locked, by=RESIDENT, at=now, channel=channel)
    return ballot


def _require_fair(round: PriorityRound, points: Mapping[int, int]) -> None:
    """Each voice weighs the same: at most ten points, or the points of one whole order."""
    known = list(Candidate.objects.filter(round=round).values_list("pk", flat=True))
    if set(points) - set(known) or not points or min(points.values()) < 0:
        raise WrongPoints("Points go to the problems of the round, and none are below nought.")
    if round.way == PriorityRound.Way.POINTS and not 0 < sum(points.values()) <= PriorityRound.POINTS:
        raise WrongPoints(f"{sum(points.values())} points were given; there are {PriorityRound.POINTS}.")
    if round.way == PriorityRound.Way.RANKS and sorted(points.values()) != list(range(len(known))):
        raise WrongPoints("An order names each problem once.")
