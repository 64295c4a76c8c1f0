"""A year of nights in the demo commune: six that are over, tonight's under way, and New Year's to come."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from serein.kit.actors import Actor
from serein.nightlife import operations as events
from serein.nightlife.models import Event
from serein.people.models import Organisation
from serein.shuttles import demo_tonight
from serein.shuttles.models import Night, NightFigures, Requirement, Ride, Van
from serein.shuttles.operations import nights, requirements
from serein.territory import queries as territory
from serein.territory.models import Place

YOUTH = Actor(id="demo", label="Chloé, service Jeunesse")
SEED = 20260620
PAST = [
    # weeks ago, French, Dutch, people, riders asked, carried, median wait
    (50, "Marché de Noël", "Kerstmarkt", 1500, 71, 64, 11.5),
    (41, "Nuit du carnaval", "Carnavalsnacht", 2200, 118, 97, 16.0),
    (29, "Bal des jeunes", "Jeugdbal", 600, 38, 36, 8.5),
    (18, "Fête de la musique", "Muziekfeest", 1800, 92, 84, 12.0),
    (12, "24 heures du vélo", "24 uur van de fiets", 3000, 133, 121, 14.5),
    (5, "Souper des scouts", "Scoutsavond", 250, 9, 9, 6.0),
]
WORDS: dict[str, Any] = {
    "waiting_fr": "Devant l'hôtel de ville, sous le panneau « Navette »",
    "waiting_nl": "Voor het stadhuis, onder het bord « Nachtbus »",
    "who_fr": "Toute personne de 16 ans ou plus; avant 16 ans avec l'accord d'un parent.",
    "who_nl": "Iedereen vanaf 16 jaar; jonger met het akkoord van een ouder.",
    "access_fr": "Une navette a une place pour un fauteuil roulant. Dites-le en réservant.",
    "access_nl": "Eén busje heeft een rolstoelplaats. Zeg het bij het reserveren.",
    "other_ways_fr": "Taxis devant la gare. Le dernier bus part à 23 h 40. Le point d'aide reste ouvert.",
    "other_ways_nl": "Taxi's aan het station. De laatste bus vertrekt om 23.40 uur. Het hulppunt blijft open.",
    "protocol": (
        "Personne ne reste seul·e. On appelle les premiers soins ou un proche, on attend avec la personne, "
        "on note qui prend le relais et à quelle heure. Pour une personne mineure, on appelle d'abord le parent."
    ),
    "contact": "Permanence du service Jeunesse, numéro sur le tableau de bord",
    "price_cents": 100,
}


def build(*, now: datetime) -> None:
    """Build nights, seen from `now`."""
    draw = random.Random(SEED)
    _fleet()
    requirements.keep_usual_requirements(by=YOUTH, now=now - timedelta(days=300))
    _prove(now)
    organiser, place = _organiser(), _square()
    for row in PAST:
        _past(draw, row, organiser, place, now)
    _new_year(organiser, place, now)
    demo_tonight.play(night=_tonight(organiser, place, now), now=now, by=YOUTH)


def after_move() -> None:
    """New Year's night stays on New Year's Eve, whatever weeks the demo moves on by."""
    tonight = Night.objects.filter(state=Night.State.RUNNING).order_by("-starts_at").first()
    coming = Night.objects.filter(event__name_fr=NEW_YEAR[0]).select_related("event").first()
    if tonight is None or coming is None:
        return
    starts_at = _new_years_eve(timezone.localdate(tonight.starts_at))
    for row, lasts in ((coming, timedelta(hours=6)), (coming.event, timedelta(hours=7))):
        row.starts_at, row.ends_at = starts_at, starts_at + lasts
        row.save(update_fields=["starts_at", "ends_at"])


NEW_YEAR = ("Réveillon du Nouvel An", "Oudejaarsnacht")


def _fleet() -> list[Van]:
    return [
        Van.objects.create(name="Navette 1", seats=8, cents_per_km=85),
        Van.objects.create(name="Navette 2", seats=8, cents_per_km=85),
        Van.objects.create(name="Navette 3", seats=8, wheelchair_places=1, seats_per_wheelchair=2, cents_per_km=95),
    ]


def _prove(now: datetime) -> None:
    begins = date(timezone.localdate(now).year, 1, 1)
    for row in Requirement.objects.all():
        requirements.prove(
            requirement=row,
            reference=f"JEU/{begins.year}/{row.rank + row.pk}",
            valid_from=begins - timedelta(days=200),
            valid_until=begins + timedelta(days=700),
            by=YOUTH,
            now=now - timedelta(days=290),
        )


def _organiser() -> Organisation:
    return Organisation.objects.create(
        code="youth-movements",
        kind=Organisation.Kind.ASSOCIATION,
        name_fr="Mouvements de jeunesse réunis",
        name_nl="Verenigde jeugdbewegingen",
    )


def _square() -> Place:
    (first, *_others) = territory.list_places([Place.Kind.TOWN_HALL]) or territory.list_places([Place.Kind.HALL])
    return first


def _event(
    name: tuple[str, str], starts_at: datetime, lasts: timedelta, people: int, organiser: Organisation, place: Place
) -> Event:
    return events.announce_event(
        name_fr=name[0],
        name_nl=name[1],
        place_fr="Grand-Place",
        place_nl="Grote Markt",
        lat=place.lat,
        lon=place.lon,
        starts_at=starts_at,
        ends_at=starts_at + lasts,
        expected_people=people,
        organiser=organiser,
        by=YOUTH,
        now=starts_at - timedelta(days=90),
    )


def _night(event: Event, starts_at: datetime, ends_at: datetime, place: Place, **fields: Any) -> Night:
    values = WORDS | {"lat": place.lat, "lon": place.lon, "starts_at": starts_at, "ends_at": ends_at} | fields
    planned_at = starts_at - timedelta(days=60)
    return nights.plan_night(event=event, values=values, vans=Van.objects.all(), by=YOUTH, now=planned_at)


def _tonight(organiser: Organisation, place: Place, now: datetime) -> Night:
    event = _event(
        ("Fête d'automne des jeunes", "Herfstfeest van de jeugd"),
        now - timedelta(hours=6),
        timedelta(hours=12),
        1400,
        organiser,
        place,
    )
    night = _night(event, now - timedelta(hours=2), now + timedelta(hours=6, minutes=30), place, expected_riders=110)
    return nights.publish_night(night=night, by=YOUTH, now=now - timedelta(days=30))


def _new_year(organiser: Organisation, place: Place, now: datetime) -> None:
    starts_at = _new_years_eve(timezone.localdate(now))
    event = _event(NEW_YEAR, starts_at, timedelta(hours=7), 2500, organiser, place)
    night = _night(event, starts_at, starts_at + timedelta(hours=6), place, expected_riders=140)
    nights.publish_night(night=night, by=YOUTH, now=now - timedelta(days=10))


def _new_years_eve(day: date) -> datetime:
    """The next one that is another night than that day's."""
    year = day.year if (day.month, day.day) < (12, 31) else day.year + 1
    return timezone.make_aware(datetime.combine(date(year, 12, 31), time(23, 30)))


