"""The order list for the workshop, as a table and on paper: what each sign says and shows, and how it hangs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from serein.kit import pdf, qr
from serein.streets.models import Sign
from serein.territory.queries import find_home_commune

_TYPST = Path(__file__).parent / "typst"
ARROW = "M12 2 20 11H15V22H9V11H4Z"
PICTOGRAM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="8" fill="#e8a33d"/>'
    '<path d="M22 8a12 12 0 1 0 12 16A10 10 0 0 1 22 8Z" fill="#123a4a"/>'
    '<path d="M8 42c10-6 22 2 32-6" fill="none" stroke="#123a4a" stroke-width="4" stroke-linecap="round" '
    'stroke-dasharray="1 8"/></svg>'
)
"""A moon over a way in dots: a circuit for the night."""
COLUMNS = (
    *("number", "circuit_fr", "circuit_nl", "code", "place_fr", "place_nl", "lat", "lon"),
    *("direction", "bearing_deg", "arrow", "text_fr", "text_nl", "height_cm", "support", "state", "due_on", "address"),
)


def order_csv(signs: Sequence[Sign]) -> str:
    """Return the signs that are to be made, one a line."""
    out = io.StringIO(newline="")
    out.write("\ufeff")  # the mark by which spreadsheets know UTF-8
    table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: _harmless(value) for name, value in _row(sign).items()} for sign in signs)
    return out.getvalue()


def order_pdf(signs: Sequence[Sign], *, now: datetime) -> bytes:
    """Return the signs that are to be made as tagged A4 sheets: each drawn, with its place and how it hangs."""
    commune = find_home_commune()
    return pdf.render(
        _TYPST / "signs.typ",
        language=get_language() or "fr",
        title=_("Signs to be made"),
        is_fictive=bool(commune and commune.is_fictive),
        printed=_("Printed on %(day)s.") % {"day": date_format(timezone.localdate(now), "j F Y")},
        none=_("No sign is to be made at the moment."),
        pictogram=PICTOGRAM,
        pictogram_alt=_("Pictogram: a moon over a way in dots"),
        signs=[_drawn(sign) for sign in signs],
    )


def address_of(sign: Sign) -> str:
    """Return what a sign's square opens; the page itself offers the other languages."""
    with override("fr"):
        return f"{settings.SITE_URL}{reverse('streets:sign', args=[sign.code])}"


def arrow_svg(sign: Sign, *, color: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<path d="{ARROW}" fill="{color}" transform="rotate({sign.turn} 12 12)"/></svg>'
    )


def _row(sign: Sign) -> dict[str, Any]:
    circuit = sign.circuit
    return {
        "number": str(sign),
        "circuit_fr": circuit.name_fr,
        "circuit_nl": circuit.name_nl,
        "bearing_deg": sign.bearing,
        "due_on": sign.due_on.isoformat() if sign.due_on else "",
        "address": address_of(sign),
        **{
            name: getattr(sign, name)
            for name in ("code", "place_fr", "place_nl", "lat", "lon", "direction", "arrow")
            + ("text_fr", "text_nl", "height_cm", "support", "state")
        },
    }


def _drawn(sign: Sign) -> dict[str, Any]:
    arrow = str(sign.get_arrow_display())
    facts = [
        [_("Where"), sign.place],
        [_("Coordinates"), f"{sign.lat:.6f}, {sign.lon:.6f}"],
        [_("Direction"), str(sign.get_direction_display())],
        [_("One reads it walking towards"), f"{sign.bearing:.0f}°"],
        [_("Arrow"), arrow],
        [_("Height"), f"{sign.height_cm}\u00a0cm"],
        [_("Support"), str(sign.get_support_display())],
        [_("In place by"), date_format(sign.due_on, "j F Y") if sign.due_on else _("no day yet")],
    ]
    address = address_of(sign)
    return {
        "name": f"{sign} · {sign.circuit.name}",
        "text_fr": sign.text_fr,
        "text_nl": sign.text_nl,
        "arrow": arrow_svg(sign, color="#ffffff"),
        "arrow_alt": _("Arrow: %(arrow)s") % {"arrow": arrow},
        "facts": facts,
        "code": sign.code,
        "address": address,
        "qr": qr.svg(address),
        "qr_alt": _("QR code of this sign's page"),
    }


def _harmless(value: Any) -> Any:
    """Let no cell begin like a formula: a spreadsheet would run it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
