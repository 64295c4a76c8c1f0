"""Signs of the demo's circuits: most in place, some on order, one told missing by a resident, one damaged."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from django.utils import timezone
from PIL import Image, ImageDraw

from serein.kit.actors import Actor
from serein.streets.models import Circuit, Edition, Sign
from serein.streets.operations import signs
from serein.streets.queries.signs import plan_of

WORKS = Actor(id="demo", label="Wim, service travaux")
ON_ORDER = {"clinique-centre": 7, "salles-et-parkings": 2}
"""How many of a circuit's last signs are still being made."""
ROUNDS_DAYS_AGO = {"gare-grand-place": (96, 41, 6), "salles-et-parkings": (88, 33), "clinique-centre": (52, 13)}
PHOTO_EACH = 9


def build(*, now: datetime) -> None:
    for circuit in Circuit.objects.filter(editions__state=Edition.State.PUBLISHED).order_by("code"):
        _put_up(circuit, now)
    _let_one_be_damaged(now)
    _let_one_be_told(now)


def _put_up(circuit: Circuit, now: datetime) -> None:
    """Plan the signs, order them, put most of them up, and look at them on a few rounds."""
    planned_at = now - timedelta(days=118)
    schedule = signs.plan_signs(circuit=circuit, planned=plan_of(circuit), by=WORKS, now=planned_at)
    coming = ON_ORDER.get(circuit.code, 0)
    standing = schedule[: len(schedule) - coming]
    first_due = timezone.localdate(now - timedelta(days=92))
    signs.order_signs(signs=standing, due_on=first_due, by=WORKS, now=planned_at + timedelta(days=2))
    for turn, days in enumerate(ROUNDS_DAYS_AGO.get(circuit.code, (30,))):
        for n, sign in enumerate(standing):
            at = now - timedelta(days=days) + timedelta(minutes=3 * n)
            photo = photo_of(sign, n) if turn == 0 and n % PHOTO_EACH == 0 else b""
            signs.look_at_sign(sign=sign, state=Sign.State.GOOD, photo=photo, at=at, by=WORKS, now=at)
    if coming:
        due_on = timezone.localdate(now) + timedelta(days=16)
        signs.order_signs(signs=schedule[-coming:], due_on=due_on, by=WORKS, now=now - timedelta(days=20))


def _let_one_be_damaged(now: datetime) -> None:
    """Turned by a lorry, seen on the last round, not ordered yet."""
    sign = Sign.objects.get(circuit__code="salles-et-parkings", number=5)
    at = now - timedelta(days=4, hours=3)
    signs.look_at_sign(sign=sign, state=Sign.State.DAMAGED, photo=photo_of(sign, 1, tilt=24), at=at, by=WORKS, now=at)


def _let_one_be_told(now: datetime) -> None:
    sign = Sign.objects.get(circuit__code="gare-grand-place", number=3)
    signs.report_sign(sign=sign, what=Sign.State.MISSING, language="fr", now=now - timedelta(days=1, hours=2))


def photo_of(sign: Sign, n: int, *, tilt: int = 0) -> bytes:
    """Draw a sign on its post before some houses, as a small JPEG."""
    picture = Image.new("RGB", (480, 300), "#c9d3d6")
    pen = ImageDraw.Draw(picture)
    for house in range(5):
        left = house * 110 - 20 * (n % 3)
        pen.rectangle((left, 70 + 12 * ((house + n) % 3), left + 96, 240), fill="#8b5a44" if house % 2 else "#a0714f")
        pen.rectangle((left + 30, 120, left + 52, 150), fill="#e7ecea")
    pen.rectangle((0, 240, 480, 300), fill="#8c8f8d")
    pen.rectangle((233, 60, 243, 262), fill="#33424b")
    panel = Image.new("RGBA", (200, 70), "#123a4a")
    inside = ImageDraw.Draw(panel)
    inside.rectangle((4, 4, 195, 65), outline="#e8a33d", width=2)
    inside.text((14, 26), sign.text_fr.replace("\u00a0", " ")[:30].encode("latin-1", "replace"), fill="#ffffff")
    turned = panel.rotate(tilt, expand=True)
    picture.paste(turned, (238 - turned.width // 2, 95 - turned.height // 2), turned)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()
