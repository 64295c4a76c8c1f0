"""Days that inspectors told, after the staff was heard."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from serein.kit.actors import SYSTEM
from serein.people.models import BeatDesk, StaffMember
from serein.proximity.marks import own_mark
from serein.proximity.models import (
    Activity,
    SampledDay,
    SampledTime,
    TaskType,
)
from serein.proximity.operations import measuring
from tests.people.make import FRIDAY_NIGHT

SPRING = date(2026, 4, 1)
SUMMER = FRIDAY_NIGHT.replace(month=7, day=10)


def hear_staff(counts_from: date = date(2026, 1, 5)) -> None:
    measuring.enter_consultation(
        held_on=date(2026, 1, 2), counts_from=counts_from, reference="CCB 2026/1", by=SYSTEM, now=FRIDAY_NIGHT
    )


def tell(
    team: list[StaffMember],
    day: date,
    *,
    contact: int = 120,
    paper: int = 240,
    kind: TaskType | None = None,
    asked: Sequence[TaskType] = (),
    seed: int = 1,
) -> None:
    """Let everyone have told a day, each a little otherwise, and what the kinds asked about took of it."""
    dice = np.random.default_rng([seed, day.toordinal()])
    for member in team:
        row = SampledDay.objects.create(
            by_mark=own_mark(member.account),
            post=BeatDesk.objects.filter(postings__staff_member=member).first().post,  # type: ignore[union-attr]
            day=day,
            probability=0.1,
            drawn_at=FRIDAY_NIGHT,
            filled_at=FRIDAY_NIGHT,
        )
        row.kinds_asked.set(asked)
        told = ((Activity.CONTACT, contact, None), (Activity.ADMINISTRATIVE, paper, kind), (Activity.OTHER, 60, None))
        for activity, minutes, of in told:
            SampledTime.objects.create(
                sampled_day=row,
                activity=activity,
                minutes=max(1, minutes + int(dice.integers(-20, 20))),
                task_type=of,
                tasks=6 if of else 0,
            )
