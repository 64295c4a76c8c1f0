"""Signs: one at each decision point and direction, each with where it leads, kept in line with the circuit."""

from datetime import timedelta

import pytest

from serein.engines.graph import NotOnTheNetwork
from serein.kit.actors import SYSTEM
from serein.streets.models import Circuit, Edition, Sign
from serein.streets.operations import circuits, signs
from serein.streets.queries.drawing import led_over, redrawn
from serein.streets.queries.sign_plan import distance, plan_of_edition
from serein.streets.queries.signs import coverage_of, plan_of
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import Night, anchors_round, corner, make_circuit, publish

pytestmark = [pytest.mark.usefixtures("friday_night"), pytest.mark.promise("B2c")]


def planned(circuit: Circuit) -> list[Sign]:
    return signs.plan_signs(circuit=circuit, planned=plan_of(circuit), by=SYSTEM, now=FRIDAY_NIGHT)


def redraw(circuit: Circuit, *, anchors: list[dict[str, object]], is_closed: bool = True) -> Edition:
    draft = circuits.draft_edition(circuit=circuit, by=SYSTEM, now=FRIDAY_NIGHT)
    values = redrawn(edition=draft, anchors=anchors, is_closed=is_closed, now=FRIDAY_NIGHT)
    changed = circuits.change_edition(
        edition=draft, revision=draft.revision, values=values, by=SYSTEM, now=FRIDAY_NIGHT
    )
    return publish(changed, at=FRIDAY_NIGHT)


def test_each_corner_where_the_circuit_leaves_its_street_has_a_sign_each_way_round(night: Night) -> None:
    found = plan_of(make_circuit())

    turns = {corner(2, 0), corner(2, 2), corner(0, 2)}
    for direction, arrow in (("out", "left"), ("back", "right")):
        mine = [one for one in found if one.direction == direction]
        assert {(round(one.lon, 4), round(one.lat, 4)) for one in mine} == {
            (round(lon, 4), round(lat, 4)) for lon, lat in turns
        }
        assert {one.arrow for one in mine} == {arrow}


def test_a_sign_says_in_both_languages_what_comes_next_and_how_far_it_is(night: Night) -> None:
    first = next(one for one in plan_of(make_circuit()) if one.direction == "out")

    assert first.text_fr == "La salle 200\u00a0m"
    assert first.text_nl == "De zaal 200\u00a0m"
    assert first.place_fr == "Rue du Moulin / Rue Neuve"


def test_points_that_only_lead_the_way_are_on_no_sign(night: Night) -> None:
    circuit = make_circuit()
    lon, lat = corner(2, 1)
    redraw(circuit, anchors=led_over(anchors_round(), 1, lat=lat, lon=lon))

    first = next(one for one in plan_of(circuit) if one.direction == "out")

    assert first.text_fr == "La salle 200\u00a0m"


def test_a_linear_circuit_is_signed_both_ways(night: Night) -> None:
    circuit = make_circuit()
    redraw(circuit, anchors=anchors_round()[:3], is_closed=False)

    found = plan_of(circuit)

    assert [(one.direction, one.text_fr) for one in found] == [
        ("out", "La salle 200\u00a0m"),
        ("back", "La gare 200\u00a0m"),
    ]


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (3, "10\u00a0m"),
        (44, "40\u00a0m"),
        (199, "200\u00a0m"),
        (330, "350\u00a0m"),
        (980, "1,0\u00a0km"),
        (1249, "1,2\u00a0km"),
    ],
)
def test_distances_are_round(metres: float, said: str) -> None:
    assert distance(metres) == said


def test_the_schedule_covers_every_decision_point(night: Night) -> None:
    circuit = make_circuit()

    planned(circuit)
    coverage = coverage_of(circuit, now=FRIDAY_NIGHT)

    assert coverage.points == coverage.needed == 6
    assert coverage.lacking == 6
    assert not coverage.is_complete


def test_bringing_the_schedule_in_line_twice_changes_nothing(night: Night) -> None:
    circuit = make_circuit()

    first, second = planned(circuit), planned(circuit)

    assert [sign.pk for sign in first] == [sign.pk for sign in second]


def test_a_sign_that_is_needed_no_more_is_taken_down_before_it_is_gone(night: Night) -> None:
    circuit = make_circuit()
    hung, *never_made = planned(circuit)
    signs.look_at_sign(sign=hung, state="good", at=FRIDAY_NIGHT, by=SYSTEM, now=FRIDAY_NIGHT)
    elsewhere = [{**one, "lon": one["lon"] + 0.0015, "lat": one["lat"] + 0.0010} for one in anchors_round()]
    redraw(circuit, anchors=elsewhere)

    planned(circuit)

    hung.refresh_from_db()
    assert hung.state == Sign.State.TO_REMOVE
    assert set(Sign.objects.filter(pk__in=[one.pk for one in never_made]).values_list("state", flat=True)) >= {
        Sign.State.REMOVED
    }


def test_a_sign_that_is_needed_again_stays(night: Night) -> None:
    circuit = make_circuit()
    hung = planned(circuit)[0]
    signs.look_at_sign(sign=hung, state="good", at=FRIDAY_NIGHT, by=SYSTEM, now=FRIDAY_NIGHT)
    signs.plan_signs(circuit=circuit, planned=[], by=SYSTEM, now=FRIDAY_NIGHT)

    planned(circuit)

    hung.refresh_from_db()
    assert hung.state == Sign.State.GOOD


def test_the_share_in_good_state_is_told_with_its_count_and_its_day(night: Night) -> None:
    circuit = make_circuit()
    one, two, *_others = planned(circuit)
    signs.look_at_sign(sign=one, state="good", at=FRIDAY_NIGHT - timedelta(days=9), by=SYSTEM, now=FRIDAY_NIGHT)
    signs.order_signs(signs=[two], due_on=FRIDAY_NIGHT.date() + timedelta(days=20), by=SYSTEM, now=FRIDAY_NIGHT)

    coverage = coverage_of(circuit, now=FRIDAY_NIGHT)

    assert (coverage.good, coverage.ordered, coverage.late, coverage.lacking) == (1, 1, 0, 4)
    assert coverage.percent == 16
    assert coverage.looked_since == FRIDAY_NIGHT.date() - timedelta(days=9)
    assert "16" in coverage.sentence


def test_an_order_whose_day_is_past_counts_as_none(night: Night) -> None:
    circuit = make_circuit()
    rows = planned(circuit)
    signs.order_signs(signs=rows, due_on=FRIDAY_NIGHT.date(), by=SYSTEM, now=FRIDAY_NIGHT)

    today, later = (coverage_of(circuit, now=FRIDAY_NIGHT + timedelta(days=days)) for days in (0, 2))

    assert today.is_complete
    assert later.late == 6
    assert not later.is_complete


def test_a_circuit_that_is_not_published_needs_no_sign(night: Night) -> None:
    circuit = make_circuit(is_published=False)

    assert plan_of(circuit) == []
    assert coverage_of(circuit, now=FRIDAY_NIGHT).sentence == ""


def test_a_line_off_the_streets_is_refused_by_name(night: Night) -> None:
    edition = make_circuit().editions.get()
    edition.line = [[lon, lat + 0.02] for lon, lat in edition.line]

    with pytest.raises(NotOnTheNetwork):
        plan_of_edition(edition)
