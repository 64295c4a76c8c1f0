"""Whether what works unseen is at work: requests for help rest on it (H01)."""

from datetime import datetime, timedelta

from django.db.models import CharField, Value
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from serein.kit import outbox
from serein.kit.models import Heartbeat

SILENT_AFTER = timedelta(minutes=3)
FAILURES_SHOWN_FOR = timedelta(days=1)


def list_troubles(*, now: datetime) -> list[str]:
    """Name what is in trouble, of `scheduler`, `worker`, `mail` and `jobs`; one query."""
    lively = Heartbeat.objects.filter(beaten_at__gt=timezone.now() - SILENT_AFTER).values_list("name")
    overdue = outbox.overdue(now=now).values_list(Value("mail", output_field=CharField()))
    failed = (
        DBTaskResult.objects.order_by()
        .filter(status=TaskResultStatus.FAILED, finished_at__gt=timezone.now() - FAILURES_SHOWN_FOR)
        .values_list(Value("jobs", output_field=CharField()))
    )
    found = {name for (name,) in lively.union(overdue, failed)}
    silent = [name for name in ("scheduler", "worker") if name not in found]
    return silent + [name for name in ("mail", "jobs") if name in found]
