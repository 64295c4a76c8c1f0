"""The annual list and the load of the beats: volumes, minutes that were timed, what a decision changed."""

from datetime import date, timedelta
from typing import Any

import pytest

from serein.kit.actors import SYSTEM
from serein.people.models import StaffMember
from serein.proximity.marks import own_mark
from serein.proximity.models import (
    TaskDecision,
    TaskType,
)
from serein.proximity.operations import catalogue, measuring
from serein.proximity.queries import annual
from serein.proximity.queries import measuring as queries
from serein.proximity.queries.load import read_load
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_beat, make_desk
from tests.proximity.make import Place, url
from tests.proximity.told import SPRING, hear_staff, tell
from tests.proximity.work import account_of, enter, make_task, make_visit, stand_at

pytestmark = [pytest.mark.django_db]


@pytest.mark.promise("A3a")
def test_the_annual_list_tells_what_a_change_did_and_what_it_did_not(
    team: list[StaffMember],
    kinds: dict[str, TaskType],
    place: Place,
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hear_staff()
    asked = [kinds["certificate"], kinds["event-notice"]]
    for code, effective_on in (("certificate", date(2026, 3, 2)), ("event-notice", date(2026, 3, 3))):
        catalogue.decide(
            decision=TaskDecision(
                task_type=kinds[code],
                decision="shift",
                to_fr="Service Population",
                to_nl="Dienst Bevolking",
                reason_fr="La loi le permet.",
                reason_nl="De wet laat het toe.",
                decided_on=date(2026, 2, 1),
                effective_on=effective_on,
            ),
            by=SYSTEM,
            now=FRIDAY_NIGHT,
        )
    for n in range(12):
        tell(team, date(2026, 1, 5) + timedelta(days=n), kind=kinds["certificate"], asked=asked)
        tell(team, date(2026, 4, 6) + timedelta(days=n), paper=40, kind=None, asked=asked)
    for _n in range(3):
        make_task(place, kinds["certificate"])

    lines = {line.entry.task_type.code: line for line in annual.list_year(year=2026, on=FRIDAY_NIGHT.date())}

    shifted, same = lines["certificate"], lines["event-notice"]
    assert shifted.volume == 3
    assert shifted.minutes is not None
    assert shifted.minutes.mean is not None
    assert shifted.effect is not None
    assert shifted.effect.change.verdict.value == "less"
    assert same.effect is not None
    assert same.effect.change.verdict.value == "no_change_shown"
    chief = enter(client, account_of("Farid"), monkeypatch)
    html = chief.get(url("proximity:annual")).content.decode()
    assert "Service Population" in html
    for kind, head in (("pdf", b"%PDF"), ("odt", b"PK")):
        assert chief.get(url("proximity:annual_file", 2026, kind)).content.startswith(head)
    assert chief.get(url("proximity:annual_file", 1999, "pdf")).status_code == 404


@pytest.mark.promise("A3a")
def test_minutes_are_never_assumed(kinds: dict[str, TaskType], place: Place, team: list[StaffMember]) -> None:
    for n in range(4):
        stand_at(
            make_visit(place, kinds["residence-check"]), "seen", minutes=10 + n, mark=own_mark(team[n % 3].account)
        )

    line = next(
        one
        for one in annual.list_year(year=2026, on=FRIDAY_NIGHT.date())
        if one.entry.task_type.code == "residence-check"
    )

    assert line.volume == 4
    assert line.minutes is None or line.minutes.mean is None
    assert line.hours is None


@pytest.mark.promise("A3a")
def test_the_load_shows_vacant_beats_and_what_one_fewer_would_mean(
    team: list[StaffMember], kinds: dict[str, TaskType], place: Place, django_assert_max_num_queries: Any
) -> None:
    hear_staff()
    make_desk(make_beat("B09"), post=place.town.desk.post)
    for n in range(6):
        visit = make_visit(place, kinds["residence-check"])
        stand_at(visit, "seen", minutes=12, mark=own_mark(team[n % 3].account), at=FRIDAY_NIGHT - timedelta(days=2))

    with django_assert_max_num_queries(10):
        post = read_load(now=FRIDAY_NIGHT, without=place.beat.pk)[0]

    by_code = {row.beat.code: row for row in post.beats}
    assert by_code["B09"].is_vacant
    assert by_code["B09"].is_uncovered
    assert post.inspectors == 4
    hours = by_code[place.beat.code].hours_a_week or 0.0
    assert hours == pytest.approx(6 * 12 / 60 / 13)
    assert by_code["B02"].extra_hours == pytest.approx(hours / 3)
    assert by_code["B09"].extra_hours == 0


@pytest.mark.harm("H32")
@pytest.mark.parametrize("name", ["measuring", "annual", "load", "own_time", "booked", "note_contact", "notices"])
def test_eve_and_the_front_desk_see_no_time_of_anybody(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for account in (place.town.eve, account_of("Greet")):
        assert enter(WatchfulClient(), account, monkeypatch).get(url(f"proximity:{name}")).status_code == 404


@pytest.mark.parametrize("name", ["measuring", "annual", "load", "booked", "note_contact", "notices", "catalogue"])
def test_the_chief_opens_each_page_empty_and_full(
    place: Place,
    kinds: dict[str, TaskType],
    team: list[StaffMember],
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    chief = enter(client, account_of("Farid"), monkeypatch)

    assert chief.get(url(f"proximity:{name}")).status_code == 200
    make_task(place, kinds["apostille"])
    hear_staff()
    for n in range(10):
        tell(team, SPRING + timedelta(days=n))
    assert chief.get(url(f"proximity:{name}")).status_code == 200
    assert chief.get(url(f"proximity:{name}", language="nl")).status_code == 200


@pytest.mark.harm("H32")
@pytest.mark.promise("A3a")
def test_nothing_timed_before_the_consultation_or_by_a_hand_on_the_screen_counts(
    kinds: dict[str, TaskType], place: Place, team: list[StaffMember]
) -> None:
    for n in range(6):
        mark = own_mark(team[n % 3].account)
        stand_at(make_visit(place, kinds["residence-check"]), "seen", minutes=12, mark=mark)
        stand_at(make_visit(place, kinds["residence-check"]), "seen", minutes=0, mark=mark)
    period = {"since": date(2026, 6, 1), "until": date(2026, 7, 1)}
    assert queries.minutes_by_type(**period) == {}

    hear_staff()

    (found,) = queries.minutes_by_type(**period).values()
    assert found.mean is not None
    assert (found.n, found.mean.value, found.is_whole) == (6, 12.0, False)
    measuring.enter_consultation(
        held_on=date(2026, 6, 20), counts_from=date(2026, 6, 20), reference="2", by=SYSTEM, now=FRIDAY_NIGHT
    )
    assert queries.minutes_by_type(**period) != {}


@pytest.mark.promise("A3a")
def test_minutes_at_the_door_are_never_mixed_with_those_of_a_whole_task(
    kinds: dict[str, TaskType], place: Place, team: list[StaffMember]
) -> None:
    """On paper: 120 minutes told for six tasks are 20 each, whatever the 12 minutes at the door."""
    hear_staff()
    check = kinds["residence-check"]
    for n in range(6):
        stand_at(make_visit(place, check), "seen", minutes=12, mark=own_mark(team[n % 3].account))
    period = {"since": date(2026, 1, 1), "until": date(2026, 7, 1)}
    at_the_door = queries.minutes_by_type(**period)[check.pk]

    for n in range(10):
        tell(team, SPRING + timedelta(days=n), paper=120, kind=check)

    whole = queries.minutes_by_type(**period)[check.pk]
    assert at_the_door.mean is not None
    assert (at_the_door.mean.value, at_the_door.is_whole) == (12.0, False)
    assert whole.mean is not None
    assert whole.is_whole
    assert whole.mean.value == pytest.approx(20, abs=3)
    assert whole.n == 10 * len(team)
