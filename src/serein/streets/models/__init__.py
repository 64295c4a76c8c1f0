from serein.streets.models.circuit import Circuit, Edition, FieldCheck, Suspension
from serein.streets.models.lamp import Cabin, CabinException, CabinRegime, Lamp, SwitchOff
from serein.streets.models.network import NetworkVersion
from serein.streets.models.outage import Closure, Outage, OutageTelling
from serein.streets.models.sign import Sign, SignCheck, SignPhoto
from serein.streets.models.walk import Finding, SecondLook, Walk, WalkScore

__all__ = [
    "Cabin",
    "CabinException",
    "CabinRegime",
    "Circuit",
    "Closure",
    "Edition",
    "FieldCheck",
    "Finding",
    "Lamp",
    "NetworkVersion",
    "Outage",
    "OutageTelling",
    "SecondLook",
    "Sign",
    "SignCheck",
    "SignPhoto",
    "Suspension",
    "SwitchOff",
    "Walk",
    "WalkScore",
]
