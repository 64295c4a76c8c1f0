"""Public delays: the late ones counted, the small numbers withheld."""

from datetime import timedelta

import pytest

from serein.enquiries import delays, jobs, operations
from serein.enquiries.models import Enquiry, PublishedDelay
from serein.people.models import Posting
from tests.enquiries.make import Town, make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT, make_beat, make_desk, make_posting, make_staff_member

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Town:
    """A town with three inspectors."""
    made = make_town()
    make_posting(make_desk(make_beat("B02")), make_staff_member("Inès"))
    return made


def answer_after(town: Town, days: float) -> None:
    enquiry = make_enquiry(town, now=FRIDAY_NIGHT - 30 * DAY)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=enquiry.received_at + days * DAY)


def delay() -> PublishedDelay:
    """Publish anew, and return what stands of call-backs."""
    PublishedDelay.objects.all().delete()
    delays.publish(now=FRIDAY_NIGHT)
    return next(row for row in delays.list_published() if row.kind == "call_back")


def figures(row: PublishedDelay) -> tuple[object, ...]:
    return (row.median_days, row.ninetieth_days, row.answered, row.open, row.open_past_deadline)


@pytest.mark.promise("A2b")
def test_median_and_ninetieth_percentile_are_those_of_a_worked_example(town: Town) -> None:
    for days in (1, 2, 3, 4, 5, 6, 7, 8, 9, 20):
        answer_after(town, days)

    assert (delay().median_days, delay().ninetieth_days, delay().answered) == (5.0, 9.0, 10)


@pytest.mark.harm("H24")
def test_under_ten_answers_no_delay_is_published(town: Town) -> None:
    for days in range(1, 10):
        answer_after(town, days)

    assert (delay().median_days, delay().ninetieth_days, delay().answered) == (None, None, None)


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

    assert figures(delay()) == figures(before)


@pytest.mark.harm("H32")
def test_with_two_inspectors_no_delay_is_published_since_it_would_be_theirs(town: Town) -> None:
    for days in range(1, 12):
        answer_after(town, days)
    Posting.objects.filter(staff_member__display_name="Inès").delete()

    assert (delay().median_days, delay().ninetieth_days, delay().answered) == (None, None, 11)


@pytest.mark.harm("H29")
def test_what_was_published_is_never_changed_by_what_comes_after(town: Town) -> None:
    for days in range(1, 11):
        answer_after(town, days)
    before = figures(delay())
    answer_after(town, 29)

    delays.publish(now=FRIDAY_NIGHT)
    delays.publish(now=FRIDAY_NIGHT + 7 * DAY)

    first, second = PublishedDelay.objects.filter(kind="call_back").order_by("on")
    assert figures(first) == before
    assert second.answered == 11


@pytest.mark.harm("H24")
@pytest.mark.parametrize(("day", "publishes"), [(-4, True), (0, False), (3, True)])
def test_figures_are_published_on_mondays_only(town: Town, day: int, publishes: bool) -> None:
    jobs.publish_delays(FRIDAY_NIGHT + day * DAY)

    assert PublishedDelay.objects.exists() == publishes
