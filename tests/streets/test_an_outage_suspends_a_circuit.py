"""A lamp is out: one resident makes a notice, two or staff suspend the circuit, and a person alone restores it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from serein.kit.actors import SYSTEM
from serein.streets.models import FieldCheck, Outage, Suspension
from serein.streets.operations import outages, suspensions
from serein.streets.operations.networks import import_streets
from serein.streets.queries.standing import Standing, standing_of
from tests.people.make import FRIDAY_NIGHT
from tests.streets.drawing import write_map
from tests.streets.make import Night, corner, make_circuit, walk

DARK = corner(1, 0)


def tell(number: int = 1, *, is_staff: bool = False, at: Any = FRIDAY_NIGHT) -> Outage:
    lon, lat = DARK
    about = f"listening.report:{number}"
    return outages.tell_outage(lat=lat, lon=lon, about=about, is_staff=is_staff, by=SYSTEM, now=at)


def stand(circuit: Any, *, now: Any = FRIDAY_NIGHT) -> Standing:
    return standing_of(circuit=circuit, now=now)


@pytest.mark.promise("B2a")
@pytest.mark.harm("H17")
def test_one_resident_makes_a_notice_and_a_second_one_suspends(night: Night) -> None:
    circuit = make_circuit()
    before = stand(circuit)

    tell(1)
    noticed = stand(circuit)
    tell(2)
    suspended = stand(circuit)

    assert before.is_recommended
    assert before.told == ()
    assert noticed.is_recommended
    assert len(noticed.told) == 1
    assert not suspended.is_recommended
    assert [row.cause for row in suspended.suspensions] == [Suspension.Cause.OUTAGE]


def test_the_same_report_twice_is_one_voice(night: Night) -> None:
    circuit = make_circuit()

    tell(1)
    outage = tell(1)

    assert outage.tellings.count() == 1
    assert stand(circuit).is_recommended


def test_the_word_of_staff_is_enough(night: Night) -> None:
    circuit = make_circuit()

    outage = tell(1, is_staff=True)

    assert outage.state == Outage.State.CONFIRMED
    assert not stand(circuit).is_recommended


@pytest.mark.harm("H17")
def test_a_circuit_is_never_silently_restored(night: Night) -> None:
    circuit = make_circuit()
    outage = tell(1, is_staff=True)
    tomorrow = FRIDAY_NIGHT + timedelta(days=1)

    outages.end_outage(outage=outage, is_repaired=True, by=SYSTEM, now=tomorrow)
    waiting = stand(circuit, now=tomorrow)
    suspensions.restore(circuit=circuit, by=SYSTEM, now=tomorrow)

    assert not waiting.is_recommended
    assert waiting.suspensions[0].mended_at == tomorrow
    assert waiting.suspensions[0].next_on > tomorrow.date()
    assert stand(circuit, now=tomorrow).is_recommended


def test_a_circuit_whose_lamp_is_still_out_is_not_restored(night: Night) -> None:
    circuit = make_circuit()
    tell(1, is_staff=True)

    with pytest.raises(suspensions.StillSuspended, match="outage"):
        suspensions.restore(circuit=circuit, by=SYSTEM, now=FRIDAY_NIGHT)

    assert not stand(circuit).is_recommended


@pytest.mark.harm("H17")
def test_a_check_that_grew_too_old_ends_the_recommendation_at_the_very_reading(night: Night) -> None:
    circuit = make_circuit(check_every_days=90)
    last_day = FRIDAY_NIGHT + timedelta(days=80)

    assert stand(circuit, now=last_day).is_recommended
    assert not stand(circuit, now=last_day + timedelta(days=1)).is_recommended


def test_what_became_true_by_itself_is_written_down_once(night: Night) -> None:
    circuit = make_circuit(check_every_days=30)
    later = FRIDAY_NIGHT + timedelta(days=40)

    first = suspensions.reevaluate(now=later)
    again = suspensions.reevaluate(now=later + timedelta(minutes=1))

    assert (first, again) == (1, 0)
    assert circuit.suspensions.get().cause == Suspension.Cause.CHECK


def test_a_bad_check_suspends_and_a_good_one_waits_for_a_person(night: Night) -> None:
    circuit = make_circuit()
    edition = circuit.editions.get()

    walk(edition, at=FRIDAY_NIGHT, result=FieldCheck.Result.NOT_GOOD, note="Une haie cache le passage.")
    bad = stand(circuit)
    walk(edition, at=FRIDAY_NIGHT + timedelta(hours=1))
    good = stand(circuit, now=FRIDAY_NIGHT + timedelta(hours=2))
    suspensions.restore(circuit=circuit, by=SYSTEM, now=FRIDAY_NIGHT + timedelta(hours=2))

    assert [row.cause for row in bad.suspensions] == [Suspension.Cause.BAD_CHECK]
    assert not good.is_recommended
    assert stand(circuit, now=FRIDAY_NIGHT + timedelta(hours=2)).is_recommended


def test_an_outage_away_from_the_circuit_leaves_it_alone(night: Night) -> None:
    circuit = make_circuit()
    lon, lat = corner(3, 3)

    outages.tell_outage(lat=lat, lon=lon, about="listening.report:9", is_staff=True, by=SYSTEM, now=FRIDAY_NIGHT)

    assert stand(circuit).is_recommended


def test_a_cabin_without_current_suspends_every_circuit_on_its_lamps(night: Night) -> None:
    circuit = make_circuit()

    outages.tell_cabin_out(cabin=night.cabin, by=SYSTEM, now=FRIDAY_NIGHT)

    assert not stand(circuit).is_recommended


@pytest.mark.harm("H17")
def test_a_circuit_whose_streets_are_gone_is_suspended(night: Night, tmp_path: Path) -> None:
    circuit = make_circuit()
    before = suspensions.reevaluate(now=FRIDAY_NIGHT)
    nodes = {1: corner(0, 0), 2: corner(1, 0), 3: corner(2, 0)}
    left = write_map(tmp_path / "less.osm.pbf", [([1, 2, 3], {"highway": "residential"})], nodes=nodes)

    import_streets(path=left, by=SYSTEM, now=FRIDAY_NIGHT)
    changed = suspensions.reevaluate(now=FRIDAY_NIGHT)
    again = suspensions.reevaluate(now=FRIDAY_NIGHT)

    assert (before, changed, again) == (0, 1, 0)
    assert circuit.suspensions.get().cause == Suspension.Cause.NETWORK
    assert not stand(circuit).is_recommended
