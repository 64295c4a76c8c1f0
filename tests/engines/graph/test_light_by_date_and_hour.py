"""When the sun is up, when a cabin is on: worked by hand, the nights when clocks change included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from serein.engines.graph import (
    DUSK_TO_DAWN,
    CabinRegime,
    InvalidRegime,
    LightException,
    Season,
    Sun,
    SwitchOff,
    SwitchTime,
    is_cabin_on,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
MOUSCRON = Sun(3.22, 50.74)
DARK_HOURS = SwitchOff(SwitchTime.parse("00:00"), SwitchTime.parse("05:00"))
SWITCHED_OFF = CabinRegime(switch_offs=(DARK_HOURS,))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def is_on(regime: CabinRegime, text: str) -> bool:
    return is_cabin_on(regime, local(text), MOUSCRON)


def test_the_sun_of_a_winter_day_is_up_between_its_rise_and_its_set() -> None:
    seen = [MOUSCRON.is_up(local(f"2026-12-05T{hour}")) for hour in ("08:20", "08:50", "16:30", "16:55")]

    assert seen == [False, True, True, False]


def test_a_night_runs_from_noon_to_noon_of_the_wall_clock() -> None:
    assert MOUSCRON.night_of(local("2026-12-05T02:00")) == (date(2026, 12, 4), 840.0)
    assert MOUSCRON.night_of(local("2026-12-05T12:00")) == (date(2026, 12, 5), 0.0)
    assert MOUSCRON.night_of(datetime(2026, 12, 5, 1, 0, tzinfo=UTC)) == (date(2026, 12, 4), 840.0)


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        MOUSCRON.is_up(datetime(2026, 12, 5, 2))  # noqa: DTZ001


def test_lamps_burn_from_dusk_to_dawn_and_leave_no_gap_before_the_sun() -> None:
    moment = local("2026-12-05T12:00")
    for _ in range(24 * 12):
        moment += timedelta(minutes=5)
        assert is_cabin_on(DUSK_TO_DAWN, moment, MOUSCRON) != MOUSCRON.is_up(moment)


def test_a_switch_off_is_half_open() -> None:
    seen = [is_on(SWITCHED_OFF, f"2026-12-0{at}") for at in ("4T23:59", "5T00:00", "5T04:59", "5T05:00")]

    assert seen == [True, False, False, True]


def test_hours_of_the_clock_stay_hours_of_the_clock_when_summer_begins() -> None:
    # 29 March 2026: 02:00 is 03:00. Three hours of darkness are on the clock five.
    seen = [is_on(SWITCHED_OFF, f"2026-03-29T{at}") for at in ("00:00", "01:59", "03:00", "04:59", "05:00")]
    lasted = local("2026-03-29T05:00").astimezone(UTC) - local("2026-03-29T00:00").astimezone(UTC)

    assert seen == [False, False, False, False, True]
    assert lasted == timedelta(hours=4)


def test_the_hour_that_comes_twice_in_october_is_dark_twice() -> None:
    off = CabinRegime(switch_offs=(SwitchOff(SwitchTime.parse("02:15"), SwitchTime.parse("02:45")),))
    # 25 October 2026: at 03:00 it is 02:00 again; 02:30 summer time is 00:30 UTC, 02:30 winter time 01:30 UTC.
    moments = [datetime(2026, 10, 25, hour, minute, tzinfo=UTC) for hour, minute in ((0, 0), (0, 30), (1, 0), (1, 30))]

    assert [is_cabin_on(off, moment, MOUSCRON) for moment in moments] == [True, False, True, False]


def test_an_evening_of_the_week_names_the_whole_night_that_follows() -> None:
    friday = SwitchOff(SwitchTime.parse("00:30"), SwitchTime.parse("05:00"), evenings=frozenset({4}))
    regime = CabinRegime(switch_offs=(friday,))

    # 4 December 2026 is a Friday.
    assert not is_on(regime, "2026-12-05T01:00")
    assert is_on(regime, "2026-12-04T01:00")


def test_a_season_may_run_over_new_year() -> None:
    winter = Season((11, 1), (2, 28))
    regime = CabinRegime(switch_offs=(SwitchOff(DARK_HOURS.off_from, DARK_HOURS.off_to, season=winter),))

    nights = ("2026-10-31", "2026-11-02", "2027-01-01", "2027-03-02")
    assert [is_on(regime, f"{night}T02:00") for night in nights] == [True, False, False, True]


def test_a_fair_keeps_the_light_on_and_works_keep_it_off() -> None:
    fair = LightException(local("2026-12-05T00:00"), local("2026-12-05T03:00"), is_on=True)
    works = LightException(local("2026-12-05T02:00"), local("2026-12-05T06:00"), is_on=False)
    regime = CabinRegime(switch_offs=(DARK_HOURS,), exceptions=(fair, works))

    seen = [is_on(regime, f"2026-12-05T{at}") for at in ("01:59", "02:00", "05:30", "06:00")]

    assert seen == [True, False, False, True]


def test_lamps_may_wait_for_the_dark() -> None:
    late = CabinRegime(lights_from=SwitchTime.parse("dusk+30"), lights_to=SwitchTime.parse("dawn-30"))
    dusk = MOUSCRON.dusk(date(2026, 12, 4))
    noon = datetime(2026, 12, 4, 12, tzinfo=BRUSSELS)

    seen = [is_cabin_on(late, noon + timedelta(minutes=dusk + wait), MOUSCRON) for wait in (29, 31)]

    assert seen == [False, True]


def test_where_the_sun_does_not_set_no_lamp_burns_and_where_it_does_not_rise_all_do() -> None:
    tromso = Sun(18.95, 69.65, "Europe/Oslo")
    noon, midnight = (datetime(2026, 12, 21, hour, tzinfo=ZoneInfo("Europe/Oslo")) for hour in (12, 23))
    summer = datetime(2026, 6, 21, 23, tzinfo=ZoneInfo("Europe/Oslo"))

    assert is_cabin_on(DUSK_TO_DAWN, noon, tromso)
    assert is_cabin_on(DUSK_TO_DAWN, midnight, tromso)
    assert not is_cabin_on(DUSK_TO_DAWN, summer, tromso)


@pytest.mark.parametrize("text", ["24:00", "7", "dusk+1000", "noon", "12:60", ""])
def test_what_is_no_time_of_a_cabin_is_refused(text: str) -> None:
    with pytest.raises(InvalidRegime):
        SwitchTime.parse(text)


def test_regimes_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidRegime, match="evenings"):
        SwitchOff(DARK_HOURS.off_from, DARK_HOURS.off_to, evenings=frozenset({7}))
    with pytest.raises(InvalidRegime, match="month and day"):
        Season((2, 30), (3, 1))
    with pytest.raises(InvalidRegime, match="ends before"):
        LightException(local("2026-12-05T03:00"), local("2026-12-05T03:00"), is_on=True)
