"""A year of reports in the demo commune: 800, in all states, some late, some seen by several."""

import io
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import outbox
from serein.kit.actors import Actor
from serein.listening import operations
from serein.listening.demo_words import BODIES, DONE, NOT_DONE, NOT_OURS, WORDS
from serein.listening.kinds import THINGS
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from serein.territory.models import Address
from serein.territory.where import Where, find_where

SEED = 20260901
REPORTS = 800
OPEN_SINCE = 24
"""Days within which most reports are still open."""
SHARES = {
    "lamp": 26,
    "dumping": 22,
    "pavement": 16,
    "bench": 9,
    "visibility": 8,
    "crossing": 7,
    "path": 5,
    "road_layout": 5,
    "noise": 2,
}
WORKS = Actor(id="demo", label="Wim, service travaux")
FIELD_SHARE, PHONE_SHARE, PHOTO_SHARE = 0.42, 0.08, 0.06
AT_ONCE = 50


def build(*, now: datetime) -> None:
    """Build the reports seen from `now`, the oldest first."""
    draw = random.Random(SEED)
    places = _places(draw)
    days = sorted((min(draw.expovariate(1 / 130), 350.0) for _n in range(REPORTS)), reverse=True)
    for start in range(0, REPORTS, AT_ONCE):
        with transaction.atomic():
            for n in range(start, min(start + AT_ONCE, REPORTS)):
                _one(draw, places[n % len(places)], now - timedelta(days=days[n]), now, n)
    outbox.send_due(now=now)


def _places(draw: random.Random) -> list[Where]:
    """Draw places over the whole commune, some of them time and again."""
    keys = list(Address.objects.present().filter(box_number="").order_by("pk").values_list("pk", flat=True))
    chosen = draw.sample(keys, min(len(keys), 260))
    return [find_where(asked={"address": str(pk)}, language="fr") for pk in chosen]


def _one(draw: random.Random, where: Where, at: datetime, now: datetime, n: int) -> None:
    thing = draw.choices(THINGS, weights=[SHARES[thing.code] for thing in THINGS])[0]
    text, language, french, dutch = draw.choice(WORDS[thing.code])
    is_field = draw.random() < FIELD_SHARE
    channel = Enquiry.Channel.FIELD if is_field else Enquiry.Channel.WEB
    if not is_field and draw.random() < PHONE_SHARE:
        channel = Enquiry.Channel.PHONE
    has_photo = draw.random() < PHOTO_SHARE
    report = operations.receive_report(
        thing=thing,
        where=where,
        telling=Telling(message=text, photo=_photo(thing.code, n) if has_photo else b""),
        language=language,
        channel=channel,
        reporter=Report.Reporter.FIELD if is_field else Report.Reporter.RESIDENT,
        by=WORKS,
        now=at,
    )
    is_released = not thing.is_discreet and (now - at > timedelta(days=2) or draw.random() < 0.5)
    if is_released:
        released_at = min(at + timedelta(hours=draw.uniform(1, 30)), now)
        operations.release_report(
            report=report, sentence_fr=french, sentence_nl=dutch, with_photo=has_photo, by=WORKS, now=released_at
        )
        for _other in range(draw.choices((0, 1, 2, 4), weights=(82, 11, 5, 2))[0]):
            _me_too(draw, report, at, now)
    _handle(draw, report.enquiry, at, now)


def _me_too(draw: random.Random, report: Report, at: datetime, now: datetime) -> None:
    later = min(at + timedelta(days=draw.uniform(0.1, 4)), now)
    operations.join_report(report=report, telling=Telling(), language=draw.choice(("fr", "fr", "nl")), now=later)


def _handle(draw: random.Random, enquiry: Enquiry, at: datetime, now: datetime) -> None:
    """Work on a report as far as it had come by now; a few stay late, as in life."""
    taken_at = at + timedelta(days=draw.uniform(0.2, 4))
    answered_at = taken_at + timedelta(days=draw.lognormvariate(1.5, 0.8))
    stays_open = draw.random() < 0.04
    if taken_at > now or (stays_open and draw.random() < 0.4):
        return
    enquiries.take_in_hand(enquiry=enquiry, by=WORKS, now=taken_at)
    if answered_at > now or stays_open:
        _plan_or_wait(draw, enquiry, taken_at, now)
        return
    outcome, reason_fr, reason_nl = _outcome(draw)
    enquiries.answer(
        enquiry=enquiry, text="", outcome=outcome, reason_fr=reason_fr, reason_nl=reason_nl, by=WORKS, now=answered_at
    )
    _end(draw, enquiry, answered_at, now)


