"""Public delays: the late ones counted, the small numbers withheld."""

from datetime import timedelta

import pytest

from serein.enquiries import operations, queries
from serein.enquiries.models import Enquiry
from tests.enquiries.make import Town, make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Town:
    return make_town()


def answer_after(town: Town, days: float) -> None:
    enquiry = make_enquiry(town, now=FRIDAY_NIGHT - 30 * DAY)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=enquiry.received_at + days * DAY)


def delay() -> queries.Delay:
    return next(row for row in queries.list_delays(now=FRIDAY_NIGHT) if row.kind == "call_back")


@pytest.mark.promise("A2b")
def test_median_and_ninetieth_percentile_are_those_of_a_worked_example(town: Town) -> None:
    for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 20):
        answer_after(town, days)

    assert (delay().median_days, delay().ninetieth_days, delay().answered) == (5.0, 9.0, 10)


@pytest.mark.harm("H24")
def test_under_ten_answers_no_delay_is_published(town: Town) -> None:
    for days in range(1, 10):
        answer_after(town, days)

    assert (delay().median_days, delay().ninetieth_days, delay().answered) == (None, None, 9)


def test_open_and_late_ones_are_never_left_out(town: Town) -> None:
    make_enquiry(town, now=FRIDAY_NIGHT)
    make_enquiry(town, now=FRIDAY_NIGHT - 30 * DAY)

    assert (delay().open, delay().open_past_deadline) == (2, 1)


def test_a_delay_runs_to_the_first_answer_even_if_it_did_not_solve_it(town: Town) -> None:
    enquiry = make_enquiry(town, now=FRIDAY_NIGHT - 30 * DAY)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=enquiry.received_at + DAY)
    operations.give_opinion(enquiry=enquiry, opinion="unsolved", now=enquiry.received_at + 2 * DAY)
    operations.answer(enquiry=enquiry, text="Refait.", by=town.amina.account.actor, now=enquiry.received_at + 9 * DAY)
    enquiry.refresh_from_db()

    assert enquiry.answered_at == enquiry.received_at + DAY


@pytest.mark.harm("H29")
def test_destroying_a_request_does_not_change_published_delays(town: Town) -> None:
    for days in range(1, 11):
        answer_after(town, days)
    before = delay()

    for enquiry in Enquiry.objects.all():
        operations.erase(enquiry=enquiry, by=town.amina.account.actor, now=FRIDAY_NIGHT)

    assert delay() == before
