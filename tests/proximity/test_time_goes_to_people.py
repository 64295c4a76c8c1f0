"""Freed hours are booked for people or lost; contact is noted without a word; presence predicts nothing."""

from datetime import date, timedelta
from typing import Any

import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.people.models import StaffMember
from serein.proximity.marks import own_mark
from serein.proximity.models import (
    Contact,
    PlannedContact,
    TaskDecision,
    TaskType,
)
from serein.proximity.operations import catalogue, contacts
from serein.proximity.queries import contacts as queries
from serein.proximity.queries import presence
from serein.proximity.queries.freed import list_freed
from serein.proximity.queries.staff import list_staff
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity import adversary
from tests.proximity.make import Place, url
from tests.proximity.told import SUMMER, tell
from tests.proximity.work import account_of, enter
from tests.territory.make import make_neighbourhood

pytestmark = [pytest.mark.django_db]


@pytest.mark.promise("A3b")
def test_freed_hours_are_booked_held_or_lost(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = enter(client, place.town.amina.account, monkeypatch)
    sent = {
        "beat": place.beat.pk,
        "starts_at": "2026-06-22T10:00",
        "ends_at": "2026-06-22T12:00",
        "place_type": "market",
        "is_announced": "on",
        "place_fr": "Marché du Centre",
        "place_nl": "Markt Centrum",
    }
    page = url("proximity:booked")

    for change in ({"place_nl": ""}, {"ends_at": "2026-06-22T09:00"}, {"starts_at": "2026-06-01T10:00"}, {"beat": 0}):
        assert amina.post(page, sent | change).status_code == 422
    assert amina.post(page, sent).status_code == 302
    public = WatchfulClient()
    assert "Marché du Centre" in public.get(url("proximity:where_to_meet_us")).content.decode()
    assert "Markt Centrum" in public.get(url("proximity:where_to_meet_us", language="nl")).content.decode()
    one = PlannedContact.objects.get()
    early = amina.post(url("proximity:settle_booked", one.pk), {"became": "held"}, follow=True)
    assert PlannedContact.objects.get().state == "booked", early.content.decode()
    with pytest.raises(contacts.NotBegun):
        contacts.hold_contact(planned=one, by=SYSTEM, now=one.starts_at - timedelta(minutes=1))
    amina.post(url("proximity:settle_booked", one.pk), {"became": "lost"})

    assert "Marché du Centre" not in public.get(url("proximity:where_to_meet_us")).content.decode()
    freed = queries.count_booked(since=date(2026, 6, 1), until=date(2026, 7, 1))
    assert (freed.booked, freed.held, freed.lost) == (2.0, 0.0, 2.0)
    with pytest.raises(contacts.AlreadySettled):
        contacts.hold_contact(planned=one, by=SYSTEM, now=one.ends_at)


@pytest.mark.promise("A3b")
def test_contact_is_noted_in_five_taps_once_and_without_a_word(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_neighbourhood()
    amina = enter(client, place.town.amina.account, monkeypatch)
    sent = {
        "place_type": "market",
        "theme": "youth",
        "minutes": 30,
        "half_day": "morning",
        "day": "2026-06-19",
        "neighbourhood": area.pk,
        "token": "t",
    }

    for change in ({"day": "2026-06-20"}, {"day": "2026-05-01"}, {"minutes": 7}, {"neighbourhood": 0}):
        assert amina.post(url("proximity:note_contact"), sent | change).status_code == 422
    for _time in range(2):
        assert amina.post(url("proximity:note_contact"), sent).status_code == 302

    assert Contact.objects.count() == 1
    assert not [field.name for field in Contact._meta.get_fields() if field.name in {"text", "note", "name", "person"}]


def make_presence(team: list[StaffMember], area: Any, day: date, half_day: str, minutes: int = 60) -> None:
    for member in team:
        Contact.objects.create(
            once=f"{member.pk}{area.pk}{day}{half_day}",
            by_mark=own_mark(member.account),
            neighbourhood=area,
            day=day,
            half_day=half_day,
            place_type="street",
            theme="youth",
            minutes=minutes,
        )


@pytest.mark.harm("H04")
@pytest.mark.harm("H32")
@pytest.mark.promise("P4a")
def test_presence_is_told_a_month_after_its_quarter_over_three_people(team: list[StaffMember]) -> None:
    area, other = make_neighbourhood("Centre"), make_neighbourhood("Gare")
    winter = date(2026, 1, 1)
    for n in range(20):
        make_presence(team[:3], area, winter + timedelta(days=7 * (n % 12)), ("morning", "afternoon")[n // 12])
    make_presence(team[:2], other, winter, "morning", minutes=360)

    assert presence.last_quarter_told(on=date(2026, 4, 20)) == date(2025, 10, 1)
    assert presence.last_quarter_told(on=date(2026, 5, 2)) == winter
    told = presence.read_presence(quarter=winter)

    rows = {row.neighbourhood.name_fr: row.hours for row in told.rows}
    assert rows["Centre"] == [35, 25, None, None]
    assert rows["Gare"] == [None, None, None, None]
    assert told.staff == 3


def make_habits(team: list[StaffMember]) -> dict[str, int]:
    """Plant habits of half a year: one morning a week in each of three neighbourhoods; return the weekday by name."""
    habits = {f"Quartier {code}": 1 + n for n, code in enumerate("ABC")}  # Tuesday, Wednesday, Thursday
    for name, weekday in habits.items():
        area = make_neighbourhood(name)
        for week in range(26):
            make_presence(team[:3], area, date(2026, 1, 5) + timedelta(days=7 * week + weekday), "morning")
    return habits


def bets_won(told: list[adversary.Told], habits: dict[str, int], today: date) -> float:
    """Let the adversary bet on the mornings of the next working week: in which is somebody there?"""
    monday = today + timedelta(days=7 - today.weekday())
    shares = []
    for area, habit in habits.items():
        bets = [adversary.bet(told, area, monday + timedelta(days=n), "morning") for n in range(5)]
        shares.append(adversary.won([bets[habit]], [one for n, one in enumerate(bets) if n != habit]))
    return sum(shares) / len(shares)


@pytest.mark.harm("H04")
@pytest.mark.promise("P4a")
def test_an_adversary_learns_no_day_from_what_is_public(
    team: list[StaffMember], monkeypatch: pytest.MonkeyPatch, client: WatchfulClient
) -> None:
    """
    The adversary reads the public page every third day of a quarter, whatever its tables tell, and bets on mornings.

    It wins no more often than by the announced meetings alone, of which there are none: as often as by lot. What the
    page tells, and is meant to, is that last quarter's presence was rather in the mornings.
    """
    habits = make_habits(team)
    pages = []
    for ahead in range(0, 60, 3):
        today = SUMMER + timedelta(days=ahead)
        monkeypatch.setattr(clock, "now", lambda today=today: today)
        pages.append(adversary.read(client.get(url("proximity:where_to_meet_us")).content.decode()))

        assert not presence.list_announced(now=today)
        assert bets_won(pages[-1], habits, today.date()) == 0.5

    assert {one.area for one in pages[-1]} == set(habits), "the adversary did read the table"
    assert len({tuple(page) for page in pages}) == 2, "the page changes once a quarter: no difference tells of a day"


@pytest.mark.harm("H04")
def test_the_same_adversary_wins_where_presence_is_told_by_the_day(team: list[StaffMember]) -> None:
    habits = make_habits(team)
    columns = "".join(f"<th>{day.capitalize()} matin</th>" for day in adversary.WEEKDAYS)
    rows = "".join(
        f"<tr><th>{area}</th>{''.join(f'<td>{26 * (n == habit)}</td>' for n in range(7))}</tr>"
        for area, habit in habits.items()
    )

    told = adversary.read(f"<table><tr><th>Quartier</th>{columns}</tr>{rows}</table>")

    assert bets_won(told, habits, SUMMER.date()) == 1.0


@pytest.mark.harm("H32")
def test_the_journal_says_who_noted_contact_or_told_a_day_and_not_which_row_it_was(
    team: list[StaffMember], client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_neighbourhood()
    amina = enter(client, team[0].account, monkeypatch)
    sent = {"place_type": "market", "theme": "youth", "minutes": 30, "half_day": "morning", "day": "2026-06-19"}
    amina.post(url("proximity:note_contact"), sent | {"neighbourhood": area.pk, "token": "t"})

    entries = JournalEntry.objects.filter(act__in=["contact.noted", "sampled_day.told", "round.planned"])

    assert [(entry.about_kind, entry.about_id) for entry in entries] == [("proximity.contact", "")]


@pytest.mark.promise("A3b")
def test_freed_hours_stand_beside_those_booked_and_what_nobody_booked_is_lost(
    team: list[StaffMember],
    kinds: dict[str, TaskType],
    place: Place,
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On paper: 4 people, 64 or so days each of 6 hours and a half; a task of 4 hours a day no longer done."""
    decision = catalogue.decide(
        decision=TaskDecision(
            task_type=kinds["certificate"],
            decision="stop",
            reason_fr="Supprimée.",
            reason_nl="Afgeschaft.",
            decided_on=date(2026, 3, 1),
            effective_on=date(2026, 3, 2),
        ),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )
    assert list_freed(now=FRIDAY_NIGHT) == []
    for n in range(12):
        tell(team, date(2026, 1, 5) + timedelta(days=n), kind=kinds["certificate"], asked=[kinds["certificate"]])
        tell(team, date(2026, 4, 6) + timedelta(days=n), paper=240, kind=None, asked=[kinds["certificate"]])
    PlannedContact.objects.create(
        beat=place.beat,
        starts_at=FRIDAY_NIGHT - timedelta(days=2, hours=2),
        ends_at=FRIDAY_NIGHT - timedelta(days=2),
        place_type="market",
        decision=decision,
    )

    (freed,) = list_freed(now=FRIDAY_NIGHT)

    period = [date(2026, 3, 20) + timedelta(days=n) for n in range(91)]
    days = sum(one.works_on(day) for one in list_staff(now=FRIDAY_NIGHT) for day in period)
    assert freed.value == pytest.approx(days * 7 * 4 / 7, rel=0.03)
    assert freed.low < freed.value < freed.high
    assert (freed.booked, freed.lost) == (2, freed.value - 2)
    html = enter(client, account_of("Farid"), monkeypatch).get(url("proximity:booked")).content.decode()
    assert f"{freed.low} et {freed.high} heures" in html
