"""At the desk: what blocked a step blocks it no more; what was said to be done is not, after all."""

import re
from typing import Any

import pytest

from serein.enquiries import kinds
from serein.enquiries import operations as enquiries
from serein.kit.actors import SYSTEM
from serein.kit.bilingual import NotInBothLanguages
from serein.kit.models import JournalEntry
from serein.people.models import Role
from serein.plan.models import Action, LedgerProposal, PlanEvent, Step, ToldOnce
from serein.plan.operations import actions, ledger, steps
from tests.client import WatchfulClient
from tests.enquiries.make import make_town
from tests.people.make import FRIDAY_NIGHT
from tests.plan.conftest import enter
from tests.plan.make import TODAY, Planned, make_action, make_programme
from tests.proximity.make import url

pytestmark = pytest.mark.django_db
NOW: dict[str, Any] = {"by": SYSTEM, "now": FRIDAY_NIGHT}
WHY: dict[str, Any] = {"because_fr": "La mauvaise rue.", "because_nl": "De verkeerde straat."}


def blocked(planned: Planned, day: int = -5) -> Step:
    step = make_action(planned, days=(day,)).steps.get()
    return steps.mark_blocked(step=step, by_what_fr="La Région.", by_what_nl="Het Gewest.", **NOW)


def done(planned: Planned) -> Action:
    action = make_action(planned, days=(-5,))
    steps.complete_step(step=action.steps.get(), **NOW)
    return action


def test_one_button_says_that_nothing_blocks_a_step_any_more(planned: Planned, prevention: WatchfulClient) -> None:
    step = blocked(planned)
    desk = prevention.get(url("plan:desk_action", step.action_id)).content.decode()
    assert url("plan:unblock_step", step.pk) in desk

    answer = prevention.post(url("plan:unblock_step", step.pk))

    assert answer.status_code == 302
    step.refresh_from_db()
    assert not step.is_blocked
    assert url("plan:unblock_step", step.pk) not in prevention.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(("day", "is_late"), [(-5, True), (5, False)])
def test_being_blocked_does_not_hide_being_late(
    client: WatchfulClient, planned: Planned, day: int, is_late: bool
) -> None:
    step = blocked(planned, day)

    for page in (url("plan:plan"), url("plan:action", step.action_id)):
        main = client.get(page).content.decode().split("<main")[1]
        assert "Bloqué" in main
        assert bool(re.search(r"En retard\s*</", main)) is is_late, page


def test_a_mistaken_done_is_taken_back_with_its_reason(planned: Planned, prevention: WatchfulClient) -> None:
    action = done(planned)
    promise = make_programme()["B1"]
    actions.fulfil_promise(action=action, promise=promise, **NOW)
    ledger.propose(promise=promise, state="kept", now=FRIDAY_NIGHT)
    path = url("plan:reopen_step", action.steps.get().pk)
    assert path in prevention.get(url("plan:desk_action", action.pk)).content.decode()

    refused, taken = prevention.post(path, {"because_fr": "La mauvaise rue."}), prevention.post(path, WHY)

    assert (refused.status_code, taken.status_code) == (422, 302)
    assert action.steps.get().done_on is None
    event = PlanEvent.objects.get(what="step_reopened")
    assert (event.is_fr, event.is_nl, event.was_on) == (*WHY.values(), TODAY)
    assert JournalEntry.objects.filter(act="step.reopened").count() == 1
    assert not LedgerProposal.objects.filter(settled_at=None).exists()


def test_what_reporters_were_told_is_not_taken_back(planned: Planned, prevention: WatchfulClient) -> None:
    make_town()
    action = done(planned)
    enquiry = enquiries.open_enquiry(kind=kinds.get_kind("report_lamp"), contact={}, language="fr", now=FRIDAY_NIGHT)
    ToldOnce.objects.create(action=action, enquiry=enquiry, told_at=FRIDAY_NIGHT)

    answer = prevention.post(url("plan:reopen_step", action.steps.get().pk), WHY)

    assert answer.status_code == 422
    assert "ne se reprend pas" in answer.content.decode()
    assert action.steps.get().done_on == TODAY


def test_a_step_is_taken_back_for_a_reason_in_both_languages_and_only_if_it_was_done(planned: Planned) -> None:
    action = done(planned)
    open_step = make_action(planned, "A2").steps.all()[0]

    with pytest.raises(NotInBothLanguages):
        steps.reopen_step(step=action.steps.get(), because_fr="Non.", because_nl="", **NOW)
    with pytest.raises(steps.StepNotDone):
        steps.reopen_step(step=open_step, **WHY, **NOW)


@pytest.mark.parametrize("name", ["unblock_step", "reopen_step"])
def test_an_office_without_the_step_and_eve_do_neither(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, planned: Planned, name: str
) -> None:
    path = url(f"plan:{name}", blocked(planned).pk)
    assert client.post(path, WHY).status_code in {302, 404}

    enter(client, monkeypatch, Role.YOUTH)

    assert client.post(path, WHY).status_code == 404
    assert Step.objects.get().is_blocked
