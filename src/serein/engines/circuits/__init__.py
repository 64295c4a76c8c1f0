"""Circuits: few, named walks from anchor to anchor, with the signs that mark them and the ways round what is shut."""

from serein.engines.circuits._circuit import Anchor, Circuit, InvalidAnchors, LeftOut, NoCircuit, Why
from serein.engines.circuits._detour import DarkStreet, WayRound, way_round, what_if_dark
from serein.engines.circuits._propose import propose_circuits
from serein.engines.circuits._round import WALKING_KMH, InspectionRound, inspection_round
from serein.engines.circuits._signs import (
    MERGE_WITHIN_M,
    Arrow,
    Cause,
    DecisionPoint,
    Side,
    SignPosition,
    Towards,
    decision_points,
    sign_positions,
)
from serein.engines.circuits._twice import TWICE_WEIGHT
from serein.engines.circuits._walk import Direction, count_turns

__all__ = [
    "MERGE_WITHIN_M",
    "TWICE_WEIGHT",
    "WALKING_KMH",
    "Anchor",
    "Arrow",
    "Cause",
    "Circuit",
    "DarkStreet",
    "DecisionPoint",
    "Direction",
    "InspectionRound",
    "InvalidAnchors",
    "LeftOut",
    "NoCircuit",
    "Side",
    "SignPosition",
    "Towards",
    "WayRound",
    "Why",
    "count_turns",
    "decision_points",
    "inspection_round",
    "propose_circuits",
    "sign_positions",
    "way_round",
    "what_if_dark",
]
