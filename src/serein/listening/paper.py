"""Codes that are printed before anything is told: whoever enters the paper opens the request under that very code."""

import secrets

from serein.kit import sealing

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_FREE, _CHECKED = 8, 2


def new_paper_code() -> str:
    """Return a code of which the last two signs follow from the others by our key, so that a slip of the pen shows."""
    free = "".join(secrets.choice(SIGNS) for _ in range(_FREE))
    return _with_check(free)


def is_paper_code(code: str) -> bool:
    """Whether a code, as `enquiries.queries.normal_code` writes it, was printed by us."""
    signs = code.replace("-", "")
    return len(signs) == _FREE + _CHECKED and set(signs) <= set(SIGNS) and code == _with_check(signs[:_FREE])


def _with_check(free: str) -> str:
    rest = int(sealing.blind_index(free, purpose="listening.paper")[:12], 16)
    check = ""
    for _ in range(_CHECKED):
        rest, at = divmod(rest, len(SIGNS))
        check += SIGNS[at]
    signs = free + check
    return f"{signs[:5]}-{signs[5:]}"
