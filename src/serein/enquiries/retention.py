"""Retention: what is past its time is destroyed, in the database, its log and, by its key, in every backup."""

import logging
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Max, Model
from django.utils import timezone

from serein.enquiries import ledger, operations
from serein.enquiries.kinds import list_holdings
from serein.enquiries.models import Enquiry, EnquiryStep, RetentionRun
from serein.kit import journal, keyring, sealed
from serein.kit.actors import SYSTEM
from serein.kit.data_classes import DataClass
from serein.kit.models import JournalEntry

log = logging.getLogger(__name__)
_BEFORE_THE_KEY_GOES = timedelta(days=7)
LONGEST_LEAP = timedelta(days=45)


class ClockLeapt(Exception):
    """The last run is so long ago that a wrong clock is likelier; what a wrong clock destroys does not come back."""


def carry_out(*, now: datetime, confirmed: bool = False) -> RetentionRun:
    """
    Destroy what is due; seal anew what is still needed while its day's key is about to go.

    A value whose key is gone keeps nobody else's from being handled. No key goes that a request, or what else is held,
    still needs.

    :raises ClockLeapt: if the last run is over 45 days from now and nobody confirmed that this is right
    """
    last = RetentionRun.objects.order_by("-pk").first()
    if last is not None and not confirmed and abs(now - last.at) > LONGEST_LEAP:
        raise ClockLeapt(
            f"The last run was at {last.at:%Y-%m-%d}, this one would be at {now:%Y-%m-%d}. "
            "If the clock is right: ./serein manage retention --confirm"
        )
    today = timezone.localdate(now)
    for enquiry in Enquiry.objects.filter(destroyed_at=None, key_day__lte=today + _BEFORE_THE_KEY_GOES):
        try:
            _keep_readable(enquiry, now)
        except keyring.KeyLost:
            log.error("Enquiry %s cannot be kept readable: its key is not on this machine.", enquiry.pk)
    due = Enquiry.objects.filter(destroyed_at=None, erase_on__lte=today)
    destroyed = sum(operations.erase(enquiry=enquiry, by=SYSTEM, now=now) for enquiry in due)
    needed = set(Enquiry.objects.filter(destroyed_at=None).values_list("key_day", flat=True))
    needed = needed.union(*(holding.needed_keys() for holding in list_holdings()))
    keys = keyring.destroy_days_before(today, but=needed)
    ledger.forget_old(today=today)
    run = _record(destroyed, len(keys), now)
    leave_no_trace(run=run)
    return run


def leave_no_trace(*, run: RetentionRun) -> None:
    """
    Write the tables anew, so that no page of the file keeps what a row or an index held before.

    SQLite's `secure_delete` zeroes deleted rows, but leaves copies of index entries where pages were split.
    Nothing is done when nothing was erased since this last succeeded, whichever package erased it: its act ends in
    `.erased`. A reader in the way leaves it to the next run.
    """
    clean = RetentionRun.objects.filter(clean_number__isnull=False).order_by("-pk").first()
    since = clean.clean_number if clean else 0
    erased = JournalEntry.objects.filter(number__gt=since, act__endswith=".erased")
    number = erased.aggregate(last=Max("number"))["last"]
    if connection.in_atomic_block or number is None:
        return
    if _write_anew():
        run.clean_number = number
        run.save(update_fields=["clean_number"])


@transaction.atomic
def _keep_readable(enquiry: Enquiry, now: datetime) -> None:
    """Move an enquiry that is needed for longer under the key of a later day."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    needed_until = locked.erase_on or timezone.localdate(now) + timedelta(days=locked.what.most_days)
    if needed_until <= locked.key_day:
        return
    texts = {name: sealed.open_unseen(getattr(locked, name)) for name in operations.SEALED}
    locked.key_day = needed_until
    for photo in locked.photos.all():
        photo.image, photo.key_day = sealed.open_unseen(photo.image), needed_until
        photo.save()
    for name, text in texts.items():
        setattr(locked, name, text)
    locked.save()


@transaction.atomic
def _record(destroyed: int, keys: int, now: datetime) -> RetentionRun:
    run = RetentionRun.objects.create(at=now, destroyed=destroyed, keys_destroyed=keys)
    journal.write(act="retention.carried_out", about=run, by=SYSTEM, at=now, destroyed=destroyed, keys=keys)
    return run


def _write_anew() -> bool:
    """Return whether everything was written anew: on SQLite a reader can keep the log from being emptied."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = bool(cursor.fetchone()[0])
            return not is_busy
        for model in _hold_what_is_personal():
            cursor.execute(f"VACUUM FULL {connection.ops.quote_name(model._meta.db_table)}")
    return True


def _hold_what_is_personal() -> list[type[Model]]:
    """List the tables of what is personal, whichever package they belong to."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("serein."))
    return [EnquiryStep, *(model for model in ours if model.data_class in (DataClass.D2, DataClass.D3))]  # type: ignore[attr-defined]
