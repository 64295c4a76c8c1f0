"""Signs of the demo's circuits."""

from datetime import datetime


def build(*, now: datetime) -> None:
    del now
