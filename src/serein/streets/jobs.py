"""What comes due in the streets."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from serein.kit.jobs import job
from serein.streets.models import Outage, Suspension
from serein.streets.operations.outages import ask_for_news
from serein.streets.operations.suspensions import keep_detour, reevaluate
from serein.streets.queries.detours import find_detour


@job("streets.reevaluate", every=timedelta(minutes=1))
def reevaluate_circuits(now: datetime) -> None:
    reevaluate(now=now)


@job("streets.detours", every=timedelta(minutes=1))
def look_for_ways_round(now: datetime) -> None:
    """The way is computed before anything is written: nobody waits for it."""
    causes = (Suspension.Cause.OUTAGE, Suspension.Cause.CLOSURE)
    sought = Suspension.objects.filter(ended_at=None, sought_at=None, cause__in=causes)
    for suspension in sought.select_related("circuit", "outage__cabin", "closure"):
        found = find_detour(suspension=suspension, now=now)
        line, length_m = (found.lon_lat, found.length_m) if found else ([], 0.0)
        keep_detour(suspension=suspension, line=line, length_m=length_m, now=now)


@job("streets.news", at=time(6, 30))
def ask_for_news_of_outages(now: datetime) -> None:
    """An outage whose day is past goes back to the works officer, planned ones too if nobody said they were done."""
    for outage in Outage.objects.open().filter(next_on__lt=timezone.localdate(now)):
        ask_for_news(outage=outage, now=now)
