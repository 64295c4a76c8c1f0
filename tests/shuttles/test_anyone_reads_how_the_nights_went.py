"""Anybody reads how the nights went, and nobody is recognised in it: too few are left out, of sums too (H24)."""

import csv
import io
import re
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.shuttles.models import AccidentYear, Night, NightFigures
from serein.shuttles.operations import accidents
from serein.shuttles.queries.figures import in_batches, list_years
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, make_account
from tests.proximity.make import url
from tests.queries import at_most
from tests.shuttles.make import make_event, make_night, make_youth
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2"), pytest.mark.promise("B4b")]
NOW = datetime(2026, 6, 19, 12, 0, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def _noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def drive(name: str = "Bal", *, year: int = 2026, week: int = 1, carried: int = 40, **figures: Any) -> Night:
    """A night that was driven and counted."""
    starts = datetime(year, 1, 3, 23, 0, tzinfo=BRUSSELS) + timedelta(weeks=week)
    night = make_night(
        state=Night.State.CLOSED, event=make_event(name_fr=name, name_nl=name), starts_at=starts,
        ends_at=starts + timedelta(hours=5), closed_at=starts + timedelta(hours=6),
    )  # fmt: skip
    values: dict[str, Any] = {
        "asked": carried, "carried": carried, "kept": carried - 2, "km": Decimal("80.0"), "cost_cents": 8000,
        "seats_offered": 64, "median_wait_minutes": 12.4, "p90_wait_minutes": 24.6, "counted_at": night.closed_at,
    }  # fmt: skip
    NightFigures.objects.create(night=night, **values | figures)
    return night


def open_figures(client: WatchfulClient) -> str:
    return words(client.get(url("shuttles:figures", language="en")))


def test_a_night_shows_carried_waits_promise_kilometres_and_cost(client: WatchfulClient) -> None:
    night = drive("Bal des jeunes", carried=40)

    page = words(client.get(url("shuttles:night", night.pk, language="en")))

    for told in ("Taken home 40 riders", "at most 12 min", "at most 25 min", "within five minutes 95 %", "2 €"):
        assert told in page


@pytest.mark.harm("H24")
def test_a_night_with_fewer_than_ten_shows_nothing_of_itself_and_is_in_no_sum(client: WatchfulClient) -> None:
    small = drive("Souper", week=1, carried=9, kept=9)
    drive("Bal", week=2, carried=40)

    alone = words(client.get(url("shuttles:night", small.pk, language="en")))
    assert "Fewer than ten rode that night" in alone
    assert "Taken home" not in alone
    page = open_figures(client)
    assert "Taken home 40 riders" in page
    assert "49" not in page
    assert "One night had fewer than ten riders" in page
    table = list(csv.DictReader(io.StringIO(client.get(url("shuttles:figures_csv")).content.decode())))
    assert {row["event"]: row["carried"] for row in table} == {"Bal": "40", "Souper": ""}
    assert [row["km"] for row in table] == ["80.0", ""]


@pytest.mark.harm("H24")
def test_who_asked_is_not_told_where_it_would_tell_how_few_were_left_out(client: WatchfulClient) -> None:
    drive(week=1, carried=40, asked=43)
    assert list_years(now=NOW)[0].rows[0].shown.asked is None  # type: ignore[union-attr]

    drive(week=2, carried=40, asked=50)
    assert [row.shown and row.shown.asked for row in list_years(now=NOW)[0].rows] == [50, None]
    assert list_years(now=NOW)[0].total.asked is None  # type: ignore[union-attr]


@pytest.mark.harm("H24")
@pytest.mark.harm("H15")
def test_refusals_are_told_by_year_from_ten_on_and_never_of_a_night(client: WatchfulClient) -> None:
    night = drive(week=1, carried=40, asked=57, refused=7)
    assert "Fewer than ten riders were refused this year, perhaps none" in open_figures(client)

    drive(week=2, carried=40, asked=60, refused=4)

    assert "11 riders were refused this year" in open_figures(client)
    assert "refused" not in words(client.get(url("shuttles:night", night.pk, language="en")))
    assert b"refused" not in client.get(url("shuttles:figures_csv")).content


@pytest.mark.harm("H24")
def test_what_is_told_of_a_year_grows_by_ten_cases_at_a_time() -> None:
    nights = [NightFigures(pk=pk, refused=n) for pk, n in enumerate([6, 6, 3, 0, 6, 1, 12, 2])]
    published = [sum(one.refused for one in in_batches(nights[:n], lambda one: one.refused)) for n in range(9)]

    assert published == [0, 0, 12, 12, 12, 12, 22, 34, 34]
    steps = [after - before for before, after in pairwise(published)]
    assert all(step == 0 or step >= 10 for step in steps)


def test_answers_are_shares_with_their_interval_from_ten_on(client: WatchfulClient) -> None:
    drive(week=1, otherwise={"drive": 4, "fetched": 3})
    assert "Fewer than ten answers so far" in open_figures(client)

    drive(week=2, otherwise={"drive": 6, "taxi": 7})

    page = open_figures(client)
    assert "Answers of 20 groups" in page
    assert re.search(r"I would have driven myself 50 % 30 and 70 %", page)  # Wilson: 0.299 to 0.701
    assert "it is no sample of all riders" in page


@pytest.mark.harm("H06")
@pytest.mark.harm("H24")
def test_neighbourhoods_are_told_once_the_year_is_over_by_name_and_without_the_few(client: WatchfulClient) -> None:
    for code, name in (("a", "Zuidwijk"), ("b", "Bas-Quartier"), ("c", "Centre")):
        territory.make_neighbourhood(name, name, code=code)
    territory.tell_all_processes()
    areas = {"a": [30, 30], "b": [12, 12], "c": [4, 4]}
    drive(year=2026, week=1, by_area=areas)
    drive(year=2025, week=1, by_area=areas)

    this_year, last_year = list_years(now=NOW)

    assert this_year.areas == []
    told = [(row.name, row.asked) for row in last_year.areas]
    assert told == [("Bas-Quartier", None), ("Centre", None), ("Zuidwijk", 30)]
    assert "By neighbourhood: told once the year is over" in open_figures(client)


@pytest.mark.harm("H24")
def test_areas_of_a_year_leave_out_the_nights_that_its_total_leaves_out() -> None:
    territory.make_neighbourhood("Centre", "Centrum", code="c")
    territory.tell_all_processes()
    drive(year=2025, week=1, carried=40, by_area={"c": [40, 40]})
    drive(year=2025, week=2, carried=4, kept=4, by_area={"c": [4, 4]})

    (year,) = list_years(now=NOW)

    assert year.total is not None
    assert [(row.asked, row.carried) for row in year.areas] == [(40, year.total.carried)]


def test_before_a_first_night_the_page_says_what_will_be_there(client: WatchfulClient) -> None:
    territory.make_commune()

    assert "No night has been driven yet" in open_figures(client)


def test_years_of_nights_are_read_in_few_queries(client: WatchfulClient) -> None:
    for week in range(1, 20):
        drive(f"Bal {week}", week=week)
    territory.tell_all_processes()
    open_figures(client)

    with at_most(4):
        open_figures(client)


def test_accidents_stand_beside_the_nights_with_their_source_and_prove_nothing_by_themselves(
    client: WatchfulClient,
) -> None:
    drive()
    assert "Accidents on weekend nights" not in open_figures(client)
    for year, count in ((2024, 12), (2025, 9)):
        accidents.keep_year(year=year, accidents=count, source="Statbel", by=SYSTEM, now=NOW)

    page = open_figures(client)

    assert "2025 fewer than 10 Statbel" in page
    assert "2024 12 Statbel" in page
    assert "they prove nothing by themselves" in page


def test_the_service_writes_a_year_down_and_corrects_it(client: WatchfulClient) -> None:
    client.force_login(make_youth())
    address = url("shuttles:desk_accidents")

    for count in ("14", "15"):
        assert client.post(address, {"year": "2025", "accidents": count, "source": "Statbel"}).status_code == 302

    assert AccidentYear.objects.get().accidents == 15
    assert client.post(address, {"year": "2026", "accidents": "3", "source": "Statbel"}).status_code == 422
    assert JournalEntry.objects.filter(act="shuttles.accidents_kept").count() == 2


def test_who_is_not_of_the_service_writes_no_accidents(client: WatchfulClient) -> None:
    client.force_login(make_account("Eve"))

    assert client.get(url("shuttles:desk_accidents")).status_code == 404