def _past(
    draw: random.Random,
    row: tuple[int, str, str, int, int, int, float],
    organiser: Organisation,
    place: Place,
    now: datetime,
) -> None:
    weeks, name_fr, name_nl, people, asked, carried, median = row
    starts_at = now - timedelta(weeks=weeks) + timedelta(hours=4)
    ends_at = starts_at + timedelta(hours=5)
    event = _event((name_fr, name_nl), starts_at - timedelta(hours=5), timedelta(hours=9), people, organiser, place)
    night = _night(event, starts_at, ends_at, place, expected_riders=carried)
    closed_at = ends_at + timedelta(minutes=20)
    Night.objects.filter(pk=night.pk).update(
        state=Night.State.CLOSED, published_at=starts_at - timedelta(days=30), opened_at=starts_at,
        closed_at=closed_at, erased_at=closed_at + timedelta(days=2), coins_cents=100 * carried,
    )  # fmt: skip
    km = round(carried * draw.uniform(1.6, 2.4), 1)
    answered = round(carried * draw.uniform(0.3, 0.5))
    NightFigures.objects.create(
        night=night, asked=asked, carried=carried, absent=round((asked - carried) * 0.4),
        cancelled=round((asked - carried) * 0.3), refused=round((asked - carried) * 0.15),
        turned_away=round((asked - carried) * 0.1), seats_offered=8 * (-(-carried // 6)),
        median_wait_minutes=median, p90_wait_minutes=round(median * draw.uniform(1.9, 2.4), 1),
        kept=round(carried * draw.uniform(0.91, 0.98)), km=str(km), cost_cents=round(km * 88),
        coins_cents=100 * carried, by_area=_areas(draw, asked, carried), otherwise=_otherwise(draw, answered),
        counted_at=closed_at + timedelta(days=1),
    )  # fmt: skip


def _areas(draw: random.Random, asked: int, carried: int) -> dict[str, list[int]]:
    codes = [neighbourhood.code for neighbourhood in territory.list_neighbourhoods()]
    shares = draw.choices(codes, k=asked)
    taken = shares[:carried]
    return {code: [shares.count(code), taken.count(code)] for code in sorted(set(shares))}


def _otherwise(draw: random.Random, answered: int) -> dict[str, int]:
    said = draw.choices([str(value) for value in Ride.Otherwise.values], weights=[34, 22, 20, 8, 12, 4], k=answered)
    return {value: said.count(value) for value in sorted(set(said))}
