"""Rounds: in which order an inspector makes today's visits, what is left out and why, and what changes on the way."""

from serein.engines.rounds._check import check
from serein.engines.rounds._day import BadDay, Break, Call, Day, LeftOut, Rest, Round, Visit, Why
from serein.engines.rounds._plan import EXACT_UP_TO, plan_round
from serein.engines.rounds._reorder import CalledOff, NewVisit, NobodyHome, Reordered, reorder
from serein.engines.rounds._warm import warm_up

__all__ = [
    "EXACT_UP_TO",
    "BadDay",
    "Break",
    "Call",
    "CalledOff",
    "Day",
    "LeftOut",
    "NewVisit",
    "NobodyHome",
    "Reordered",
    "Rest",
    "Round",
    "Visit",
    "Why",
    "check",
    "plan_round",
    "reorder",
    "warm_up",
]
