"""Scores in the open, a panel by letter, an open round kept apart, a result that stays."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from serein.kit import clock
from serein.kit.append_only import WrittenForGood
from serein.kit.bilingual import NotInBothLanguages
from serein.kit.models import JournalEntry
from serein.listening import operations
from serein.listening.models import PriorityRound, Problem, PublishedPriority
from serein.listening.operations import panels, priorities
from serein.listening.operations.problems import IsVotedOn
from serein.listening.queries import problems as problem_queries
from tests.client import WatchfulClient
from tests.listening.make_problems import (
    A_MONTH,
    BY,
    District,
    make_panel,
    make_problem,
    make_round,
    vote,
)
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import url
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_night")]


AFTER = FRIDAY_NIGHT + A_MONTH + timedelta(days=1)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, friday_night: None) -> None:
    """Let it be a month later, past the close."""
    monkeypatch.setattr(clock, "now", lambda: AFTER)


def publish(round: PriorityRound, *, ranks: tuple[int, ...] = (1, 2, 3), why: str = "") -> PriorityRound:
    order = {row: (rank, why, why) for row, rank in zip(round.candidates.all(), ranks, strict=True)}
    priorities.choose_order(round=round, order=order, by=BY, now=AFTER)
    return priorities.publish_round(round=round, by=BY, now=AFTER)


@pytest.mark.promise("A4")
def test_score_panel_and_open_round_stand_side_by_side_with_the_interval(
    client: WatchfulClient, three: list[Problem], later: None
) -> None:
    panel, codes = make_panel(n=14)
    round = make_round(three, panel=panel, scores=[(4, 4, 4, 4), (2, 3, 2, 2), (3, 2, 2, 2)])
    vote(round, codes[:12], (2, 5, 3))
    keys = list(round.candidates.values_list("pk", flat=True))
    for n in range(11):
        panels.vote_in_the_open(round=round, browser=str(n), points={keys[2]: 10}, now=FRIDAY_NIGHT)

    publish(round, ranks=(1, 2, 3), why="Les lampes sont commandées.")

    page = client.get(url("listening:round", round.pk)).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("\u202f", " ").replace("\xa0", " ")
    assert "14 lettres étaient au panel à l'annonce du tour ; 12 ont répondu" in words.replace("&#x27;", "'")
    assert "11 navigateurs ont répondu au tour ouvert, qui est non représentatif" in words
    assert "Rang 1, 50 % des points" in words
    assert "Rang 1, 100 % des points" in words
    assert "2 à 3 avec d'autres poids" in words.replace("&#x27;", "'")
    assert "Les lampes sont commandées." in words
    assert "Parce que." in words
    row = PublishedPriority.objects.get(problem=three[0])
    assert (row.score_rank, row.best_rank, row.worst_rank, row.panel_rank, row.open_rank) == (1, 1, 1, 3, 2)


@pytest.mark.harm("H30")
def test_the_open_round_is_never_added_to_the_panel(three: list[Problem]) -> None:
    panel, codes = make_panel(n=12)
    round = make_round(three, panel=panel)
    vote(round, codes[:10], (10, 0, 0))
    keys = list(round.candidates.values_list("pk", flat=True))
    for n in range(500):
        panels.vote_in_the_open(round=round, browser=f"brigade-{n}", points={keys[2]: 10}, now=FRIDAY_NIGHT)

    published = publish(round)

    assert (published.panel_n, published.open_n) == (10, 500)
    rows = {row.problem_id: row for row in published.results.all()}
    assert rows[three[0].pk].panel_share == 1
    assert rows[three[2].pk].panel_share == 0
    assert rows[three[2].pk].open_share == 1


@pytest.mark.parametrize(("answered", "shown"), [(9, None), (10, 10)])
@pytest.mark.harm("H24")
def test_under_ten_answers_nothing_of_them_is_published(
    client: WatchfulClient, three: list[Problem], later: None, answered: int, shown: int | None
) -> None:
    panel, codes = make_panel(n=12)
    round = make_round(three, panel=panel)
    vote(round, codes[:answered], (3, 4, 3))

    published = publish(round, why="Parce que.")

    assert published.panel_n == shown
    row = published.results.get(problem=three[1])
    assert (row.panel_share is None, row.panel_rank is None) == (shown is None, shown is None)
    assert ("moins de dix" in client.get(url("listening:round", round.pk)).content.decode()) or shown


@pytest.mark.harm("H29")
def test_a_published_result_is_written_once(three: list[Problem]) -> None:
    round = make_round(three)
    publish(round)
    before = list(PublishedPriority.objects.order_by("pk").values())

    with pytest.raises(priorities.AlreadyPublished):
        priorities.publish_round(round=round, by=BY, now=AFTER)
    with pytest.raises(priorities.AlreadyPublished):
        priorities.choose_order(round=round, order={}, by=BY, now=AFTER)
    with pytest.raises(priorities.RoundAnnounced):
        priorities.set_criteria(round=round, criteria=[("a", "b", 1)], by=BY, now=AFTER)
    with pytest.raises(panels.NotRunning):
        panels.vote_in_the_open(round=round, browser="x", points={1: 1}, now=FRIDAY_NIGHT)

    assert list(PublishedPriority.objects.order_by("pk").values()) == before


@pytest.mark.harm("H29")
def test_the_journal_shows_a_result_that_someone_altered(three: list[Problem]) -> None:
    round = make_round(three)
    publish(round)
    kept = JournalEntry.objects.get(act="round.published").identifiers["digest"]
    assert priorities.digest_of(round.results.all()) == kept

    with pytest.raises(WrittenForGood):
        PublishedPriority.objects.filter(problem=three[2]).update(rank=1)
    PublishedPriority._base_manager.filter(problem=three[2]).update(rank=1)

    assert priorities.digest_of(round.results.all()) != kept


def test_nothing_is_published_before_the_close(three: list[Problem]) -> None:
    round = make_round(three)

    with pytest.raises(priorities.RoundNotClosed):
        priorities.publish_round(round=round, by=BY, now=FRIDAY_NIGHT)
    with pytest.raises(IntegrityError), transaction.atomic():
        PriorityRound.objects.filter(pk=round.pk).update(published_at=FRIDAY_NIGHT)


def test_before_the_close_the_page_shows_the_method_and_no_answer(client: WatchfulClient, three: list[Problem]) -> None:
    panel, codes = make_panel(n=12)
    round = make_round(three, panel=panel)
    vote(round, codes, (10, 0, 0))

    page = client.get(url("listening:round", round.pk)).content.decode()

    assert "Combien de fois cela arrive" in page
    assert "Poids" in page
    assert "Parce que." not in page
    assert "des points</" not in page
    assert "lettres du panel ont répondu" not in page


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_where_the_commune_differs_it_says_why_or_does_not_publish(three: list[Problem], language: str) -> None:
    round = make_round(three)
    only = {"fr": ("Parce que.", ""), "nl": ("", "Daarom.")}[language]
    order = {row: (rank, "", "") for row, rank in zip(round.candidates.all(), (3, 2, 1), strict=True)}

    priorities.choose_order(round=round, order=order, by=BY, now=AFTER)
    with pytest.raises(priorities.ReasonMissing):
        priorities.publish_round(round=round, by=BY, now=AFTER)
    with pytest.raises(NotInBothLanguages):
        priorities.choose_order(round=round, order=dict.fromkeys(round.candidates.all(), (3, *only)), by=BY, now=AFTER)


@pytest.mark.parametrize("is_scored", [True, False])
def test_a_round_is_announced_once_everything_is_scored(three: list[Problem], is_scored: bool) -> None:
    scores = [(1, 1, 1, 1)] * (3 if is_scored else 2)
    round = make_round(three, scores=scores, is_announced=False)

    if is_scored:
        assert priorities.announce_round(round=round, by=BY, now=FRIDAY_NIGHT).announced_at
    else:
        with pytest.raises(priorities.RoundNotReady) as refused:
            priorities.announce_round(round=round, by=BY, now=FRIDAY_NIGHT)
        assert refused.value.what == ("scores",)


def test_a_draft_of_a_round_has_no_public_page(client: WatchfulClient, three: list[Problem]) -> None:
    round = make_round(three, is_announced=False)

    assert client.get(url("listening:round", round.pk)).status_code == 404
    assert client.get(url("listening:open_round", round.pk)).status_code == 404


def test_the_latest_published_rank_of_a_problem_is_known_with_its_interval(three: list[Problem]) -> None:
    round = make_round(three, scores=[(4, 4, 4, 4), (2, 3, 2, 2), (3, 2, 2, 2)])
    PriorityRound.objects.filter(pk=round.pk).update(neighbourhood=three[1].neighbourhood)
    publish(round)

    priority = problem_queries.priority_of(three[1])

    assert priority is not None
    assert (priority.row.rank, priority.of, priority.row.best_rank, priority.row.worst_rank) == (2, 3, 2, 3)
    assert "2 à 3" in priority.words
    assert problem_queries.priority_of(Problem(pk=0)) is None


@pytest.mark.harm("H06")
def test_a_round_of_the_whole_commune_ranks_no_problem_beside_its_district(three: list[Problem]) -> None:
    publish(make_round(three))

    assert problem_queries.priority_of(three[1]) is None


@pytest.mark.harm("H29")
def test_the_words_that_residents_answer_on_do_not_change_meanwhile(three: list[Problem]) -> None:
    round = make_round(three)

    with pytest.raises(IsVotedOn):
        operations.write_problem(problem=three[0], texts={"title_fr": "Autre"}, by=BY, now=FRIDAY_NIGHT)
    with pytest.raises(IsVotedOn):
        operations.drop_problem(problem=three[0], reason_fr="Non.", reason_nl="Neen.", by=BY, now=FRIDAY_NIGHT)
    publish(round)
    before = three[0].title_fr
    operations.write_problem(problem=three[0], texts={"title_fr": "Autre"}, by=BY, now=AFTER)

    assert PublishedPriority.objects.get(problem=three[0]).title_fr == before


def test_ballots_are_forgotten_after_three_years_and_the_result_is_not(three: list[Problem]) -> None:
    panel, codes = make_panel(n=12)
    round = make_round(three, panel=panel)
    vote(round, codes, (4, 3, 3))
    publish(round, why="Parce que.")

    assert priorities.forget_ballots(now=AFTER + timedelta(days=1000), by=BY) == 0
    assert priorities.forget_ballots(now=AFTER + timedelta(days=1096), by=BY) == 12

    assert round.results.count() == 3


@pytest.mark.parametrize("days", [("0001-01-01", "0001-02-01"), ("2026-06-20", "9999-12-31")])
def test_a_round_of_another_age_is_refused_in_words(
    client: WatchfulClient, district: District, days: tuple[str, str]
) -> None:
    client.force_login(district.driss)

    answer = client.post(url("listening:desk_rounds"), {"first_on": days[0], "last_on": days[1]})

    assert answer.status_code == 422
    assert "entre 2000 et 2100" in answer.content.decode()


def test_driss_runs_a_round_at_the_desk(client: WatchfulClient, three: list[Problem], district: District) -> None:
    client.force_login(district.driss)
    draft = {
        "title_fr": "D'abord",
        "title_nl": "Eerst",
        "question_fr": "Quoi ?",
        "question_nl": "Wat?",
        "first_on": "2026-06-20",
        "last_on": "2026-07-20",
        "way": "points",
        "is_open_to_all": "on",
    }
    client.post(url("listening:desk_rounds"), draft)
    round = PriorityRound.objects.get()
    criteria = {
        "criteria-TOTAL_FORMS": "2",
        "criteria-INITIAL_FORMS": "1",
        "criteria-0-name_fr": "Fréquence",
        "criteria-0-name_nl": "Frequentie",
        "criteria-0-weight": "3",
    }
    client.post(url("listening:set_criteria", round.pk), criteria)
    client.post(url("listening:choose_candidates", round.pk), {"problems": [str(row.pk) for row in three[:2]]})
    too_early = client.post(url("listening:announce_round", round.pk), follow=True).content.decode()
    criterion = round.criteria.get()
    for row in round.candidates.all():
        told = {f"v{criterion.pk}": "3", f"r{criterion.pk}_fr": "Souvent.", f"r{criterion.pk}_nl": "Vaak."}
        client.post(url("listening:score_problem", round.pk, row.pk), told)
    client.post(url("listening:announce_round", round.pk))

    round.refresh_from_db()
    assert "Il manque encore" in too_early
    assert round.announced_at == FRIDAY_NIGHT
    assert (round.opens_at.date().isoformat(), criterion.weight) == ("2026-06-19", 3)
    assert client.get(url("listening:desk_round", round.pk)).status_code == 200


def test_driss_publishes_with_reasons_or_is_told_to_give_them(
    client: WatchfulClient, three: list[Problem], district: District, later: None
) -> None:
    round = make_round(three)
    client.force_login(district.driss)
    first, second, third = round.candidates.values_list("pk", flat=True)
    order = {f"k{first}": "2", f"k{second}": "1", f"k{third}": "3"}

    refused = client.post(url("listening:choose_order", round.pk), order)
    why = {f"r{key}_{language}": "Parce que." for key in (first, second) for language in ("fr", "nl")}
    published = client.post(url("listening:choose_order", round.pk), order | why)
    again = client.post(url("listening:choose_order", round.pk), order | why)

    assert refused.status_code == 422
    assert published["Location"] == url("listening:round", round.pk)
    assert again["Location"] == url("listening:desk_round", round.pk)
    assert round.results.get(problem=three[1]).rank == 1


def test_eve_sees_nothing_of_the_desk_of_priorities(
    client: WatchfulClient, three: list[Problem], district: District
) -> None:
    panel, _codes = make_panel()
    round = make_round(three, panel=panel, is_announced=False)
    candidate = round.candidates.first()
    assert candidate is not None
    client.force_login(district.eve)

    for address in (
        url("listening:desk_rounds"),
        url("listening:draw_panel"),
        url("listening:desk_panel", panel.pk),
        url("listening:desk_round", round.pk),
        url("listening:score_problem", round.pk, candidate.pk),
    ):
        assert client.get(address).status_code == 404
    for name in ("set_criteria", "choose_candidates", "announce_round", "choose_order", "ask_what_changed"):
        assert client.post(url(f"listening:{name}", round.pk), {}).status_code == 404
    round.refresh_from_db()
    assert round.announced_at is None


def test_a_published_round_asks_the_same_of_the_database_at_any_length(
    client: WatchfulClient, district: District, later: None
) -> None:
    many = [make_problem(district.neighbourhood, f"Problème {n}") for n in range(12)]
    round = make_round(many, scores=[(n % 5, 1, 2, 3) for n in range(12)])
    rows = list(round.candidates.all())
    ranks = [standing.rank for standing in priorities.standings_of(round, rows)]
    publish(round, ranks=tuple(ranks))

    with at_most(12):
        client.get(url("listening:round", round.pk))
