"""A year of call-backs and appointments in the demo commune."""

import random
from datetime import datetime, time, timedelta

from django.utils import timezone

from serein.enquiries import delays
from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import outbox
from serein.kit.actors import Actor
from serein.people.models import BeatDesk, Office
from serein.proximity import demo_work
from serein.proximity.models import Surgery
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors
from serein.territory import memory
from serein.territory.models import Beat

SEED = 20260620
ASKED = [
    ("Une voiture mal garée empêche le bus de tourner.", "fr"),
    ("J'aimerais savoir quand la rue sera fermée pour la brocante.", "fr"),
    ("De lichten aan de school zijn al een week uit.", "nl"),
    ("On a sonné chez moi pour un faux compteur, je voudrais un conseil.", "fr"),
    ("Ik wil graag een straatfeest houden: wie beslist daarover?", "nl"),
    ("Le chien d'à côté aboie la nuit, comment en parler calmement ?", "fr"),
    ("Kan de wijkinspecteur langskomen in het buurthuis?", "nl"),
    ("Mon vélo a été marqué l'an passé, où le refaire ?", "fr"),
]
ANSWERS = {
    "fr": "Je vous ai appelé·e comme convenu: nous en avons parlé et je repasse la semaine prochaine.",
    "nl": "Ik heb u gebeld zoals afgesproken: we hebben het besproken en ik kom volgende week terug.",
}
INSPECTOR = Actor(id="demo", label="Amina")
ANSWERED = 64
HANDED_TO = {2: "works", 3: "prevention", 4: "youth", 10: "works"}
"""What the text of a request is really for, by the number of the request."""


def build(*, now: datetime) -> None:
    """Build surgeries, past and open requests, seen from `now`."""
    draw = random.Random(SEED)
    desks = list(BeatDesk.objects.select_related("beat", "post").order_by("beat__code"))
    _surgeries(desks, now)
    memory.changed(inspectors.SURGERIES)
    beats = [desk.beat for desk in desks]
    for n in range(ANSWERED):
        _answered(draw, beats[n % len(beats)], now - timedelta(days=8 + n * 5, hours=draw.randint(0, 8)), n)
    for n, beat in enumerate([*beats, *beats[:3]]):
        _waiting(draw, beat, now - timedelta(hours=7 + 6 * n), n)
    _late(draw, beats[0], now - timedelta(days=9))
    for n, beat in enumerate(beats[:4]):
        _appointment(beat, now - timedelta(hours=30), n)
    delays.publish(now=now - timedelta(days=(now.weekday())))
    outbox.send_due(now=now)
    demo_work.build(now=now)


def _surgeries(desks: list[BeatDesk], now: datetime) -> None:
    for n, desk in enumerate(desks):
        Surgery.objects.create(
            desk=desk,
            weekday=n % 5,
            opens=time(16, 0) if n % 2 else time(9, 30),
            closes=time(18, 0) if n % 2 else time(11, 30),
            place_fr=desk.post.name_fr,
            place_nl=desk.post.name_nl,
            from_on=timezone.localdate(now) - timedelta(days=365),
        )


def _ask(draw: random.Random, beat: Beat, at: datetime, n: int) -> Enquiry:
    text, language = ASKED[n % len(ASKED)]
    return meetings.ask_call_back(
        beat=beat,
        request=meetings.Request(
            name="Chloé" if n % 2 else "Driss",
            phone="+32 56 00 00 01",
            message=text,
            safe_hours=("morning",) if draw.random() < 0.4 else (),
            in_whose_name="first_name",
        ),
        language=language,
        now=at,
    )


def _answered(draw: random.Random, beat: Beat, at: datetime, n: int) -> None:
    enquiry = _ask(draw, beat, at, n)
    answered_at = at + timedelta(hours=draw.choice([3, 7, 20, 26, 30, 44, 50, 70, 120]))
    enquiries.read_contact(enquiry=enquiry, by=INSPECTOR, now=answered_at - timedelta(minutes=10))
    enquiries.answer(enquiry=enquiry, text=ANSWERS[enquiry.language], by=INSPECTOR, now=answered_at)
    opinion = Enquiry.Opinion.UNSOLVED if n == 5 else Enquiry.Opinion.SOLVED
    if n % 3 or n == 5:
        enquiries.give_opinion(enquiry=enquiry, opinion=opinion, now=answered_at + timedelta(hours=20))
    if opinion == Enquiry.Opinion.UNSOLVED:
        again_at = answered_at + timedelta(hours=50)
        enquiries.answer(enquiry=enquiry, text=ANSWERS[enquiry.language], by=INSPECTOR, now=again_at)


def _waiting(draw: random.Random, beat: Beat, at: datetime, n: int) -> None:
    enquiry = _ask(draw, beat, at, n)
    if office := HANDED_TO.get(n):
        held = Office.objects.get(code=office)
        enquiries.hand_over(enquiry=enquiry, office=held, by=INSPECTOR, now=at + timedelta(hours=1))
    elif n % 3 == 2:
        enquiries.take_in_hand(enquiry=enquiry, by=INSPECTOR, now=at + timedelta(hours=2))


def _late(draw: random.Random, beat: Beat, at: datetime) -> None:
    enquiry = _ask(draw, beat, at, 3)
    enquiries.escalate(enquiry=enquiry, now=enquiry.due_at + timedelta(minutes=5))


def _appointment(beat: Beat, at: datetime, n: int) -> None:
    slots = inspectors.list_free_slots(beat=beat, now=at + timedelta(days=2))
    if slots:
        meetings.make_appointment(
            beat=beat,
            slot_key=slots[n].key,
            request=meetings.Request(name="Chloé", phone="+32 56 00 00 01", message=ASKED[4][0]),
            language="fr",
            now=at,
        )
