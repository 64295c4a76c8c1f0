"""The street graph: paths, matrices, fronts of length against night exposure, light by the hour."""

from serein.engines.graph._beside import EdgeFinder
from serein.engines.graph._exposure import Defects, exposure_class, night_exposure, open_frontage
from serein.engines.graph._exposure_weights import (
    LEAST_AUDITS,
    PARAMETERS,
    ExposureWeights,
    NotEnoughAudits,
    WalkScores,
    Weight,
    fit_weights,
)
from serein.engines.graph._figures import PathFigures, figures_of, longest_stretch_m
from serein.engines.graph._graph import StreetGraph
from serein.engines.graph._itinerary import Ground, Landmark, Step, Turn, itinerary
from serein.engines.graph._lamps import InvalidLamps, Lamps, LampsOnEdges, attach_lamps
from serein.engines.graph._light import RECENT, Audits, EdgeLight, LightSource, LightState, Outages, light_at
from serein.engines.graph._modes import Mode
from serein.engines.graph._network import (
    CLASSES,
    Access,
    Crossing,
    InvalidNetwork,
    Lit,
    Sidewalk,
    StreetNetwork,
    Surface,
)
from serein.engines.graph._path import NoWay, Path
from serein.engines.graph._phrases import say
from serein.engines.graph._reach import Reach
from serein.engines.graph._regimes import (
    DAWN,
    DUSK,
    DUSK_TO_DAWN,
    CabinRegime,
    InvalidRegime,
    LightException,
    Season,
    SwitchOff,
    SwitchTime,
    is_cabin_on,
)
from serein.engines.graph._snap import NotOnTheNetwork, Snap
from serein.engines.graph._sun import Sun, sun_over

__all__ = [
    "CLASSES",
    "DAWN",
    "DUSK",
    "DUSK_TO_DAWN",
    "LEAST_AUDITS",
    "PARAMETERS",
    "RECENT",
    "Access",
    "Audits",
    "CabinRegime",
    "Crossing",
    "Defects",
    "EdgeFinder",
    "EdgeLight",
    "ExposureWeights",
    "Ground",
    "InvalidLamps",
    "InvalidNetwork",
    "InvalidRegime",
    "Lamps",
    "LampsOnEdges",
    "Landmark",
    "LightException",
    "LightSource",
    "LightState",
    "Lit",
    "Mode",
    "NoWay",
    "NotEnoughAudits",
    "NotOnTheNetwork",
    "Outages",
    "Path",
    "PathFigures",
    "Reach",
    "Season",
    "Sidewalk",
    "Snap",
    "Step",
    "StreetGraph",
    "StreetNetwork",
    "Sun",
    "Surface",
    "SwitchOff",
    "SwitchTime",
    "Turn",
    "WalkScores",
    "Weight",
    "attach_lamps",
    "exposure_class",
    "figures_of",
    "fit_weights",
    "is_cabin_on",
    "itinerary",
    "light_at",
    "longest_stretch_m",
    "night_exposure",
    "open_frontage",
    "say",
    "sun_over",
]
