"""How few are too few to be shown: nobody is recognised in a number (H24)."""

import os

_LOWEST = 10
FEWEST = max(_LOWEST, int(os.environ.get("SEREIN_FEWEST", _LOWEST)))
"""No public number counts fewer cases than this; an installation may ask for more, never for fewer."""


def hidden_among(counts: dict[str, int]) -> frozenset[str]:
    """
    Return which of the parts of a whole are withheld.

    A part that is not zero and too small is; if it alone were, it could be told by subtraction, so that the smallest
    of the others is withheld with it.
    """
    hidden = {name for name, n in counts.items() if 0 < n < FEWEST}
    others = [name for name, n in counts.items() if n >= FEWEST]
    if hidden and sum(counts[name] for name in hidden) < FEWEST and others:
        hidden.add(min(others, key=lambda name: counts[name]))
    return frozenset(hidden)
