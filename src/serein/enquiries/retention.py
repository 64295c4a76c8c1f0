"""Retention: what is past its time is destroyed, in the database, its log and, by its key, in every backup."""

from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from serein.enquiries import operations
from serein.enquiries.models import Enquiry, EnquiryStep, RetentionRun
from serein.kit import journal, keyring, sealed
from serein.kit.actors import SYSTEM
from serein.kit.models import OutboxMail

_BEFORE_THE_KEY_GOES = timedelta(days=7)
EVER = datetime(1, 1, 1, tzinfo=UTC)


def carry_out(*, now: datetime) -> RetentionRun:
    """Destroy what is due; seal anew what is still open while its day's key is about to go."""
    today = timezone.localdate(now)
    for enquiry in Enquiry.objects.filter(destroyed_at=None, key_day__lte=today + _BEFORE_THE_KEY_GOES):
        _keep_readable(enquiry, now)
    due = Enquiry.objects.filter(destroyed_at=None, erase_on__lte=today)
    destroyed = 0
    for enquiry in due:
        operations.erase(enquiry=enquiry, by=SYSTEM, now=now)
        destroyed += 1
    keys = keyring.destroy_days_before(today)
    last = RetentionRun.objects.first()
    run = _record(destroyed, len(keys), now)
    if Enquiry.objects.filter(destroyed_at__gt=last.at if last else EVER).exists():
        _leave_no_trace()
    return run


@transaction.atomic
def _keep_readable(enquiry: Enquiry, now: datetime) -> None:
    """Move an enquiry that is needed for longer under the key of a later day."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    needed_until = locked.erase_on or timezone.localdate(now) + timedelta(days=locked.what.most_days)
    if needed_until <= locked.key_day:
        return
    texts = {name: sealed.open_unseen(getattr(locked, name)) for name in operations.SEALED}
    locked.key_day = needed_until
    for name, text in texts.items():
        setattr(locked, name, text)
    locked.save()


@transaction.atomic
def _record(destroyed: int, keys: int, now: datetime) -> RetentionRun:
    run = RetentionRun.objects.create(at=now, destroyed=destroyed, keys_destroyed=keys)
    journal.write(act="retention.carried_out", about=run, by=SYSTEM, at=now, destroyed=destroyed, keys=keys)
    return run


def _leave_no_trace() -> None:
    """
    Write the tables anew, so that no page of the file keeps what a row or an index held before.

    SQLite's `secure_delete` zeroes deleted rows, but leaves copies of index entries where pages were split.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for model in (Enquiry, EnquiryStep, OutboxMail):
                cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
