"""A circuit goes into a street as far as a place and comes back: its words say so."""

import pytest
from django.utils.translation import override

from serein.streets.queries.light import light_of
from serein.streets.queries.shown import show_path
from serein.streets.queries.ways import path_along
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import STEP_LON, Night, corner


@pytest.mark.promise("B2a")
def test_who_turns_round_within_a_street_is_told_to(night: Night) -> None:
    lon, lat = corner(0, 0)
    begins, tip = [lon + 0.2 * STEP_LON, lat], [lon + 2.5 * STEP_LON, lat]
    line = [begins, list(corner(1, 0)), list(corner(2, 0)), tip, list(corner(2, 0)), list(corner(1, 0)), begins]

    path = path_along(line)
    with override("fr"):
        sentences = show_path(path, night=light_of(FRIDAY_NIGHT)).sentences

    assert path.is_forward.tolist() == [True, True, True, False, False, False]
    assert len(sentences) == 3
    assert sentences[1].startswith("Faites demi-tour par la rue du Moulin")
