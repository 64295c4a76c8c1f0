"""What the demo commune was told, and what it made of it."""

from datetime import datetime

from serein.listening import demo_problems, demo_reports


def build(*, now: datetime) -> None:
    demo_reports.build(now=now)
    demo_problems.build(now=now)
