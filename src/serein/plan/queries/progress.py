"""Where an action stands: it follows from dated steps, and is never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from serein.plan.models import Action, Step


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    NOT_BEGUN = "not_begun", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    LATE = "late", _("Late")
    BLOCKED = "blocked", _("Blocked")
    DONE = "done", _("Done")
    ABANDONED = "abandoned", _("Abandoned")


TAGS = {
    State.DRAFT: "plain",
    State.NOT_BEGUN: "plain",
    State.UNDER_WAY: "info",
    State.LATE: "late",
    State.BLOCKED: "warn",
    State.DONE: "done",
    State.ABANDONED: "warn",
}


@dataclass(frozen=True)
class Standing:
    """An action on a day."""

    action: Action
    on: date
    state: State
    steps: list[Step]

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tag(self) -> str:
        return TAGS[self.state]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def next_step(self) -> Step | None:
        return min((s for s in self.steps if not s.is_done), key=lambda s: (s.due_on, s.rank), default=None)

    @property
    def next_on(self) -> date:
        return self.next_step.due_on if self.next_step else self.action.due_on

    @property
    def is_over(self) -> bool:
        return self.state in {State.DONE, State.ABANDONED}

    @property
    def days_late(self) -> int:
        """For how many days what should be done is not; none while nothing is."""
        return 0 if self.is_over else max(0, (self.on - self.next_on).days)

    @property
    def is_late(self) -> bool:
        return self.state is not State.DRAFT and not self.is_over and _is_late(self.action, self.steps, self.on)

    @property
    def is_late_too(self) -> bool:
        """Whether it is late beside being blocked: one does not hide the other."""
        return self.state is State.BLOCKED and self.is_late

    @property
    def done_on(self) -> date | None:
        return max((s.done_on for s in self.steps if s.done_on), default=None) if self.state is State.DONE else None


def stand(action: Action, *, on: date) -> Standing:
    """Say where an action stands on a day; its steps must be at hand."""
    steps = sorted(action.steps.all(), key=lambda step: step.rank)
    return Standing(action, on, _state(action, steps, on), steps)


def _state(action: Action, steps: list[Step], on: date) -> State:
    open_steps = [step for step in steps if not step.is_done]
    checks = (
        (State.ABANDONED, action.abandoned_at is not None),
        (State.DRAFT, action.published_at is None),
        (State.DONE, bool(steps) and not open_steps),
        (State.BLOCKED, any(step.is_blocked for step in open_steps)),
        (State.LATE, _is_late(action, steps, on)),
        (State.NOT_BEGUN, action.starts_on > on and len(open_steps) == len(steps)),
    )
    return next((state for state, holds in checks if holds), State.UNDER_WAY)


def _is_late(action: Action, steps: list[Step], on: date) -> bool:
    return action.due_on < on or any(step.is_late_on(on) for step in steps)
