"""How many riders a night may expect, from the nights before it."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean, stdev

from serein.nightlife.models import Event
from serein.shuttles.models import Night, NightFigures

FEWEST_NIGHTS = 3
# Quantiles of Student's distribution that leave one night in ten above, by degrees of freedom; beyond, the normal one.
_ONE_IN_TEN = (3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356, 1.350, 1.345, 1.341)
_NORMAL = 1.282


@dataclass(frozen=True)
class Forecast:
    """Riders expected: in the middle, and the interval that four nights in five fall into."""

    riders: int
    low: int
    high: int
    nights: int


def forecast_of(*, night: Night) -> Forecast | None:
    """
    Foresee how many will ask, by the share of the crowd that asked on past nights; None with fewer than three.

    Shares are taken as log-normal, so that the interval is that of one more night, not of the mean.
    """
    past = NightFigures.objects.exclude(night=night).filter(night__starts_at__lt=night.starts_at, asked__gt=0)
    rows = list(past.values_list("night__event_id", "asked"))
    people = dict(Event.objects.filter(pk__in=[event for event, _asked in rows]).values_list("pk", "expected_people"))
    logs = [log(asked / people[event]) for event, asked in rows if people.get(event)]
    if len(logs) < FEWEST_NIGHTS:
        return None
    freedom = len(logs) - 1
    quantile = _ONE_IN_TEN[freedom - 1] if freedom <= len(_ONE_IN_TEN) else _NORMAL
    middle, spread = fmean(logs), quantile * stdev(logs) * sqrt(1 + 1 / len(logs))
    crowd = night.event.expected_people
    low, riders, high = (max(1, round(crowd * exp(value))) for value in (middle - spread, middle, middle + spread))
    return Forecast(riders, low, high, len(logs))
