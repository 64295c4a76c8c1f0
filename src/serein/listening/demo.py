"""What the demo commune was told, and what it made of it."""

from datetime import datetime

from serein.listening import demo_handling, demo_problems, demo_reports


def build(*, now: datetime) -> None:
    demo_handling.build(now=now)
    demo_reports.build(now=now)
    demo_problems.build(now=now)
    demo_handling.tell_the_tool(now=now)
