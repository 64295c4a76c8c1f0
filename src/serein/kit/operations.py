"""Housekeeping of the technical tables."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from serein.kit import keyring
from serein.kit.models import JobFiring, OutboxMail, RateCounter

_DAYS_KEPT = 30


def sweep(*, now: datetime) -> list[str]:
    """Drop spent rows of the technical tables and destroy day keys whose day is over; return those keys' ids."""
    old = now - timedelta(days=_DAYS_KEPT)
    RateCounter.objects.filter(window_at__lt=now - timedelta(days=1)).delete()
    JobFiring.objects.filter(due_at__lt=old).delete()
    OutboxMail.objects.filter(sent_at__lt=old).delete()
    DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED], finished_at__lt=old
    ).delete()
    return keyring.destroy_days_before(timezone.localdate(now))
