"""A year later the same letters open one question a problem; what is shown is what can be told apart from chance."""

import re
from datetime import datetime, timedelta

import pytest

from serein.kit import clock
from serein.listening.models import ChangeRound, Problem, PublishedChange
from serein.listening.operations import panels, priorities
from serein.listening.queries.priorities import changes_of, list_to_ask_again
from tests.client import WatchfulClient
from tests.listening.make_problems import (
    A_MONTH,
    BY,
    District,
    letter_of,
    make_district,
    make_panel,
    make_problem,
    make_round,
)
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import url

pytestmark = pytest.mark.django_db
PUBLISHED = FRIDAY_NIGHT + A_MONTH + timedelta(days=1)
A_YEAR_LATER = PUBLISHED + timedelta(days=366)
CLOSED = A_YEAR_LATER + timedelta(days=31)


class Moment:
    now = FRIDAY_NIGHT


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    it = Moment()
    monkeypatch.setattr(clock, "now", lambda: it.now)
    return it


@pytest.fixture
def district(db: None, moment: Moment) -> District:
    return make_district()


@pytest.fixture
def two(district: District) -> list[Problem]:
    return [make_problem(district.neighbourhood, title) for title in ("Lampes", "Banc")]


def ask_again(two: list[Problem], *, letters: int = 70) -> tuple[ChangeRound, list[str]]:
    panel, codes = make_panel(n=letters)
    round = make_round(two, panel=panel, scores=[(4, 4, 4, 4), (1, 1, 1, 1)])
    priorities.publish_round(round=round, by=BY, now=PUBLISHED)
    asked = panels.ask_what_changed(
        round=round, opens_at=A_YEAR_LATER, closes_at=A_YEAR_LATER + timedelta(days=30), by=BY, now=A_YEAR_LATER
    )
    return asked, codes


def say(asked: ChangeRound, code: str, said: dict[int, str], now: datetime = A_YEAR_LATER) -> None:
    panels.say_what_changed(change_round=asked, letter=letter_of(code), said=said, now=now)


@pytest.mark.promise("A4")
def test_the_page_says_better_where_it_is_and_no_change_shown_where_it_is_not(
    client: WatchfulClient, two: list[Problem], moment: Moment
) -> None:
    asked, codes = ask_again(two)
    lamps, bench = (problem.pk for problem in two)
    for n, code in enumerate(codes[:60]):
        first = "better" if n < 40 else "same" if n < 52 else "worse"
        second = "better" if n < 9 else "same" if n < 50 else "worse" if n < 56 else "unknown"
        say(asked, code, {lamps: first, bench: second})
    moment.now = CLOSED

    panels.publish_change(change_round=asked, by=BY, now=CLOSED)

    page = client.get(url("listening:round", asked.round_id)).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split()).replace("\u202f", " ").replace("\xa0", " ")
    assert "60 lettres du même panel ont répondu" in words
    assert "est-ce que cela a changé" in words
    assert words.replace("&#x27;", "'").index("C'est mieux, dit le panel") < words.index("Aucun changement")
    assert "67 %" in words
    assert "54 % – 77 %" in words
    assert "Sur 56 personnes qui ont un avis" in words
    assert "C'est mieux, dit le panel" in client.get(url("listening:problem", lamps)).content.decode()


@pytest.mark.parametrize(("answered", "shown"), [(9, 0), (10, 2)])
@pytest.mark.harm("H24")
def test_under_ten_answers_nothing_is_published_but_that(
    client: WatchfulClient, two: list[Problem], moment: Moment, answered: int, shown: int
) -> None:
    asked, codes = ask_again(two, letters=12)
    for code in codes[:answered]:
        say(asked, code, {problem.pk: "better" for problem in two})
    moment.now = CLOSED

    panels.publish_change(change_round=asked, by=BY, now=CLOSED)

    assert PublishedChange.objects.count() == shown
    page = client.get(url("listening:round", asked.round_id)).content.decode()
    assert ("Moins de dix réponses" in page) == (shown == 0)


@pytest.mark.harm("H24")
def test_under_ten_opinions_on_one_problem_are_not_shown(two: list[Problem]) -> None:
    asked, codes = ask_again(two, letters=12)
    lamps, bench = (problem.pk for problem in two)
    for n, code in enumerate(codes):
        say(asked, code, {lamps: "same", bench: "worse" if n < 9 else "unknown"})
    panels.publish_change(change_round=asked, by=BY, now=CLOSED)

    assert [change.is_shown for change in changes_of(two[0])] == [True]
    assert [change.is_shown for change in changes_of(two[1])] == [False]


