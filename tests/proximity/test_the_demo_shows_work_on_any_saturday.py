"""The imagined inspectors have a year of work behind them, on whichever Saturday the demo begins."""

from datetime import date, datetime, time

import pytest

from serein.people.models import StaffMember
from serein.proximity import demo_work
from serein.proximity.models import DayDraw, SampledDay
from serein.proximity.queries import measuring
from serein.proximity.queries.norms import find_count, find_norm, find_target
from tests.people.make import BRUSSELS
from tests.proximity.make import Place
from tests.territory.make import make_neighbourhood

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize("saturday", [date(2026, 7, 4), date(2026, 8, 22)])
def test_a_year_of_work_is_built_on_the_first_saturday_of_a_quarter_as_on_any_other(
    place: Place, team: list[StaffMember], saturday: date
) -> None:
    make_neighbourhood()

    demo_work.build(now=datetime.combine(saturday, time(20, 30), tzinfo=BRUSSELS))

    waiting = SampledDay.objects.filter(filled_at=None, day__gt=saturday - measuring.TELLING_DAYS)
    quarter = measuring.list_quarters()[0]
    assert waiting.exists(), "a day waits to be told"
    assert quarter.drawn is not None
    assert quarter.days < quarter.drawn, "not every day was told"
    assert DayDraw.objects.count() == demo_work.QUARTERS + 1
    assert None not in (find_norm(on=saturday), find_target(on=saturday), find_count(on=saturday))
