"""Who serves where, who is away, which numbers were verified."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Model

from serein.kit import journal, pictures
from serein.kit.actors import Actor
from serein.people.models import (
    Absence,
    Account,
    BeatDesk,
    Consent,
    HelpNumber,
    Membership,
    Office,
    Posting,
    Role,
    StaffMember,
)


class AddressTaken(Exception):
    """An account has this e-mail address already."""


class LastAdministrator(Exception):
    """Nobody would be left who can open accounts."""


class EscalatesInACircle(Exception):
    """An office would hear of what is late from itself, and no person ever would (H01)."""


class AbsenceOverlaps(Exception):
    """Someone is already noted as away in that time."""


class AlreadyServes(Exception):
    """The beat is served by this person in this part already."""


@transaction.atomic
def open_account(*, email: str, display_name: str, language: str = "fr", by: Actor, now: datetime) -> Account:
    """
    Open an account; its holder chooses a password by the link that the log-in page sends to this address.

    :raises AddressTaken: if there is one for this address
    """
    if Account.objects.filter(email=email.lower()).exists():
        raise AddressTaken(f"There is an account for {email} already.")
    account = Account.objects.create_user(email, None, display_name=display_name, language=language)
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    journal.write(act="account.opened", about=account, by=by, at=now)
    return account


@transaction.atomic
def give_role(*, account: Account, office: Office, role: str, by: Actor, now: datetime) -> Membership:
    """Let someone hold an office in a role from now on; one who is met by residents becomes a member of staff."""
    membership, is_new = Membership.objects.get_or_create(
        account=account, office=office, role=role, ends_at=None, defaults={"starts_at": now}
    )
    if role == Role.INSPECTOR:
        StaffMember.objects.get_or_create(account=account, defaults={"display_name": account.display_name})
    if is_new:
        journal.write(act="role.given", about=membership, by=by, at=now, role=role, office=office.code)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: Actor, now: datetime) -> None:
    """
    Take a role away from now on.

    :raises LastAdministrator: if nobody else administers
    """
    administrators = Membership.objects.held_at(now).filter(role=Role.ADMINISTRATOR, account__is_active=True)
    others = set(administrators.select_for_update(of=("self",)).values_list("pk", flat=True)) - {membership.pk}
    locked = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if locked.role == Role.ADMINISTRATOR and not others:
        raise LastAdministrator("Give another account the role of administrator first.")
    if locked.role == Role.INSPECTOR:
        for posting in Posting.objects.held_at(now).filter(staff_member__account=locked.account_id):
            _end(posting, now)
    if locked.starts_at >= now:
        locked.delete()
    else:
        locked.ends_at = now
        locked.save(update_fields=["ends_at"])
    journal.write(
        act="role.ended", about="people.membership", by=by, at=now, role=locked.role, account=locked.account_id
    )


@transaction.atomic
def keep(*, row: Model, by: Actor, now: datetime) -> None:
    """
    Write a row of reference (an office, a post, a desk, a number) that a form checked.

    :raises EscalatesInACircle: if an office would hear of what is late from itself
    """
    is_new = row.pk is None
    if isinstance(row, Office):
        _refuse_circle(row)
    row.save()
    journal.write(act="reference.added" if is_new else "reference.changed", about=row, by=by, at=now)


@transaction.atomic
def introduce(
    *, staff_member: StaffMember, photo: UploadedFile[Any] | None, consents: bool, by: Actor, now: datetime
) -> None:
    """Write how residents meet someone: name, languages, and a photo only with their consent, on record."""
    standing = Consent.objects.filter(staff_member=staff_member, purpose=Consent.Purpose.PHOTO, withdrawn_at=None)
    files, before = staff_member.photo.storage, staff_member.photo.name
    if not consents:
        standing.update(withdrawn_at=now)
        staff_member.photo = None
    elif not standing.exists():
        Consent.objects.create(staff_member=staff_member, purpose=Consent.Purpose.PHOTO, given_at=now)
    if consents and photo is not None:
        staff_member.photo.save("photo.jpg", pictures.plain_jpeg(photo), save=False)
    staff_member.save()
    if before and before != staff_member.photo.name:
        transaction.on_commit(lambda: files.delete(before))
    journal.write(act="staff_member.introduced", about=staff_member, by=by, at=now)


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
    BeatDesk.objects.select_for_update(of=("self",)).get(pk=desk.pk)  # two who post at once come one after the other
    before = Posting.objects.held_at(now).filter(desk=desk, is_backup=is_backup)
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
    files, photo = locked.photo.storage, locked.photo.name
    locked.photo, locked.left_at = None, now
    locked.save()
    if photo:
        transaction.on_commit(lambda: files.delete(photo))
    journal.write(act="staff_member.left", about=locked, by=by, at=now)


@transaction.atomic
def verify_number(*, number: HelpNumber, value: str, on: date, by: Actor, now: datetime) -> HelpNumber:
    """Note that someone called a help number and that it answers, corrected if need be."""
    locked = HelpNumber.objects.select_for_update().get(pk=number.pk)
    locked.number, locked.verified_on = value, on
    locked.save(update_fields=["number", "verified_on"])
    journal.write(act="help_number.verified", about=locked, by=by, at=now)
    return locked


def _refuse_circle(office: Office) -> None:
    above, seen = office.escalates_to, {office.pk}
    while above is not None:
        if above.pk in seen:
            raise EscalatesInACircle(f"{office.code} would hear from itself, by {above.code}.")
        seen.add(above.pk)
        above = above.escalates_to


def _end(posting: Posting, now: datetime) -> None:
    if posting.starts_at >= now:
        posting.delete()
        return
    posting.ends_at = now
    posting.save(update_fields=["ends_at"])
