"""What comes due in the streets."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from serein.kit.jobs import job
from serein.streets.models import Outage
from serein.streets.operations.outages import ask_for_news
from serein.streets.operations.suspensions import reevaluate


@job("streets.reevaluate", every=timedelta(minutes=1))
def reevaluate_circuits(now: datetime) -> None:
    reevaluate(now=now)


@job("streets.news", at=time(6, 30))
def ask_for_news_of_outages(now: datetime) -> None:
    """An outage whose day is past goes back to the works officer, planned ones too if nobody said they were done."""
    for outage in Outage.objects.open().filter(next_on__lt=timezone.localdate(now)):
        ask_for_news(outage=outage, now=now)
