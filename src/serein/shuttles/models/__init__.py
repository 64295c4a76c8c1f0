from serein.shuttles.models.figures import AccidentYear, NightFigures
from serein.shuttles.models.fleet import Act, Device, Duty, NightVan, Van
from serein.shuttles.models.night import Night, Proof, Requirement
from serein.shuttles.models.ride import Hold, Refusal, Ride, Trip

__all__ = [
    "AccidentYear",
    "Act",
    "Device",
    "Duty",
    "Hold",
    "Night",
    "NightFigures",
    "NightVan",
    "Proof",
    "Refusal",
    "Requirement",
    "Ride",
    "Trip",
    "Van",
]