def _plan_or_wait(draw: random.Random, enquiry: Enquiry, taken_at: datetime, now: datetime) -> None:
    today = timezone.localdate(now)
    at = min(taken_at + timedelta(days=1), now)
    match draw.choice(("plan", "plan", "wait", "nothing")):
        case "plan":
            enquiries.plan_for(enquiry=enquiry, on=today + timedelta(days=draw.randint(2, 40)), by=WORKS, now=at)
        case "wait" if now - at < timedelta(days=30):
            until = today + timedelta(days=draw.randint(5, 40))
            enquiries.wait_for(enquiry=enquiry, body=draw.choice(BODIES), until=until, by=WORKS, now=at)


def _outcome(draw: random.Random) -> tuple[str, str, str]:
    outcome = draw.choices(
        (Enquiry.Outcome.DONE, Enquiry.Outcome.NO_ACTION, Enquiry.Outcome.NOT_OURS), weights=(84, 8, 8)
    )[0]
    words: Sequence[tuple[str, str]] = {
        Enquiry.Outcome.DONE: DONE,
        Enquiry.Outcome.NO_ACTION: NOT_DONE,
        Enquiry.Outcome.NOT_OURS: NOT_OURS,
    }[outcome]
    return (outcome, *draw.choice(words))


def _end(draw: random.Random, enquiry: Enquiry, answered_at: datetime, now: datetime) -> None:
    said = draw.random()
    if said < 0.05:
        at = min(answered_at + timedelta(days=2), now)
        enquiries.give_opinion(enquiry=enquiry, opinion=Enquiry.Opinion.UNSOLVED, now=at)
        if now - at > timedelta(days=6):
            again = {"outcome": Enquiry.Outcome.DONE, "reason_fr": DONE[0][0], "reason_nl": DONE[0][1]}
            enquiries.answer(enquiry=enquiry, text="", by=WORKS, now=at + timedelta(days=5), **again)
    elif now - answered_at > enquiries.SILENT_CLOSE:
        enquiries.close_silent(enquiry=enquiry, now=answered_at + enquiries.SILENT_CLOSE)


def _photo(what: str, n: int) -> bytes:
    """Draw a small street scene with the thing in it: nobody is on it."""
    dusk = n % 3 == 0
    picture = Image.new("RGB", (320, 220), "#123a4a" if dusk else "#cfd8d3")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 150, 320, 220), fill="#5d6468" if dusk else "#9b9f9c")
    for house in range(4):
        left = house * 84 - (n % 40)
        pen.rectangle((left, 60 + (house * 13 + n) % 30, left + 76, 150), fill="#7d4a38" if house % 2 else "#a0714f")
        pen.rectangle((left + 26, 92, left + 46, 116), fill="#e8a33d" if dusk else "#e7ecea")
    _DRAWN.get(what, _draw_spot)(pen)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


def _draw_lamp(pen: Any) -> None:
    pen.line((240, 190, 240, 70), fill="#14212b", width=6)
    pen.line((240, 70, 270, 70), fill="#14212b", width=6)
    pen.ellipse((262, 66, 284, 84), fill="#33424b")


def _draw_bags(pen: Any) -> None:
    for left, top in ((190, 165), (220, 150), (246, 168)):
        pen.ellipse((left, top, left + 40, top + 42), fill="#1d2a31")


def _draw_bench(pen: Any) -> None:
    for top in (150, 162, 174):
        pen.line((190, top, 280, top), fill="#4d3a22", width=5)
    pen.line((200, 150, 200, 196), fill="#14212b", width=5)


def _draw_spot(pen: Any) -> None:
    pen.polygon(((180, 190), (230, 170), (284, 184), (250, 206)), fill="#2d3336")


_DRAWN = {"lamp": _draw_lamp, "dumping": _draw_bags, "bench": _draw_bench}
