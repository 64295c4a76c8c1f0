"""Housekeeping of the technical tables."""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import Q
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from serein.kit.models import JobFiring, OutboxMail, RateCounter

_DAYS_KEPT = 30


def sweep(*, now: datetime) -> None:
    """Drop spent rows of the technical tables, and sessions that ended."""
    old = now - timedelta(days=_DAYS_KEPT)
    RateCounter.objects.filter(window_at__lt=now - timedelta(days=1)).delete()
    JobFiring.objects.filter(due_at__lt=old).delete()
    OutboxMail.objects.filter(Q(sent_at__lt=old) | Q(given_up_at__lt=old)).delete()
    DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED], finished_at__lt=old
    ).delete()
    call_command("clearsessions")
