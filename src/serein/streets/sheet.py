"""A circuit on a sheet of paper: its map, its way in words, its QR."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serein.engines.graph import Access
from serein.kit import pdf, qr
from serein.streets.queries.network import get_streets
from serein.streets.queries.shown import Shown, named_anchors
from serein.streets.queries.standing import Standing
from serein.territory.queries import home_commune

_TYPST = Path(__file__).parent / "typst"
WIDTH, HEIGHT = 1000, 640
MARGIN = 0.12
_NARROW = 9
"""Classes from here on are drawn thin: service roads, paths."""


def print_circuit(stand: Standing, shown: Shown | None) -> bytes:
    """Return a tagged A4 sheet; a circuit that is suspended says so under its title."""
    edition, circuit = stand.edition, stand.circuit
    assert edition is not None
    address = f"{settings.SITE_URL}{reverse('streets:circuit', args=[circuit.code])}"
    return pdf.render(
        _TYPST / "circuit.typ",
        language=get_language() or "fr",
        title=circuit.name,
        is_fictive=home_commune().is_fictive,
        standing=_standing(stand),
        intro=edition.intro,
        map=draw_map(edition.line, named_anchors(edition)),
        map_alt=_("Map of the circuit %(name)s") % {"name": circuit.name},
        anchors=[
            one["name_nl"] if get_language() == "nl" and one["name_nl"] else one["name_fr"]
            for one in named_anchors(edition)
        ],
        figures=_figures(shown),
        steps_title=_("The way in words"),
        steps=shown.sentences if shown else [],
        qr=qr.svg(address),
        qr_alt=_("QR code of this page"),
        address=address,
        printed=_("Printed on %(day)s. Whether it stands tonight is on the page.") % {"day": _day(stand.now.date())},
        help=_("What this page does not do: it cannot promise that nothing happens. In an emergency call 112."),
    )


def draw_map(line: list[list[float]], anchors: list[dict[str, Any]]) -> str:
    """Draw the streets around a line, the line and its numbered anchors, as SVG."""
    points = np.asarray(line, dtype=np.float64)
    frame = _Frame(points)
    network = get_streets().network
    ends = network.node_lon_lat[network.edge_nodes]
    low, high = ends.min(axis=1), ends.max(axis=1)
    is_near = (low <= frame.high).all(axis=1) & (high >= frame.low).all(axis=1)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">']
    parts.append(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f6f2e8"/>')
    for edge in np.flatnonzero(is_near & ((network.edge_access & (Access.WALK | Access.DRIVE_FORWARD)) > 0)).tolist():
        width = 2 if network.edge_class[edge] >= _NARROW else 6
        parts.append(_polyline(frame.place(network.shape(edge)), "#cfc6b3" if width == 2 else "#ffffff", width))
    parts.append(_polyline(frame.place(points), "#123a4a", 9))
    parts.append(_polyline(frame.place(points), "#e8a33d", 4))
    for number, anchor in enumerate(anchors, start=1):
        ((x, y),) = frame.place(np.array([[anchor["lon"], anchor["lat"]]]))
        parts.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="17" fill="#123a4a"/>')
        parts.append(
            f'<text x="{x:.0f}" y="{y + 7:.0f}" font-family="Fira Sans" font-size="20" fill="#ffffff" '
            f'text-anchor="middle">{number}</text>'
        )
    return "".join([*parts, "</svg>"])


class _Frame:
    """The part of the world that a drawing shows."""

    def __init__(self, points: np.ndarray[Any, np.dtype[np.float64]]) -> None:
        low, high = points.min(axis=0), points.max(axis=0)
        middle = (low + high) / 2
        self._squeeze = math.cos(math.radians(float(middle[1])))
        wide = max(float(high[0] - low[0]) * self._squeeze, 1e-4) * (1 + 2 * MARGIN)
        tall = max(float(high[1] - low[1]), 1e-4) * (1 + 2 * MARGIN)
        scale = min(WIDTH / wide, HEIGHT / tall)
        half = np.array([WIDTH / scale / self._squeeze, HEIGHT / scale]) / 2
        self.low, self.high = middle - half, middle + half

    def place(self, lon_lat: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        share = (np.asarray(lon_lat) - self.low) / (self.high - self.low)
        return np.column_stack([share[:, 0] * WIDTH, (1 - share[:, 1]) * HEIGHT])


def _polyline(x_y: np.ndarray[Any, np.dtype[np.float64]], color: str, width: int) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in x_y.tolist())
    return (
        f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _standing(stand: Standing) -> dict[str, Any]:
    begins, ends = f"{stand.circuit.begins:%H:%M}", f"{stand.circuit.ends:%H:%M}"
    hours = _("For the hours from %(begins)s to %(ends)s.") % {"begins": begins, "ends": ends}
    checked = _("checked on %(day)s") % {"day": _day(stand.checked_on)} if stand.checked_on else ""
    following = (
        _("Next check on the spot: by %(day)s.") % {"day": _day(stand.next_check_on)} if stand.next_check_on else ""
    )
    title = _("Recommended circuit") if stand.is_recommended else _("Not recommended at the moment")
    return {"title": title, "checked": checked, "hours": hours, "next": following, "stands": stand.is_recommended}


def _figures(shown: Shown | None) -> list[list[str]]:
    if shown is None:
        return []
    told = shown.figures
    return [
        [
            _("Length"),
            _("%(metres)d m, about %(minutes)d minutes") % {"metres": told.length_m, "minutes": shown.minutes},
        ],
        [_("With light"), f"{shown.lit_percent} %"],
        [_("Longest stretch without light"), f"{told.longest_unlit_m:.0f} m"],
        [_("Without an open door nearby"), f"{told.without_frontage_m:.0f} m"],
        [_("Open places one can step into"), str(told.refuges)],
        [_("Roads crossed without signals"), str(told.bare_crossings)],
    ]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
