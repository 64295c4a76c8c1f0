"""What was aimed at, and what was reached."""

from __future__ import annotations

from typing import Any

Figures = dict[str, Any]


def told(engines: list[Figures], imports: dict[str, float]) -> list[str]:
    """Return one line an aim; those against a peer only where it was measured."""
    ours, peers = engines[0], {row["engine"]: row for row in engines[1:]}
    lines = [_at_most(key, ours[key], most) for key, most in (("weights, ms", 5.0), ("front by tag, ms", 8.0))]
    lines.append(_at_most("front drawn, ms", ours["front drawn, ms"], 8.0))
    for name, times in (("scipy", 10.0), ("pandana", 3.0)):
        if name in peers:
            lines.append(_times(f"path against {name}", peers[name]["path, ms"] / ours["path, ms"], times))
    if peers:
        fastest = min(peers.values(), key=lambda row: row["matrix, s"])
        lines.append(_times(f"matrix against {fastest['engine']}", fastest["matrix, s"] / ours["matrix, s"], 1.0))
    for name, seconds in imports.items():
        if name != "serein":
            lines.append(_times(f"import against {name}", seconds / imports["serein"], 4.0))
    return lines


def _at_most(name: str, value: float, most: float) -> str:
    return f"{'reached' if value <= most else 'NOT reached'}: {name} {value:.2f}, aimed at {most:g} or less"


def _times(name: str, value: float, least: float) -> str:
    return f"{'reached' if value >= least else 'NOT reached'}: {name} {value:.1f} times as fast, aimed at {least:g}"
