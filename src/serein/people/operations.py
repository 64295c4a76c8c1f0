"""Who serves where, who is away, which numbers were verified."""

from datetime import date, datetime

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.people.models import Absence, BeatDesk, Consent, HelpNumber, Posting, StaffMember


class AbsenceOverlaps(Exception):
    """Someone is already noted as away in that time."""


class AlreadyServes(Exception):
    """The beat is served by this person in this part already."""


@transaction.atomic
def note_absence(
    *, staff_member: StaffMember, starts_at: datetime, ends_at: datetime | None, by: Actor, now: datetime
) -> Absence:
    """
    Note that someone is away; the back-up takes over everywhere from that moment.

    :raises AbsenceOverlaps: if an absence stands in that time
    """
    StaffMember.objects.select_for_update().get(pk=staff_member.pk)
    standing = Absence.objects.filter(staff_member=staff_member)
    if ends_at is not None:
        standing = standing.filter(starts_at__lt=ends_at)
    if any(row.ends_at is None or row.ends_at > starts_at for row in standing):
        raise AbsenceOverlaps(
            f"{staff_member.display_name} is already away in the time from {starts_at:%Y-%m-%d %H:%M}."
        )
    absence = Absence.objects.create(staff_member=staff_member, starts_at=starts_at, ends_at=ends_at)
    journal.write(act="absence.noted", about=absence, by=by, at=now)
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: Actor, now: datetime) -> None:
    """Let someone be back now; an absence that had not begun is taken out."""
    locked = Absence.objects.select_for_update().get(pk=absence.pk)
    pk = locked.pk
    if locked.starts_at >= now:
        locked.delete()
    elif locked.ends_at is None or locked.ends_at > now:
        locked.ends_at = now
        locked.save(update_fields=["ends_at"])
    journal.write(act="absence.ended", about="people.absence", by=by, at=now, absence=pk)


@transaction.atomic
def post(*, desk: BeatDesk, staff_member: StaffMember, is_backup: bool, by: Actor, now: datetime) -> Posting:
    """
    Let someone serve a beat, or stand in, from now on; who did so before stops.

    :raises AlreadyServes: if it is the same person
    """
    before = Posting.objects.select_for_update().held_at(now).filter(desk=desk, is_backup=is_backup)
    for posting in before:
        if posting.staff_member_id == staff_member.pk:
            raise AlreadyServes(f"{staff_member.display_name} serves {desk.email} already.")
        _end(posting, now)
    posting = Posting.objects.create(desk=desk, staff_member=staff_member, is_backup=is_backup, starts_at=now)
    journal.write(act="posting.started", about=posting, by=by, at=now, desk=desk.pk, staff_member=staff_member.pk)
    return posting


@transaction.atomic
def let_leave(*, staff_member: StaffMember, by: Actor, now: datetime) -> None:
    """Take someone who leaves off every page at once: postings, consents, log-in (H05)."""
    locked = StaffMember.objects.select_for_update().get(pk=staff_member.pk)
    for posting in Posting.objects.select_for_update().held_at(now).filter(staff_member=locked):
        _end(posting, now)
    Posting.objects.filter(staff_member=locked, starts_at__gt=now).delete()
    Consent.objects.filter(staff_member=locked, withdrawn_at=None).update(withdrawn_at=now)
    locked.account.memberships.filter(ends_at=None, starts_at__lt=now).update(ends_at=now)
    locked.account.is_active = False
    locked.account.save(update_fields=["is_active"])
    locked.photo.delete(save=False)
    locked.left_at = now
    locked.save()
    journal.write(act="staff_member.left", about=locked, by=by, at=now)


@transaction.atomic
def verify_number(*, number: HelpNumber, value: str, on: date, by: Actor, now: datetime) -> HelpNumber:
    """Note that someone called a help number and that it answers, corrected if need be."""
    locked = HelpNumber.objects.select_for_update().get(pk=number.pk)
    locked.number, locked.verified_on = value, on
    locked.save(update_fields=["number", "verified_on"])
    journal.write(act="help_number.verified", about=locked, by=by, at=now)
    return locked


def _end(posting: Posting, now: datetime) -> None:
    if posting.starts_at >= now:
        posting.delete()
        return
    posting.ends_at = now
    posting.save(update_fields=["ends_at"])
