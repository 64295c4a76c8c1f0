"""Circuits: few, named walks from anchor to anchor, with the signs that mark them and the ways round what is shut."""

from serein.engines.circuits._circuit import Anchor, Circuit, InvalidAnchors, LeftOut, NoCircuit, Why
from serein.engines.circuits._propose import propose_circuits
from serein.engines.circuits._twice import TWICE_WEIGHT

__all__ = [
    "TWICE_WEIGHT",
    "Anchor",
    "Circuit",
    "InvalidAnchors",
    "LeftOut",
    "NoCircuit",
    "Why",
    "propose_circuits",
]
