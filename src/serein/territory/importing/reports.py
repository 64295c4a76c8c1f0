"""What an import tells: a bar while it runs, a summary at its end."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TextIO

BAR_WIDTH = 28
SECONDS_BETWEEN = 0.15


@dataclass
class LayerReport:
    """What one layer brought."""

    layer: str
    read: int = 0
    new: int = 0
    changed: int = 0
    vanished: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    note: str = ""

    def refuse(self, reason: str, example: str = "") -> None:
        self.refused[reason] += 1
        self.examples.setdefault(reason, example[:120])

    def as_json(self) -> dict[str, Any]:
        return {
            "layer": self.layer,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "vanished": self.vanished,
            "refused": dict(self.refused),
            "note": self.note,
        }

    def lines(self) -> list[str]:
        refused = sum(self.refused.values())
        figures = [self.read, self.new, self.changed, self.vanished, refused]
        text = [f"{self.layer:<16}" + "".join(f"{figure:>10,}" for figure in figures)]
        for reason, count in self.refused.most_common(8):
            example = f" (for instance {self.examples[reason]})" if self.examples.get(reason) else ""
            text.append(f"    {count:,} refused: {reason}{example}")
        if self.note:
            text.append(f"    {self.note}")
        return text


def summary(reports: list[LayerReport]) -> str:
    """Write the summary of an import as a table."""
    heads = ("read", "new", "changed", "vanished", "refused")
    head = f"{'':<16}" + "".join(f"{title:>10}" for title in heads)
    return "\n".join([head, *(line for report in reports for line in report.lines())])


class Progress:
    """A bar on a terminal; silent elsewhere."""

    def __init__(self, label: str, *, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._label = label
        self._out = out or sys.stderr
        self._clock = clock
        self._last = float("-inf")
        self._is_shown = self._out.isatty()

    def at(self, share: float, text: str = "") -> None:
        now = self._clock()
        if not self._is_shown or now - self._last < SECONDS_BETWEEN:
            return
        self._last = now
        full = round(BAR_WIDTH * min(max(share, 0.0), 1.0))
        self._out.write(f"\r{self._label:<22} {'█' * full}{'·' * (BAR_WIDTH - full)} {share:4.0%} {text:<24}")
        self._out.flush()

    def done(self) -> None:
        if self._is_shown:
            self._out.write("\r" + " " * (BAR_WIDTH + 56) + "\r")
            self._out.flush()
