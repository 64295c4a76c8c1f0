"""What comes due for reports."""

from datetime import datetime, timedelta

from serein.kit.jobs import job
from serein.listening import webhooks


@job("listening.webhooks", every=timedelta(minutes=1))
def send_to_tools(now: datetime) -> None:
    webhooks.send_due(now=now)
