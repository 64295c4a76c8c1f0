"""What residents read of the plan never changes without a line in its history (H29)."""

from collections.abc import Callable
from typing import Any

import pytest

from serein.kit.actors import SYSTEM
from serein.plan.models import Action, PlanEvent
from serein.plan.operations import actions, steps, ties
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_office
from tests.plan.make import Planned, make_action, make_programme
from tests.proximity.make import url

pytestmark = [pytest.mark.django_db, pytest.mark.harm("H29")]
NOW: dict[str, Any] = {"by": SYSTEM, "now": FRIDAY_NIGHT}


def reword_objective(action: Action, planned: Planned) -> None:
    actions.change_objective(objective=planned.objective, title_fr="Mieux voir", title_nl="Beter zien", **NOW)


def hand_a_step_over(action: Action, _planned: Planned) -> None:
    steps.change_step(step=action.steps.all()[0], owner=make_office("youth"), **NOW)


def add_indicator(action: Action, _planned: Planned) -> None:
    ties.add_indicator(action=action, name_fr="Pas comptés", name_nl="Getelde stappen", target=5.0, **NOW)


def lower_the_target(action: Action, _planned: Planned) -> None:
    ties.change_indicator(indicator=action.indicators.get(), target=3.0, **NOW)


def wait_for_another(action: Action, planned: Planned) -> None:
    ties.need(action=action, needs=make_action(planned, "A7"), **NOW)


def serve_a_promise(action: Action, _planned: Planned) -> None:
    actions.fulfil_promise(action=action, promise=make_programme()["B1"], **NOW)


def block(action: Action, _planned: Planned) -> None:
    steps.mark_blocked(step=action.steps.all()[0], by_what_fr="Pas de pièces.", **NOW)


def unblock(action: Action, planned: Planned) -> None:
    block(action, planned)
    steps.unblock(step=action.steps.all()[0], **NOW)


@pytest.mark.parametrize(
    ("change", "what", "words"),
    [
        (reword_objective, "objective", ("Voir", "Mieux voir")),
        (hand_a_step_over, "step_owner", ("Étape 1", "youth")),
        (add_indicator, "indicator_added", ("Pas comptés, cible\u00a0: 5",)),
        (lower_the_target, "indicator", ("cible\u00a0: 3",)),
        (wait_for_another, "needs", ("Éclairer A7",)),
        (serve_a_promise, "promise", ("Éclairer les chemins",)),
        (block, "step_blocked", ("Étape 1",)),
        (unblock, "step_unblocked", ("Étape 1",)),
    ],
)
def test_each_change_of_a_published_action_stands_in_its_history(
    client: WatchfulClient, planned: Planned, change: Callable[..., None], what: str, words: tuple[str, ...]
) -> None:
    action, draft = make_action(planned), make_action(planned, "A2", is_public=False)

    change(action, planned)

    assert PlanEvent.objects.filter(action=action, what=what).count() == 1
    assert not PlanEvent.objects.filter(action=draft).exists()
    history = client.get(url("plan:action", action.pk)).content.decode().split('id="events"')[1]
    assert all(word in history for word in words), history


def test_a_need_of_a_draft_shows_once_that_draft_is_published(planned: Planned) -> None:
    action, draft = make_action(planned), make_action(planned, "A2", is_public=False)
    ties.need(action=action, needs=draft, **NOW)
    assert not PlanEvent.objects.filter(what="needs").exists()

    actions.publish_action(action=draft, **NOW)

    event = PlanEvent.objects.get(what="needs")
    assert (event.action, event.about_fr) == (action, "Éclairer A2")


def test_a_promise_served_twice_is_said_once(planned: Planned) -> None:
    action, promise = make_action(planned), make_programme()["B1"]

    for _ in range(2):
        actions.fulfil_promise(action=action, promise=promise, **NOW)

    assert PlanEvent.objects.filter(what="promise").count() == 1


def test_a_public_reason_that_is_replaced_stays_in_the_history(planned: Planned) -> None:
    step = make_action(planned).steps.all()[0]
    steps.mark_late(step=step, because_fr="La pluie.", because_nl="De regen.", **NOW)
    steps.mark_late(step=step, because_fr="Le gel.", **NOW)

    was = [event.was_fr for event in PlanEvent.objects.filter(what="step_late")]

    assert was == ["", "La pluie."]
