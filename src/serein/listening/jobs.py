"""What comes due for reports."""

from datetime import datetime, timedelta

from serein.kit.actors import SYSTEM
from serein.kit.jobs import job
from serein.listening import webhooks
from serein.listening.operations.panels import forget_answers
from serein.listening.operations.priorities import forget_ballots


@job("listening.webhooks", every=timedelta(minutes=1))
def send_to_tools(now: datetime) -> None:
    webhooks.send_due(now=now)


@job("listening.ballots", every=timedelta(days=1))
def forget_old_ballots(now: datetime) -> None:
    forget_ballots(now=now, by=SYSTEM)
    forget_answers(now=now, by=SYSTEM)
