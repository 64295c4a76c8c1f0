"""Plan night shuttles: dial-a-ride before the night and during it, doorstep returns, and the size of a fleet."""

from serein.engines.dialaride._check import check, has_schedule
from serein.engines.dialaride._cordeau import read_cordeau
from serein.engines.dialaride._dispatch import Broken, Dispatcher, Offer, StaleOffer
from serein.engines.dialaride._problem import (
    BadProblem,
    Break,
    LeftOut,
    Plan,
    Problem,
    Promise,
    Request,
    Route,
    Stop,
    Travel,
    Vehicle,
)
from serein.engines.dialaride._returns import Returns
from serein.engines.dialaride._rows import Held, Position
from serein.engines.dialaride._solve import Rules, solve
from serein.engines.dialaride._tell import Prices, back_test, compare, read_sheet, replay_night, size_fleet
from serein.engines.dialaride._venue import Group, ReturnRules, Told, Trip, Van
from serein.engines.dialaride._warm import warm_up

__all__ = [
    "BadProblem",
    "Break",
    "Broken",
    "Dispatcher",
    "Group",
    "Held",
    "LeftOut",
    "Offer",
    "Plan",
    "Position",
    "Prices",
    "Problem",
    "Promise",
    "Request",
    "ReturnRules",
    "Returns",
    "Route",
    "Rules",
    "StaleOffer",
    "Stop",
    "Told",
    "Travel",
    "Trip",
    "Van",
    "Vehicle",
    "back_test",
    "check",
    "compare",
    "has_schedule",
    "read_cordeau",
    "read_sheet",
    "replay_night",
    "size_fleet",
    "solve",
    "warm_up",
]