@pytest.mark.harm("H29")
def test_what_the_panel_said_is_written_once(two: list[Problem]) -> None:
    asked, codes = ask_again(two, letters=12)
    for code in codes:
        say(asked, code, {problem.pk: "same" for problem in two})
    with pytest.raises(priorities.RoundNotClosed):
        panels.publish_change(change_round=asked, by=BY, now=A_YEAR_LATER)
    panels.publish_change(change_round=asked, by=BY, now=CLOSED)

    with pytest.raises(priorities.AlreadyPublished):
        panels.publish_change(change_round=asked, by=BY, now=CLOSED)
    with pytest.raises(panels.NotRunning):
        say(asked, codes[0], {two[0].pk: "worse"}, CLOSED)


@pytest.mark.promise("A4")
def test_the_same_letter_answers_a_year_later_and_may_change_its_answer(
    client: WatchfulClient, two: list[Problem], moment: Moment
) -> None:
    asked, codes = ask_again(two, letters=12)
    moment.now = A_YEAR_LATER
    lamps, bench = (problem.pk for problem in two)
    address = url("listening:say_what_changed", codes[0], asked.pk)

    panel = client.get(url("listening:panel", codes[0])).content.decode()
    client.post(address, {f"p{lamps}": "better", f"p{bench}": "same"})
    client.post(address, {f"p{lamps}": "worse", f"p{bench}": "unknown"})

    assert address in panel
    assert asked.answers.get().said == {str(lamps): "worse", str(bench): "unknown"}
    assert re.search(r'value="worse"[^>]*checked', client.get(address).content.decode())


@pytest.mark.parametrize("said", ["", "much better", "x" * 500])
def test_an_answer_is_one_of_four_words(client: WatchfulClient, two: list[Problem], moment: Moment, said: str) -> None:
    asked, codes = ask_again(two, letters=12)
    moment.now = A_YEAR_LATER
    told = {f"p{problem.pk}": said for problem in two}

    assert client.post(url("listening:say_what_changed", codes[0], asked.pk), told).status_code == 422
    assert not asked.answers.exists()


@pytest.mark.harm("H30")
def test_another_panel_is_not_asked(client: WatchfulClient, two: list[Problem], moment: Moment) -> None:
    asked, _codes = ask_again(two, letters=12)
    _other, others = make_panel()
    moment.now = A_YEAR_LATER

    assert client.get(url("listening:say_what_changed", others[0], asked.pk)).status_code == 404
    with pytest.raises(panels.NotOfThePanel):
        say(asked, others[0], {two[0].pk: "better"})


def test_the_desk_proposes_to_ask_again_after_a_year(
    client: WatchfulClient, two: list[Problem], district: District, moment: Moment
) -> None:
    panel, _codes = make_panel()
    round = make_round(two, panel=panel, scores=[(4, 4, 4, 4), (1, 1, 1, 1)])
    priorities.publish_round(round=round, by=BY, now=PUBLISHED)
    assert not list_to_ask_again(now=PUBLISHED + timedelta(days=364)).exists()
    moment.now = A_YEAR_LATER
    client.force_login(district.driss)

    assert "Un an est passé" in client.get(url("listening:desk_rounds")).content.decode()
    days = {"first_on": A_YEAR_LATER.date().isoformat(), "last_on": CLOSED.date().isoformat()}
    client.post(url("listening:ask_what_changed", round.pk), days)

    client.post(url("listening:ask_what_changed", round.pk), days)

    assert ChangeRound.objects.get().round == round
    assert "Un an est passé" not in client.get(url("listening:desk_rounds")).content.decode()


def test_what_was_not_published_is_not_asked_again(two: list[Problem]) -> None:
    panel, _codes = make_panel()
    round = make_round(two, panel=panel, scores=[(4, 4, 4, 4), (1, 1, 1, 1)])

    with pytest.raises(panels.TooEarly):
        panels.ask_what_changed(round=round, opens_at=A_YEAR_LATER, closes_at=CLOSED, by=BY, now=A_YEAR_LATER)


def test_single_answers_are_forgotten_after_three_years_and_what_was_published_is_not(two: list[Problem]) -> None:
    asked, codes = ask_again(two, letters=12)
    for code in codes:
        say(asked, code, {problem.pk: "same" for problem in two})
    panels.publish_change(change_round=asked, by=BY, now=CLOSED)

    assert panels.forget_answers(now=CLOSED + timedelta(days=1000), by=BY) == 0
    assert panels.forget_answers(now=CLOSED + timedelta(days=1096), by=BY) == 12

    assert asked.results.count() == 2
