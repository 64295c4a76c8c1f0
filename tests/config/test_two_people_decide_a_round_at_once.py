"""Two at the same round of priorities at one moment: one result, one answer a letter, one source a report."""

import pytest

from tests.config.installation import Installation
from tests.config.test_two_people_do_the_same_at_once import TOGETHER

pytestmark = pytest.mark.server

_ROUND = (
    TOGETHER
    + """
from datetime import timedelta
from serein.listening import operations
from serein.listening.models import Ballot, PublishedPriority, SourceCitation
from serein.listening.operations import priorities
from tests.listening.make_problems import A_MONTH, BY, letter_of, make_panel, make_problem, make_round, vote
from tests.territory.make import make_neighbourhood
after = FRIDAY_NIGHT + A_MONTH + timedelta(days=1)
problems = [make_problem(make_neighbourhood(), title) for title in ("Lampes", "Banc", "Bruit")]
panel, codes = make_panel(n=3)
round = make_round(problems, panel=panel)
"""
)


def test_of_two_who_publish_a_round_one_is_told_that_it_is_published(town: Installation) -> None:
    said = town.python(
        _ROUND
        + """
publish = lambda: priorities.publish_round(round=round, by=BY, now=after)
together(publish, publish)
print(PublishedPriority.objects.count())
"""
    )

    assert said.split() == ["AlreadyPublished", "done", "3"]


def test_one_letter_sent_from_three_phones_counts_once(town: Installation) -> None:
    said = town.python(
        _ROUND
        + """
answer = lambda: vote(round, codes[:1], (5, 5, 0))
together(answer, answer, answer)
print(Ballot.objects.count())
"""
    )

    assert said.split() == ["done", "done", "done", "1"]


def test_of_two_who_cite_a_report_one_is_told_that_it_is_cited(town: Installation) -> None:
    said = town.python(
        _ROUND
        + """
cite = lambda: operations.cite_source(problem=problems[0], kind="report", about="listening.report:1", label_fr="",
                                      label_nl="", on=FRIDAY_NIGHT.date(), by=BY, now=FRIDAY_NIGHT)
together(cite, cite)
print(SourceCitation.objects.count())
"""
    )

    assert said.split() == ["AlreadyCited", "done", "1"]
