"""Who joins while no van is in service is promised no hour: bringing them home is no promise kept."""

from datetime import timedelta

import pytest

from serein.shuttles.models import Night
from serein.shuttles.operations import running
from serein.shuttles.operations.counting import count_night
from tests.shuttles.make import AT_TWO, ENDS, STEWARD, let_leave, make_ride

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("is_down", "kept"), [(True, 0), (False, 2)])
def test_the_end_of_the_night_told_without_a_van_is_no_promise_kept(night: Night, is_down: bool, kept: int) -> None:
    vans = list(night.vans.all())
    for van in vans if is_down else []:
        running.break_down(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)
    ride = make_ride(night=night, party_size=2)
    for van in vans if is_down else []:
        running.mend_van(van=van, at=AT_TWO, by=STEWARD, now=AT_TWO)
    let_leave(night, ride, at=AT_TWO + 2 * MINUTE)
    running.drop(ride=ride, at=AT_TWO + 5 * MINUTE, by=STEWARD, now=AT_TWO + 5 * MINUTE)

    figures = count_night(night=night, now=ENDS)

    assert (figures.carried, figures.kept) == (2, kept)
