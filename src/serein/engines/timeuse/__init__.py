"""Time use: what part of working time goes to contact, paper and travel, and whether that changed."""

from serein.engines.timeuse._acts import minutes_per_act
from serein.engines.timeuse._days import (
    FEWEST_ACTS,
    FEWEST_DAYS,
    FEWEST_PERSONS,
    ActMinutes,
    BadSample,
    Change,
    Days,
    Difference,
    DrawnDays,
    Estimate,
    Shares,
    Traces,
    Unit,
    Verdict,
)
from serein.engines.timeuse._plan import detectable, sample_plan
from serein.engines.timeuse._shares import difference, hours_freed, shares

__all__ = [
    "FEWEST_ACTS",
    "FEWEST_DAYS",
    "FEWEST_PERSONS",
    "ActMinutes",
    "BadSample",
    "Change",
    "Days",
    "Difference",
    "DrawnDays",
    "Estimate",
    "Shares",
    "Traces",
    "Unit",
    "Verdict",
    "detectable",
    "difference",
    "hours_freed",
    "minutes_per_act",
    "sample_plan",
    "shares",
]
