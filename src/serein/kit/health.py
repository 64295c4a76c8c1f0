"""Whether what works unseen is at work: requests for help rest on it (H01)."""

from datetime import datetime, timedelta

from django.db.models import CharField, Value
from django.utils import timezone

from serein.kit import outbox
from serein.kit.models import Heartbeat

SILENT_AFTER = timedelta(minutes=3)


def list_troubles(*, now: datetime) -> list[str]:
    """Name what is in trouble, of `scheduler`, `worker` and `mail`; one query."""
    lively = Heartbeat.objects.filter(beaten_at__gt=timezone.now() - SILENT_AFTER).values_list("name")
    overdue = outbox.overdue(now=now).values_list(Value("mail", output_field=CharField()))
    found = {name for (name,) in lively.union(overdue)}
    troubles = [name for name in ("scheduler", "worker") if name not in found]
    return [*troubles, "mail"] if "mail" in found else troubles
