"""An office is asked by mail how its steps go, and answers by one link; the plan lives without anyone opening it."""

import re
from datetime import timedelta

import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry, OutboxMail
from serein.plan import jobs, letters
from serein.plan.models import Reminder, Step
from serein.plan.operations import actions, reminders, steps
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_office
from tests.plan.make import TODAY, Planned, make_action
from tests.proximity.make import url

pytestmark = pytest.mark.django_db


def ask(planned: Planned, *, days: tuple[int, ...] = (3,)) -> Reminder:
    make_action(planned, days=days)
    jobs.remind_offices(FRIDAY_NIGHT)
    return Reminder.objects.get()


def link(reminder: Reminder, answer: str = "done") -> str:
    return url("plan:answer_reminder", letters.token_of(reminder), answer)


def test_an_office_is_asked_a_week_before_and_each_week_after(planned: Planned) -> None:
    make_action(planned, days=(6,))

    for day in range(22):
        jobs.remind_offices(FRIDAY_NIGHT + timedelta(days=day))
        jobs.remind_offices(FRIDAY_NIGHT + timedelta(days=day))

    asked = [(row.sent_on - TODAY).days for row in Reminder.objects.order_by("sent_on")]
    assert asked == [0, 7, 14, 21]
    assert OutboxMail.objects.count() == 4


def test_one_mail_asks_about_all_steps_of_an_office(planned: Planned) -> None:
    make_action(planned, "A1", days=(2, 3))
    make_action(planned, "A2", days=(-9,))

    jobs.remind_offices(FRIDAY_NIGHT)

    mail = OutboxMail.objects.get()
    assert mail.to == planned.works.email
    assert len(re.findall(r"https?://\S+", mail.body)) == 9


def test_nobody_is_asked_about_drafts_done_steps_and_abandoned_actions(planned: Planned) -> None:
    make_action(planned, "A1", days=(2,), is_public=False)
    given_up = make_action(planned, "A2", days=(2,))
    actions.abandon_action(action=given_up, because_fr="Non.", because_nl="Nee.", by=SYSTEM, now=FRIDAY_NIGHT)
    done = make_action(planned, "A3", days=(2,))
    steps.complete_step(step=done.steps.get(), by=SYSTEM, now=FRIDAY_NIGHT)

    jobs.remind_offices(FRIDAY_NIGHT)

    assert not OutboxMail.objects.exists()


def test_the_link_shows_the_question_and_changes_nothing_since_mail_scanners_follow_links(
    client: WatchfulClient, planned: Planned
) -> None:
    reminder = ask(planned)

    for answer in letters.ANSWERS:
        page = client.get(link(reminder, answer))
        assert page.status_code == 200
        assert page["Cache-Control"] == "no-store"

    assert Step.objects.get().done_on is None
    reminder.refresh_from_db()
    assert reminder.answered_at is None


@pytest.mark.promise("A5a")
def test_one_button_says_that_a_step_is_done_and_the_journal_names_the_office(
    client: WatchfulClient, planned: Planned
) -> None:
    reminder = ask(planned)

    answer = client.post(link(reminder))

    assert answer.status_code == 200
    assert Step.objects.get().done_on == TODAY
    entry = JournalEntry.objects.get(act="step.done")
    assert (entry.actor_id, entry.actor_label) == ("office:works", planned.works.name_fr)


@pytest.mark.parametrize(("answer", "field"), [("late", "late_reason_fr"), ("blocked", "blocked_by_fr")])
def test_late_and_blocked_need_a_sentence(client: WatchfulClient, planned: Planned, answer: str, field: str) -> None:
    reminder = ask(planned)

    refused = client.post(link(reminder, answer), {"words_fr": "  ", "words_nl": ""})
    taken = client.post(link(reminder, answer), {"words_fr": "Il manque une pièce.", "words_nl": ""})

    assert (refused.status_code, taken.status_code) == (422, 200)
    assert getattr(Step.objects.get(), field) == "Il manque une pièce."


@pytest.mark.harm("H27")
def test_a_reason_in_one_language_stays_at_the_desk(client: WatchfulClient, planned: Planned) -> None:
    reminder = ask(planned, days=(-3,))

    client.post(link(reminder, "late"), {"words_fr": "Il manque une pièce."})

    public = client.get(url("plan:action", reminder.step.action_id)).content.decode()
    assert "Il manque une pièce." not in public


def test_a_link_works_once(client: WatchfulClient, planned: Planned) -> None:
    reminder = ask(planned)
    client.post(link(reminder, "late"), {"words_fr": "Il manque une pièce."})

    again = client.post(link(reminder))

    assert again.status_code == 410
    assert Step.objects.get().done_on is None
    with pytest.raises(reminders.ReminderSpent):
        reminders.answer_reminder(reminder=reminder, answer="done", now=FRIDAY_NIGHT)


def test_a_link_is_too_old_after_thirty_days(
    client: WatchfulClient, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    reminder = ask(planned)
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT + timedelta(days=31))

    assert client.get(link(reminder)).status_code == 410
    assert client.post(link(reminder)).status_code == 410
    assert Step.objects.get().done_on is None


@pytest.mark.parametrize("token", ["1", "1:abc", "x", "1:" + "a" * 300])
def test_nobody_makes_a_link_of_their_own(client: WatchfulClient, planned: Planned, token: str) -> None:
    ask(planned)

    assert client.get(url("plan:answer_reminder", token, "done")).status_code == 404
    assert client.post(url("plan:answer_reminder", token, "done")).status_code == 404


def test_an_answer_that_nobody_offered_does_not_exist(client: WatchfulClient, planned: Planned) -> None:
    reminder = ask(planned)

    assert client.post(link(reminder, "abandon")).status_code == 404


def test_an_answer_after_the_step_was_done_at_the_desk_changes_nothing(
    client: WatchfulClient, planned: Planned
) -> None:
    reminder = ask(planned)
    steps.complete_step(step=reminder.step, on=TODAY - timedelta(days=1), by=SYSTEM, now=FRIDAY_NIGHT)

    assert client.post(link(reminder)).status_code == 410
    assert Step.objects.get().done_on == TODAY - timedelta(days=1)


def test_a_personal_mark_is_not_taken(client: WatchfulClient, planned: Planned) -> None:
    reminder = ask(planned)

    refused = client.post(link(reminder, "late"), {"words_fr": "Appelez le 0475 12 34 56."})

    assert refused.status_code == 422


def test_a_step_handed_over_is_no_more_answered_by_the_office_that_had_it(
    client: WatchfulClient, planned: Planned
) -> None:
    reminder = ask(planned)
    youth = make_office("youth")
    steps.change_step(step=reminder.step, owner=youth, by=SYSTEM, now=FRIDAY_NIGHT)

    page, answer = client.get(link(reminder)), client.post(link(reminder))
    jobs.remind_offices(FRIDAY_NIGHT)

    assert (page.status_code, answer.status_code) == (410, 410)
    assert Step.objects.get().done_on is None
    assert Reminder.objects.filter(office=youth).count() == 1
    assert OutboxMail.objects.latest("pk").to == youth.email
