"""Problems, their sources, panels with their letters, and rounds in every state."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from serein.enquiries.models import KindSetting
from serein.kit.actors import Actor
from serein.listening import operations
from serein.listening.models import Panel, PanelLetter, PriorityRound, Problem
from serein.listening.operations import panels, priorities
from serein.listening.operations.problems import cite_many
from serein.listening.queries.priorities import hash_of
from serein.listening.queries.sources import Source
from serein.people.models import Account, Role
from serein.territory.models import Neighbourhood
from tests.people.make import FRIDAY_NIGHT, make_account, make_help_number, make_holder, make_office
from tests.territory.make import make_commune, make_neighbourhood, tell_all_processes

BY = Actor(id="prevention", label="Driss")
A_MONTH = timedelta(days=30)


@dataclass(frozen=True)
class District:
    """A district, the prevention service that answers for it, and Eve who may see nothing."""

    neighbourhood: Neighbourhood
    driss: Account
    eve: Account


def make_district() -> District:
    make_commune()
    mayor = make_office("mayor")
    prevention = make_office("prevention", escalates_to=mayor)
    driss = make_holder(prevention, name="Driss", role=Role.PREVENTION_OFFICER)
    KindSetting.objects.create(kind="contribution", office=prevention, deadline_days=10, retention_days=365)
    for code, number in (("police", "101"), ("rescue", "112"), ("desk", "056 00 00 00"), ("listening", "107")):
        make_help_number(code, number)
    district = District(make_neighbourhood(code="tuquet"), driss, make_account("Eve"))
    tell_all_processes()
    return district


def texts(title: str = "Des lampes éteintes", **changed: str) -> dict[str, str]:
    told = {
        "title_fr": title,
        "title_nl": f"{title} (nl)",
        "where_fr": "Rue du Moulin",
        "where_nl": "Molenstraat",
        "what_fr": "Le trottoir est noir dès 17 heures.",
        "what_nl": "Het voetpad is donker vanaf 17 uur.",
        "affected_fr": "Qui rentre à pied.",
        "affected_nl": "Wie te voet naar huis gaat.",
        "how_fr": "Les lampes restent longtemps en panne.",
        "how_nl": "De lampen blijven lang stuk.",
    }
    return told | changed


def make_problem(
    neighbourhood: Neighbourhood, title: str = "Des lampes éteintes", *, is_published: bool = True, **changed: str
) -> Problem:
    problem = operations.draft_problem(
        neighbourhood=neighbourhood, texts=texts(title, **changed), by=BY, now=FRIDAY_NIGHT
    )
    return operations.publish_problem(problem=problem, by=BY, now=FRIDAY_NIGHT) if is_published else problem


def cite(problem: Problem, n: int, *, kind: str = "report", channel: str = "web", language: str = "fr") -> None:
    """Let a problem rest on so many sources that differ."""
    first = problem.sources.count() + 1
    sources = [
        Source(
            kind,
            f"listening.{kind.replace('_', '')}:{first + i}",
            FRIDAY_NIGHT.date(),
            channel=channel,
            language=language,
        )
        for i in range(n)
    ]
    cite_many(problem=problem, sources=sources, by=BY, now=FRIDAY_NIGHT)


def make_panel(*, n: int = 12, neighbourhood: Neighbourhood | None = None) -> tuple[Panel, list[str]]:
    """Return a panel and the codes of its letters, as the printer had them."""
    panel = panels.draw_panel(neighbourhood=neighbourhood, name_fr="Panel", name_nl="Panel", by=BY, now=FRIDAY_NIGHT)
    letters = panels.make_letters(panel=panel, letters={"fr": n - n // 3, "nl": n // 3}, by=BY, now=FRIDAY_NIGHT)
    return panel, [letter.code for letter in letters]


def letter_of(code: str) -> PanelLetter:
    return PanelLetter.objects.select_related("panel").get(voter=hash_of(code))


def make_round(
    problems: Sequence[Problem],
    *,
    panel: Panel | None = None,
    scores: Iterable[Sequence[int]] = ((4, 4, 4, 4), (2, 2, 2, 2), (0, 0, 0, 0)),
    way: str = PriorityRound.Way.POINTS,
    is_announced: bool = True,
    opens_at: datetime = FRIDAY_NIGHT - timedelta(days=1),
    closes_at: datetime = FRIDAY_NIGHT + A_MONTH,
) -> PriorityRound:
    """Make a round that is open on Friday night."""
    draft = priorities.Draft(
        title_fr="Le Tuquet d'abord",
        title_nl="Eerst in Tuket",
        question_fr="Par quoi commencer ?",
        question_nl="Waarmee beginnen we?",
        opens_at=opens_at,
        closes_at=closes_at,
        way=way,
    )
    before = opens_at - timedelta(days=1)
    round = priorities.draft_round(neighbourhood=None, panel=panel, draft=draft, by=BY, now=before)
    priorities.choose_candidates(round=round, problems=problems, by=BY, now=before)
    criteria = list(round.criteria.all())
    for candidate, row in zip(round.candidates.all(), scores, strict=False):
        given = {criterion: (value, "Parce que.", "Daarom.") for criterion, value in zip(criteria, row, strict=True)}
        priorities.score(candidate=candidate, scores=given, by=BY, now=before)
    return priorities.announce_round(round=round, by=BY, now=before) if is_announced else round


def vote(round: PriorityRound, codes: Iterable[str], points: Sequence[int], *, now: datetime = FRIDAY_NIGHT) -> None:
    """Let codes of the panel all give the same points."""
    keys = list(round.candidates.values_list("pk", flat=True))
    for code in codes:
        panels.vote_by_letter(round=round, letter=letter_of(code), points=dict(zip(keys, points, strict=True)), now=now)
