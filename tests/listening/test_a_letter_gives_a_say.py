"""A code by letter gives a say; so does the open round, once a browser and only in its days."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from serein.listening.models import Ballot, PanelLetter, PriorityRound, Problem
from serein.listening.operations import panels
from serein.listening.queries.priorities import count_ballots
from tests.client import WatchfulClient
from tests.listening.make_problems import (
    A_MONTH,
    BY,
    District,
    letter_of,
    make_panel,
    make_round,
    vote,
)
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_night")]


AFTER = FRIDAY_NIGHT + A_MONTH + timedelta(days=1)


@pytest.mark.promise("A4")
def test_a_code_votes_changes_its_mind_and_counts_once(client: WatchfulClient, three: list[Problem]) -> None:
    panel, codes = make_panel()
    round = make_round(three, panel=panel)
    first, second, _third = round.candidates.values_list("pk", flat=True)

    entered = client.post(url("listening:panel_code"), {"code": codes[0].lower().replace("-", " ")})
    client.post(url("listening:vote", codes[0], round.pk), {f"c{first}": "10"})
    client.post(url("listening:vote", codes[0], round.pk), {f"c{first}": "4", f"c{second}": "6"})

    assert entered["Location"] == url("listening:panel", codes[0])
    assert "Par quoi commencer" in client.get(entered["Location"]).content.decode()
    assert Ballot.objects.get().points == {str(first): 4, str(second): 6}
    page = client.get(url("listening:vote", codes[0], round.pk)).content.decode()
    assert re.search(rf'name="c{second}"[^>]*value="6"', page)


def test_no_code_is_kept_and_no_ballot_carries_the_hash_of_its_letter(three: list[Problem]) -> None:
    panel, codes = make_panel()
    round = make_round(three, panel=panel)
    vote(round, codes, (4, 3, 3))

    letters = set(PanelLetter.objects.values_list("voter", flat=True))
    voters = set(Ballot.objects.values_list("voter", flat=True))

    assert len(letters) == len(voters) == len(codes)
    assert not letters & voters
    assert not {code for code in codes if code in str(list(PanelLetter.objects.values()))}


def test_the_private_pages_of_the_panel_are_kept_by_nothing(client: WatchfulClient, three: list[Problem]) -> None:
    panel, codes = make_panel()
    round = make_round(three, panel=panel)

    for address in (url("listening:panel", codes[0]), url("listening:vote", codes[0], round.pk)):
        answer = client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Robots-Tag"] == "noindex"


def test_tries_at_codes_are_counted(client: WatchfulClient, district: District) -> None:
    answers = [client.get(url("listening:panel", f"AAAAA-AAA{n:02d}")).status_code for n in range(10, 33)]
    posted = client.post(url("listening:panel_code"), {"code": "BBBBB-BBBBB"})

    assert answers[0] == 404
    assert answers[-1] == 429
    assert posted.status_code == 429


@pytest.mark.parametrize("given", [(11, 0, 0), (5, 5, 5), (0, 0, 0), (-1, 2, 2), ("x", 1, 1), ("9" * 30, 0, 0)])
def test_points_that_weigh_more_than_others_are_refused(
    client: WatchfulClient, three: list[Problem], given: tuple[object, ...]
) -> None:
    panel, codes = make_panel()
    round = make_round(three, panel=panel)
    keys = round.candidates.values_list("pk", flat=True)

    told = {f"c{key}": str(points) for key, points in zip(keys, given, strict=True)}
    answer = client.post(url("listening:vote", codes[0], round.pk), told)

    assert answer.status_code == 422
    assert not Ballot.objects.exists()


@pytest.mark.parametrize("points", [{}, {999: 1}, {1: -1}])
def test_points_for_what_is_not_there_are_refused(three: list[Problem], points: dict[int, int]) -> None:
    round = make_round(three)

    with pytest.raises(panels.WrongPoints):
        panels.vote_in_the_open(round=round, browser="x", points=points, now=FRIDAY_NIGHT)


def test_an_order_names_each_problem_once(client: WatchfulClient, three: list[Problem]) -> None:
    panel, codes = make_panel()
    round = make_round(three, panel=panel, way=PriorityRound.Way.RANKS)
    first, second, third = round.candidates.values_list("pk", flat=True)
    address = url("listening:vote", codes[0], round.pk)

    twice = client.post(address, {f"c{first}": "1", f"c{second}": "1", f"c{third}": "3"})
    once = client.post(address, {f"c{first}": "3", f"c{second}": "1", f"c{third}": "2"})

    assert (twice.status_code, once.status_code) == (422, 302)
    assert Ballot.objects.get().points == {str(second): 2, str(third): 1}
    assert re.search(rf'name="c{first}".*?value="3" selected', client.get(address).content.decode(), re.DOTALL)


@pytest.mark.harm("H30")
def test_a_code_of_another_panel_opens_nothing_here(client: WatchfulClient, three: list[Problem]) -> None:
    panel, _codes = make_panel()
    _other, others = make_panel()
    round = make_round(three, panel=panel)

    assert client.get(url("listening:vote", others[0], round.pk)).status_code == 404
    with pytest.raises(panels.NotOfThePanel):
        panels.vote_by_letter(round=round, letter=letter_of(others[0]), points={1: 1}, now=FRIDAY_NIGHT)


@pytest.mark.parametrize("days", [-40, 40])
def test_outside_its_days_a_round_takes_nothing(client: WatchfulClient, three: list[Problem], days: int) -> None:
    panel, codes = make_panel()
    opens_at = FRIDAY_NIGHT + timedelta(days=days)
    round = make_round(three, panel=panel, opens_at=opens_at, closes_at=opens_at + timedelta(days=20))

    assert client.get(url("listening:vote", codes[0], round.pk)).status_code == 404
    assert client.get(url("listening:open_round", round.pk)).status_code == 404
    with pytest.raises(panels.NotRunning):
        vote(round, codes[:1], (1, 1, 1))


@pytest.mark.harm("H30")
def test_one_browser_counts_once_in_the_open_round(client: WatchfulClient, three: list[Problem]) -> None:
    round = make_round(three)
    first, second, _third = round.candidates.values_list("pk", flat=True)
    address = url("listening:open_round", round.pk)

    page = client.get(address).content.decode()
    client.post(address, {f"c{first}": "10", "token": "from the first page"})
    client.post(address, {f"c{second}": "10", "token": "from another page"})

    assert "non représentatif" in page
    assert [row.points for row in Ballot.objects.all()] == [{str(second): 10}]
    assert count_ballots(round) == {"panel": 0, "open": 1}


def test_a_flood_into_the_open_round_is_stopped(client: WatchfulClient, three: list[Problem]) -> None:
    round = make_round(three)
    key = round.candidates.values_list("pk", flat=True)[0]

    answers = []
    for n in range(31):
        client.cookies.clear()
        told = {f"c{key}": "1", "token": str(n)}
        answers.append(client.post(url("listening:open_round", round.pk), told).status_code)

    assert answers == [302] * 30 + [429]


def test_letters_are_printed_once_each_with_its_code_and_no_name(client: WatchfulClient, district: District) -> None:
    panel, _codes = make_panel(n=3)
    client.force_login(district.driss)

    answer = client.post(url("listening:desk_panel", panel.pk), {"fr": "2", "nl": "1"})

    assert "no-store" in answer["Cache-Control"]
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    pages = [page.extract_text() for page in reader.pages]
    codes = [match[0] for text in pages if (match := re.search(r"[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}", text))]
    assert root["/MarkInfo"]["/Marked"]
    assert len(set(codes)) == len(pages) == 3
    assert all(letter_of(code).panel == panel for code in codes)
    assert "Goedendag" in pages[2]
    assert PanelLetter.objects.filter(panel=panel).count() == 6


@pytest.mark.parametrize("told", [{"fr": "0", "nl": "0"}, {"fr": "-1", "nl": "3"}, {"fr": "2900", "nl": "200"}])
def test_no_letters_or_too_many_are_refused(client: WatchfulClient, district: District, told: dict[str, str]) -> None:
    panel, _codes = make_panel(n=3)
    client.force_login(district.driss)

    assert client.post(url("listening:desk_panel", panel.pk), told).status_code == 422
    assert PanelLetter.objects.count() == 3


@pytest.mark.harm("H30")
def test_no_letter_is_added_to_a_panel_that_is_asked(three: list[Problem]) -> None:
    panel, _codes = make_panel(n=14)
    make_round(three, panel=panel)

    with pytest.raises(panels.PanelIsAsked):
        panels.make_letters(panel=panel, letters={"fr": 50, "nl": 0}, by=BY, now=FRIDAY_NIGHT)
