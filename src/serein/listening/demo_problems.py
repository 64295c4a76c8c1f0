"""Three districts of the demo commune: what troubles them, a published round, an open one, and one asked again."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from serein.kit.actors import Actor
from serein.listening import operations
from serein.listening.models import PanelLetter, PriorityRound, Problem
from serein.listening.models.report import Report, ReportQuerySet
from serein.listening.operations import panels, priorities
from serein.listening.operations.panels import Letter
from serein.listening.operations.priorities import Draft
from serein.listening.operations.problems import cite_many, note_source
from serein.listening.queries.priorities import find_letter, hash_of
from serein.listening.queries.sources import as_source
from serein.territory.models import Neighbourhood

SEED = 20260314
PREVENTION = Actor(id="demo", label="Prévention")
CODE = "DEMST-PANES"
"""The letter that visitors of the demo play with; its panel is asked now."""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Story:
    """A problem as the demo tells it of a district, from the reports of some things."""

    things: tuple[str, ...]
    texts: Mapping[str, tuple[str, str]]
    note: str
    scores: tuple[int, int, int, int]
    reasons: tuple[tuple[str, str], ...]


DARK = Story(
    things=("lamp", "visibility"),
    texts={
        "title": ("Des coins sombres sur le chemin du retour", "Donkere hoeken op de weg naar huis"),
        "what": (
            "Des lampes restent éteintes et des haies cachent la vue. À la nuit, on ne voit plus qui vient.",
            "Lampen blijven uit en hagen belemmeren het zicht. Zodra het donker wordt, ziet men niet meer wie er komt.",
        ),
        "affected": (
            "Qui rentre à pied ou à vélo le soir, surtout les personnes seules et les élèves.",
            "Wie 's avonds te voet of met de fiets naar huis gaat, vooral wie alleen is en scholieren.",
        ),
        "how": (
            "Une panne attend la tournée suivante ; les haies ne se taillent qu'une fois l'an.",
            "Een defect wacht op de volgende ronde; hagen worden één keer per jaar gesnoeid.",
        ),
    },
    note="Passage à 18 h 30 : trois lampes éteintes d'affilée, la haie du coin dépasse sur le trottoir.",
    scores=(3, 3, 4, 3),
    reasons=(
        ("Des signalements chaque mois.", "Meldingen elke maand."),
        ("Deux rues d'école et un arrêt de bus.", "Twee schoolstraten en een bushalte."),
        ("On ne peut pas choisir l'heure à laquelle la nuit tombe.", "Niemand kiest wanneer het donker wordt."),
        ("Lampes et haies dépendent de nos services.", "Lampen en hagen hangen van onze diensten af."),
    ),
)
DUMPS = Story(
    things=("dumping",),
    texts={
        "title": ("Des dépôts qui reviennent aux mêmes endroits", "Sluikstort dat op dezelfde plekken terugkomt"),
        "what": (
            "Des sacs et des meubles sont déposés, enlevés, puis reviennent dans la semaine.",
            "Zakken en meubels worden achtergelaten, opgehaald, en staan er binnen de week weer.",
        ),
        "affected": (
            "Les riverain·es de ces rues et les enfants qui y jouent.",
            "De omwonenden en de kinderen die er spelen.",
        ),
        "how": (
            "Les endroits sont cachés, le parc à conteneurs est loin sans voiture, l'enlèvement est demandé trop tard.",
            "De plekken liggen verscholen, het containerpark is ver zonder auto, ophaling wordt te laat gevraagd.",
        ),
    },
    note="Le même angle a été nettoyé deux fois en dix jours. Pas de poubelle à moins de 200 mètres.",
    scores=(4, 2, 2, 3),
    reasons=(
        ("Le signalement le plus fréquent du quartier.", "De meest voorkomende melding van de wijk."),
        ("Quelques rues seulement.", "Slechts enkele straten."),
        ("On peut le contourner.", "Men kan eromheen."),
        ("Enlèvement et points d'apport sont à nous.", "Ophaling en inzamelpunten zijn van ons."),
    ),
)
WALKING = Story(
    things=("pavement", "crossing", "path"),
    texts={
        "title": ("Des trottoirs où l'on ne passe pas", "Voetpaden waar men niet door kan"),
        "what": (
            "Dalles descellées, passages usés, sentiers inondés : avec une poussette, il faut la chaussée.",
            "Losse tegels, versleten oversteken, natte paden: met een buggy moet men de rijweg op.",
        ),
        "affected": (
            "Les aîné·es, les personnes en chaise, les parents avec de jeunes enfants.",
            "Ouderen, rolstoelgebruikers, ouders met jonge kinderen.",
        ),
        "how": (
            "Les réparations se font dalle par dalle ; personne ne regarde le trajet entier.",
            "Herstellingen gebeuren tegel per tegel; niemand bekijkt het hele traject.",
        ),
    },
    note="Trajet fait avec une chaise : quatre descentes sur la chaussée en 300 mètres.",
    scores=(3, 3, 3, 1),
    reasons=(
        ("Des signalements réguliers.", "Regelmatige meldingen."),
        ("Le trajet vers l'école et le marché.", "De weg naar school en markt."),
        ("Sans marche basse, on reste chez soi.", "Zonder verlaagde boordsteen blijft men thuis."),
        ("Un trottoir entier demande un budget de deux ans.", "Een heel voetpad vraagt een budget van twee jaar."),
    ),
)
STORIES = (DARK, DUMPS, WALKING)


def build(*, now: datetime) -> None:
    """Build the problems and rounds of the three districts that reported most, seen from `now`."""
    draw = random.Random(SEED)
    told = Report.objects.standing().exclude(neighbourhood=None).order_by()
    counted = told.values("neighbourhood").annotate(n=Count("pk")).order_by("-n", "neighbourhood")[:3]
    districts = [Neighbourhood.objects.get(pk=row["neighbourhood"]) for row in counted]
    if len(districts) < 3:
        return
    with transaction.atomic():
        _published(draw, districts[0], now)
        _running(draw, districts[1], now)
        _asked_again(draw, districts[2], now)


def _published(draw: random.Random, district: Neighbourhood, now: datetime) -> None:
    """A round closed five weeks ago: the panel turned the scores round, and the commune followed it."""
    problems = _problems(district, STORIES, now - 100 * DAY, now)
    codes = _panel(district, now - 80 * DAY, french=120, dutch=60)
    round = _round(district, problems, STORIES, codes[0], (now - 70 * DAY, now - 40 * DAY))
    keys = list(round.candidates.values_list("pk", flat=True))
    for code in codes[:64]:
        _vote(draw, round, code, keys, leaning=(3, 2, 5), at=now - 50 * DAY)
    for n in range(23):
        points = _points(draw, keys, leaning=(2, 7, 1))
        panels.vote_in_the_open(round=round, browser=f"demo-{n}", points=points, now=now - 45 * DAY)
    why = (
        "Le panel met les trottoirs devant : nous le suivons.",
        "Het panel zet de voetpaden vooraan: wij volgen het.",
    )
    order = {row: (rank, *why) for row, rank in zip(round.candidates.all(), (2, 3, 1), strict=True)}
    priorities.choose_order(round=round, order=order, by=PREVENTION, now=now - 36 * DAY)
    priorities.publish_round(round=round, by=PREVENTION, now=now - 35 * DAY)


def _running(draw: random.Random, district: Neighbourhood, now: datetime) -> None:
    """A round that everyone can answer now."""
    problems = _problems(district, STORIES, now - 60 * DAY, now)
    codes = _panel(district, now - 25 * DAY, french=100, dutch=50)
    round = _round(district, problems, STORIES, codes[0], (now - 10 * DAY, now + 18 * DAY))
    PanelLetter.objects.create(panel_id=round.panel_id or 0, voter=hash_of(CODE), language="fr")
    keys = list(round.candidates.values_list("pk", flat=True))
    for code in codes[:41]:
        _vote(draw, round, code, keys, leaning=(5, 3, 2), at=now - 4 * DAY)
    for n in range(12):
        points = _points(draw, keys, leaning=(3, 4, 3))
        panels.vote_in_the_open(round=round, browser=f"demo-{n}", points=points, now=now - 3 * DAY)


def _asked_again(draw: random.Random, district: Neighbourhood, now: datetime) -> None:
    """A round of last year, whose panel said a month ago what changed: one thing for the better, one not."""
    stories = (DARK, WALKING)
    problems = _problems(district, stories, now - 440 * DAY, now)
    codes = _panel(district, now - 430 * DAY, french=90, dutch=60)
    round = _round(district, problems, stories, codes[0], (now - 420 * DAY, now - 400 * DAY))
    keys = list(round.candidates.values_list("pk", flat=True))
    for code in codes[:71]:
        _vote(draw, round, code, keys, leaning=(6, 4), at=now - 410 * DAY)
    priorities.publish_round(round=round, by=PREVENTION, now=now - 398 * DAY)
    opens_at, closes_at = now - 45 * DAY, now - 20 * DAY
    asked = panels.ask_what_changed(round=round, opens_at=opens_at, closes_at=closes_at, by=PREVENTION, now=opens_at)
    words = ("better", "same", "worse", "unknown")
    for code in codes[:63]:
        lamps, pavements = (draw.choices(words, weights)[0] for weights in ((62, 26, 5, 7), (14, 62, 15, 9)))
        said = {problems[0].pk: lamps, problems[1].pk: pavements}
        letter = find_letter(voter=hash_of(code.code))
        if letter is not None:
            panels.say_what_changed(change_round=asked, letter=letter, said=said, now=now - 30 * DAY)
    panels.publish_change(change_round=asked, by=PREVENTION, now=now - 18 * DAY)


def _problems(district: Neighbourhood, stories: Sequence[Story], at: datetime, now: datetime) -> list[Problem]:
    return [_problem(district, story, at, now) for story in stories]


def _problem(district: Neighbourhood, story: Story, at: datetime, now: datetime) -> Problem:
    kinds = [f"report_{thing}" for thing in story.things]
    found = Report.objects.standing().filter(neighbourhood=district, enquiry__kind__in=kinds)
    texts = {f"{name}_{language}": text for name, pair in story.texts.items() for language, text in _by_language(pair)}
    where = _streets(found)
    texts |= {
        "where_fr": f"{district.name_fr}, surtout {', '.join(pair[0] for pair in where)}.",
        "where_nl": f"{district.name_nl or district.name_fr}, vooral {', '.join(pair[1] for pair in where)}.",
    }
    problem = operations.draft_problem(neighbourhood=district, texts=texts, by=PREVENTION, now=at)
    reports = found.select_related("enquiry")
    cite_many(problem=problem, sources=[as_source(report) for report in reports], by=PREVENTION, now=at)
    note_source(problem=problem, text=story.note, on=timezone.localdate(at), by=PREVENTION, now=at)
    note_source(
        problem=problem,
        text="Le comité a parlé de ce problème au point 3.",
        on=timezone.localdate(at - 6 * DAY),
        kind="minutes",
        label_fr="Procès-verbal du comité de quartier",
        label_nl="Verslag van het buurtcomité",
        by=PREVENTION,
        now=at,
    )
    return operations.publish_problem(problem=problem, by=PREVENTION, now=at + DAY)


def _streets(found: ReportQuerySet) -> list[tuple[str, str]]:
    """Name the three streets that were reported most."""
    rows = found.exclude(street=None).order_by().values_list("street__name_fr", "street__name_nl")
    counted = rows.annotate(n=Count("pk")).order_by("-n", "street__name_fr")[:3]
    return [(fr or nl, nl or fr) for fr, nl, _n in counted] or [("la place", "het plein")]


def _panel(district: Neighbourhood, at: datetime, *, french: int, dutch: int) -> list[Letter]:
    panel = panels.draw_panel(
        neighbourhood=district,
        name_fr=f"Panel {district.name_fr}",
        name_nl=f"Panel {district.name_nl or district.name_fr}",
        by=PREVENTION,
        now=at,
    )
    return panels.make_letters(panel=panel, letters={"fr": french, "nl": dutch}, by=PREVENTION, now=at)


def _round(
    district: Neighbourhood,
    problems: Sequence[Problem],
    stories: Sequence[Story],
    letter: Letter,
    days: tuple[datetime, datetime],
) -> PriorityRound:
    known = find_letter(voter=hash_of(letter.code))
    draft = Draft(
        title_fr=f"{district.name_fr} : par quoi commencer",
        title_nl=f"{district.name_nl or district.name_fr}: waarmee beginnen",
        question_fr=f"Par quoi la commune doit-elle commencer à {district.name_fr} ?",
        question_nl=f"Waarmee moet de gemeente beginnen in {district.name_nl or district.name_fr}?",
        opens_at=days[0],
        closes_at=days[1],
    )
    before = days[0] - 2 * DAY
    panel = known.panel if known is not None else None
    round = priorities.draft_round(neighbourhood=district, panel=panel, draft=draft, by=PREVENTION, now=before)
    priorities.choose_candidates(round=round, problems=problems, by=PREVENTION, now=before)
    criteria = list(round.criteria.all())
    for candidate, story in zip(round.candidates.all(), stories, strict=True):
        told = zip(criteria, story.scores, story.reasons, strict=True)
        scores = {criterion: (value, *why) for criterion, value, why in told}
        priorities.score(candidate=candidate, scores=scores, by=PREVENTION, now=before)
    return priorities.announce_round(round=round, by=PREVENTION, now=before)


def _vote(
    draw: random.Random, round: PriorityRound, code: Letter, keys: list[int], *, leaning: Sequence[int], at: datetime
) -> None:
    letter = find_letter(voter=hash_of(code.code))
    if letter is not None:
        panels.vote_by_letter(round=round, letter=letter, points=_points(draw, keys, leaning=leaning), now=at)


def _points(draw: random.Random, keys: list[int], *, leaning: Sequence[int]) -> dict[int, int]:
    """Spread ten points as someone does who leans this way."""
    given = draw.choices(keys, leaning, k=PriorityRound.POINTS)
    return {key: given.count(key) for key in keys}


def _by_language(pair: tuple[str, str]) -> list[tuple[str, str]]:
    return list(zip(("fr", "nl"), pair, strict=True))
