"""Two people at the same step, ledger or dependency at one moment: what stands is what one of them did."""

import pytest

from tests.config.installation import Installation
from tests.config.test_two_people_do_the_same_at_once import TOGETHER

pytestmark = pytest.mark.server
PLANNED = (
    TOGETHER
    + """
from serein.plan.models import Dependency, LedgerEntry, PlanEvent, Promise, Reminder, Step
from serein.plan.operations import ledger, reminders, steps, subscriptions, ties
from serein.plan.queries.ledger import list_faults
from tests.plan.make import make_action, make_neighbourhood, make_plan, make_programme
planned = make_plan()
"""
)


def test_a_step_is_done_once_by_the_mail_or_at_the_desk(town: Installation) -> None:
    said = town.python(
        PLANNED
        + """
from serein.plan import jobs
for n in range(8):
    step = make_action(planned, f"A{n}", days=(3,)).steps.get()
    jobs.remind_offices(FRIDAY_NIGHT)
    reminder = Reminder.objects.get(step=step)
    answer = lambda: reminders.answer_reminder(reminder=reminder, answer="done", now=FRIDAY_NIGHT)
    together(answer, answer, lambda: steps.complete_step(step=step, by=SYSTEM, now=FRIDAY_NIGHT))
print(PlanEvent.objects.filter(what="step_done").count())
"""
    )

    *rounds, counted = said.splitlines()
    assert all(one.split().count("done") == 1 for one in rounds), rounds
    assert counted == "8"


def test_entries_of_the_ledger_written_at_once_follow_one_another(town: Installation) -> None:
    said = town.python(
        PLANNED
        + """
promises = list(make_programme().values())
def write(promise):
    return lambda: ledger.write_entry(promise=promise, state="under_way", words_fr="Oui.", words_nl="Ja.",
                                      office=promise.office, by=SYSTEM, now=FRIDAY_NIGHT)
for _ in range(5):
    together(*[write(promise) for promise in promises])
print(LedgerEntry.objects.count(), list_faults())
"""
    )

    *rounds, counted = said.splitlines()
    assert rounds == ["done done done"] * 5
    assert counted == "15 []"


def test_no_two_actions_come_to_wait_for_each_other(town: Installation) -> None:
    said = town.python(
        PLANNED
        + """
one, two = make_action(planned, "A1"), make_action(planned, "A2")
for _ in range(5):
    together(lambda: ties.need(action=one, needs=two, by=SYSTEM, now=FRIDAY_NIGHT),
             lambda: ties.need(action=two, needs=one, by=SYSTEM, now=FRIDAY_NIGHT))
    assert Dependency.objects.count() == 1
    Dependency.objects.all().delete()
"""
    )

    assert said.splitlines() == ["Cycle done"] * 5


def test_a_form_sent_twice_subscribes_once(town: Installation) -> None:
    said = town.python(
        PLANNED
        + """
from serein.kit.models import OutboxMail
from serein.plan.models import Subscription
place = make_neighbourhood()
ask = lambda: subscriptions.subscribe(email="chloe@example.org", neighbourhood=place, language="fr", now=FRIDAY_NIGHT)
together(ask, ask, ask)
print(Subscription.objects.count(), OutboxMail.objects.count())
"""
    )

    assert said.splitlines()[-1] == "1 1"
