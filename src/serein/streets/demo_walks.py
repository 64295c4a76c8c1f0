"""Walks of the demo: one with its answers, its second walk that shows what changed, a night check, one to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit.actors import Actor
from serein.streets.models import Circuit, Finding, Walk
from serein.streets.operations import walks
from serein.streets.queries.walks import PARAMETERS
from serein.territory import queries as territory
from serein.territory.models import Place
from serein.territory.where import Where, find_where, named

PREVENTION = Actor(id="demo", label="Chloé, service de prévention")
WORKS = Actor(id="demo", label="Wim, service travaux")
DONE, NO_ACTION, NOT_OURS = Enquiry.Outcome.DONE, Enquiry.Outcome.NO_ACTION, Enquiry.Outcome.NOT_OURS
Axis = Finding.Axis


@dataclass(frozen=True)
class Answered:
    """What works answered, so many days after the walk."""

    after_days: int
    outcome: str
    reason_fr: str = ""
    reason_nl: str = ""


@dataclass(frozen=True)
class Found:
    """A finding near a place of the demo; without words it is something that helps if it `is_good`."""

    place: str
    axis: str
    fr: str
    nl: str
    is_good: bool = False
    answer: Answered | None = None
    planned_days: int = 0
    """Promised for so many days after the walk, and not answered."""
    is_gone: bool | None = None
    """What the second walk saw of it."""


FIRST = (
    Found(
        "Gare de Valserein",
        Axis.LAYOUT,
        "La bordure n'est pas abaissée devant la sortie : en fauteuil il faut passer par la chaussée.",
        "De stoeprand is niet verlaagd voor de uitgang: met een rolstoel moet men over de rijweg.",
        answer=Answered(
            24, DONE, "La bordure est abaissée des deux côtés.", "De stoeprand is aan beide kanten verlaagd."
        ),
        is_gone=True,
    ),
    Found(
        "Gare de Valserein",
        Axis.SIGNPOSTING,
        "Aucun panneau n'indique le centre à la sortie du soir.",
        "Geen enkel bord wijst de weg naar het centrum aan de avonduitgang.",
        answer=Answered(19, DONE, "Un panneau est posé à la sortie.", "Er hangt een bord aan de uitgang."),
        is_gone=True,
    ),
    Found(
        "Bibliothèque communale",
        Axis.CONVIVIALITY,
        "Le hall reste ouvert et éclairé jusqu'à 20 h : on peut y attendre assis.",
        "De hal blijft tot 20 uur open en verlicht: men kan er zittend wachten.",
        is_good=True,
    ),
    Found(
        "Bibliothèque communale",
        Axis.VISIBILITY,
        "La haie dépasse deux mètres et cache le passage depuis la rue.",
        "De haag is meer dan twee meter hoog en verbergt de doorgang vanaf de straat.",
        answer=Answered(
            12,
            DONE,
            "La haie est taillée à un mètre, deux fois par an.",
            "De haag is tot één meter gesnoeid, tweemaal per jaar.",
        ),
        is_gone=True,
    ),
    Found(
        "Hôtel de ville",
        Axis.UPKEEP,
        "Des dalles sont descellées : une poussette s'y bloque, une canne aussi.",
        "Er liggen tegels los: een kinderwagen loopt er vast, een wandelstok ook.",
        answer=Answered(33, DONE, "Les dalles sont reposées.", "De tegels zijn opnieuw gelegd."),
        is_gone=False,
    ),
    Found(
        "Parking des Remparts",
        Axis.LIFE,
        "Après la fermeture des commerces on n'entend plus personne entre le parking et la place.",
        "Na sluitingstijd van de winkels hoort men niemand meer tussen de parking en de markt.",
        answer=Answered(
            26,
            NO_ACTION,
            "La commune ne décide pas des heures des commerces ; le circuit conseillé passe par la rue voisine.",
            "De gemeente beslist niet over de uren van de winkels; de aanbevolen route loopt langs de straat ernaast.",
        ),
        is_gone=False,
    ),
    Found(
        "Centre culturel",
        Axis.LAYOUT,
        "Deux bancs avec dossier à mi-chemin : on souffle et on repart.",
        "Twee banken met rugleuning halverwege: men rust even en gaat weer verder.",
        is_good=True,
    ),
    Found(
        "Parking de l'Écluse",
        Axis.LAYOUT,
        "Le passage piéton n'a pas de temps assez long pour traverser avec un déambulateur.",
        "Het oversteeklicht blijft niet lang genoeg groen om met een rollator over te steken.",
        planned_days=70,
        is_gone=False,
    ),
)
SECOND = (
    Found(
        "Gare de Valserein",
        Axis.SIGNPOSTING,
        "Le nouveau panneau se lit bien, même assis.",
        "Het nieuwe bord is goed leesbaar, ook zittend.",
        is_good=True,
    ),
    Found(
        "Hôtel de ville",
        Axis.UPKEEP,
        "Trois dalles bougent de nouveau devant l'entrée accessible.",
        "Drie tegels liggen opnieuw los voor de toegankelijke ingang.",
    ),
)
NIGHT = (
    Found(
        "Salle des fêtes",
        Axis.VISIBILITY,
        "La vitrine de la salle éclaire le trottoir jusqu'à minuit.",
        "Het raam van de zaal verlicht het voetpad tot middernacht.",
        is_good=True,
    ),
    Found(
        "Parking des Remparts",
        Axis.SIGNPOSTING,
        "La sortie pour piétons n'est pas indiquée la nuit.",
        "De uitgang voor voetgangers is 's nachts niet aangeduid.",
        answer=Answered(
            9,
            NOT_OURS,
            "Le parking est géré par une société ; la demande lui est transmise.",
            "De parking wordt door een bedrijf beheerd; de vraag is doorgegeven.",
        ),
    ),
)
SPOTS = {
    "Gare de Valserein": ((2, 2, 1, 2, 1, 1, 3, 2, 1), (2, 2, 1, 2, 1, 3, 3, 2, 2)),
    "Bibliothèque communale": ((1, 0, 1, 1, 2, 2, 2, 2, 1), (2, 2, 1, 1, 2, 2, 2, 2, 2)),
    "Hôtel de ville": ((3, 3, 2, 2, 2, 1, 2, 2, 2), (3, 3, 2, 2, 2, 1, 2, 2, 2)),
}


def build(*, now: datetime) -> None:
    first = _walk(_evening(now, -100, 19), _NAMES["first"], now=now)
    _hold(first, 14, ["seniors", "wheelchair", "pram"])
    findings = [_find(first, found, at) for at, found in enumerate(FIRST)]
    _score(first, 0)
    walks.publish_walk(walk=first, by=PREVENTION, now=first.starts_at + timedelta(days=4))
    for finding, found in zip(findings, FIRST, strict=True):
        _answer(finding, found, first.starts_at)
    second = _walk(_evening(now, -10, 18), _NAMES["second"], after=first, now=now)
    _hold(second, 11, ["seniors", "wheelchair", "pram"])
    for at, found in enumerate(SECOND):
        _find(second, found, at)
    _score(second, 1)
    for finding, found in zip(findings, FIRST, strict=True):
        if found.is_gone is not None:
            seen_at = second.starts_at + timedelta(hours=2)
            walks.look_again(walk=second, finding=finding, is_gone=found.is_gone, by=PREVENTION, now=seen_at)
    walks.publish_walk(walk=second, by=PREVENTION, now=second.starts_at + timedelta(days=3))
    _check_by_night(now)
    _walk(_evening(now, 31, 18), _NAMES["coming"], now=now)


def _check_by_night(now: datetime) -> None:
    circuit = Circuit.objects.get(code="salles-et-parkings")
    walk = _walk(_evening(now, -32, 22), _NAMES["night"], kind=Walk.Kind.NIGHT_CHECK, circuit=circuit, now=now)
    _hold(walk, 4, ["women", "young"])
    findings = [_find(walk, found, at) for at, found in enumerate(NIGHT)]
    walks.publish_walk(walk=walk, by=PREVENTION, now=walk.starts_at + timedelta(days=2))
    for finding, found in zip(findings, NIGHT, strict=True):
        _answer(finding, found, walk.starts_at)


_NAMES = {
    "first": (
        ("De la gare à la place, à roulettes", "Van het station naar de markt, op wieltjes"),
        ("Gare de Valserein", "devant", "voor"),
    ),
    "second": (
        ("De la gare à la place : la seconde marche", "Van het station naar de markt: de tweede wandeling"),
        ("Gare de Valserein", "devant", "voor"),
    ),
    "night": (
        ("Contrôle de nuit : des salles aux parkings", "Nachtcontrole: van de zalen naar de parkings"),
        ("Salle des fêtes", "devant", "voor"),
    ),
    "coming": (
        ("Autour de la clinique, au changement d'équipe", "Rond de kliniek, bij de ploegwissel"),
        ("Clinique Sainte-Barbe", "à l'entrée des visites", "aan de bezoekersingang"),
    ),
}


def _walk(starts_at: datetime, told: Any, *, now: datetime, **values: Any) -> Walk:
    (name_fr, name_nl), (where, how_fr, how_nl) = told
    place = _place(where)
    area = territory.find_neighbourhood_at(lat=place.lat, lon=place.lon)
    assert area is not None, where
    return walks.announce_walk(
        name_fr=name_fr,
        name_nl=name_nl,
        neighbourhood=area,
        starts_at=starts_at,
        meeting_fr=f"{place.name_in('fr')}, {how_fr}",
        meeting_nl=f"{place.name_in('nl')}, {how_nl}",
        who_fr="Toute personne qui passe par là : à pied, en fauteuil, avec une poussette, dès 12 ans.",
        who_nl="Iedereen die er langskomt: te voet, met een rolstoel of een kinderwagen, vanaf 12 jaar.",
        access_fr="Départ de plain-pied ; le trajet évite les marches et compte deux haltes assises.",
        access_nl="Vertrek zonder drempel; het traject vermijdt trappen en telt twee zitpauzes.",
        by=PREVENTION,
        now=min(starts_at - timedelta(days=30), now),
        **values,
    )


def _hold(walk: Walk, size: int, traits: list[str]) -> None:
    walks.hold_walk(walk=walk, group_size=size, traits=traits, by=PREVENTION, now=walk.starts_at + timedelta(hours=2))
    walk.refresh_from_db()


def _find(walk: Walk, found: Found, at: int) -> Finding:
    moment = walk.starts_at + timedelta(minutes=10 + 12 * at)
    finding = walks.note_finding(
        walk=walk,
        axis=found.axis,
        noted=found.fr,
        is_good=found.is_good,
        where=_where(found.place, at),
        found_at=moment,
        by=PREVENTION,
        now=moment,
    )
    return walks.put_finding_in_words(
        finding=finding, words=(found.fr, found.nl), by=PREVENTION, now=walk.starts_at + timedelta(days=2)
    )


def _answer(finding: Finding, found: Found, walked_at: datetime) -> None:
    if finding.enquiry is None:
        return
    if found.planned_days:
        on = timezone.localdate(walked_at + timedelta(days=found.planned_days))
        enquiries.plan_for(enquiry=finding.enquiry, on=on, by=WORKS, now=walked_at + timedelta(days=15))
    if (told := found.answer) is not None:
        enquiries.answer(
            enquiry=finding.enquiry,
            text="",
            outcome=told.outcome,
            reason_fr=told.reason_fr,
            reason_nl=told.reason_nl,
            by=WORKS,
            now=walked_at + timedelta(days=told.after_days),
        )


def _score(walk: Walk, at: int) -> None:
    for number, (name, scores) in enumerate(SPOTS.items()):
        place, moment = _place(name), walk.starts_at + timedelta(minutes=15 + 20 * number)
        told = dict(zip(PARAMETERS, scores[at], strict=True))
        walks.score_spot(walk=walk, lat=place.lat, lon=place.lon, scores=told, at=moment, by=PREVENTION, now=moment)


def _where(name: str, at: int) -> Where:
    """Return a spot a few steps from a place, so that no two findings lie on each other."""
    place = _place(name)
    lat, lon = place.lat + (at % 3 - 1) * 0.0002, place.lon + (at % 2) * 0.0003
    return named(find_where(asked={"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}, language="fr"))


def _evening(now: datetime, days: int, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=days), time(hour)))


def _place(name: str) -> Place:
    place = territory.find_place(text=name)
    assert place is not None, name
    return place
