"""Who serves where, who may do what, whom to call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from serein.people.models import (
    Absence,
    Account,
    BeatDesk,
    Consent,
    HelpNumber,
    Membership,
    Office,
    Post,
    Posting,
    Role,
    StaffMember,
)
from serein.territory import queries as territory
from serein.territory.models import Beat


@dataclass(frozen=True)
class Serving:
    """Who answers for a beat now: the inspector, or the back-up while the inspector is away."""

    desk: BeatDesk | None
    inspector: StaffMember | None
    backup: StaffMember | None
    is_inspector_absent: bool
    is_backup_absent: bool

    @property
    def acting(self) -> StaffMember | None:
        """The one to turn to, or nobody: then the post answers."""
        if self.inspector and not self.is_inspector_absent:
            return self.inspector
        return None if self.is_backup_absent else self.backup

    @property
    def post(self) -> Post | None:
        return self.desk.post if self.desk else None


@dataclass(frozen=True)
class Duty:
    """What someone who is logged in may do now: their roles, and the ids of the offices they hold."""

    account: Account
    roles: frozenset[str]
    offices: frozenset[int]


@dataclass(frozen=True)
class ShownNumber:
    """A help number as a page shows it: itself, or its fallback once it went stale."""

    label: str
    number: str
    tel_uri: str
    hours: str
    is_stale: bool


@dataclass(frozen=True)
class HelpNumbers:
    """The registry of help numbers as pages show it on a day."""

    rows: list[HelpNumber]
    on: date

    def on_every_page(self) -> list[ShownNumber]:
        return self._shown(row for row in self.rows if row.is_on_every_page)

    def by_code(self, *codes: str) -> list[ShownNumber]:
        """Return these numbers in this order; unknown ones are left out."""
        by_code = {row.code: row for row in self.rows}
        return self._shown(by_code[code] for code in codes if code in by_code)

    def _shown(self, rows: Iterable[HelpNumber]) -> list[ShownNumber]:
        """Return each number once: two may give way to the same fallback."""
        found = [shown(row, self.on) for row in rows]
        return list({number.number: number for number in found if number}.values())


def who_serves(*, beat: Beat, now: datetime) -> Serving:
    """Return who serves a beat, in one query; a second one when the beat is vacant."""
    postings = list(
        Posting.objects.held_at(now)
        .with_presence(now)
        .filter(desk__beat=beat)
        .select_related("staff_member", "desk__post__help_number")
        .order_by("-starts_at")
    )
    desk = postings[0].desk if postings else _find_desk(beat)
    return _serving(desk, postings)


def who_serve(*, now: datetime) -> dict[int, Serving]:
    """Return who serves every beat that has a desk, by beat id."""
    desks = {desk.pk: desk for desk in BeatDesk.objects.select_related("post__help_number", "beat")}
    by_desk: dict[int, list[Posting]] = {pk: [] for pk in desks}
    for posting in (
        Posting.objects.held_at(now).with_presence(now).select_related("staff_member").order_by("-starts_at")
    ):
        by_desk[posting.desk_id].append(posting)
    return {desk.beat_id: _serving(desk, by_desk[pk]) for pk, desk in desks.items()}


def count_serving(*, now: datetime) -> int:
    """Count the members of staff who serve a beat or stand in for one."""
    postings = Posting.objects.held_at(now).filter(staff_member__account__is_active=True)
    return postings.values("staff_member").distinct().count()


def list_beats_to_ask() -> QuerySet[Beat]:
    """Return the beats of which something can be asked: in force, with a role address; elsewhere nobody answers."""
    return territory.list_beats().filter(pk__in=BeatDesk.objects.values("beat"))


def postings_at_work(*, now: datetime) -> QuerySet[Posting]:
    """Return the postings whose holder is not away: a beat with one of them has someone who answers."""
    return Posting.objects.held_at(now).with_presence(now).filter(is_absent=False)


def list_beats_answered_by(*, account: Account, now: datetime) -> list[int]:
    """Return the ids of the beats whose requests this account answers now, its own and those it stands in for."""
    mine = BeatDesk.objects.filter(postings__staff_member__account=account)
    postings = Posting.objects.held_at(now).with_presence(now).filter(desk__in=mine)
    by_desk: dict[BeatDesk, list[Posting]] = {}
    for posting in postings.select_related("staff_member", "desk").order_by("-starts_at"):
        by_desk.setdefault(posting.desk, []).append(posting)
    servings = [_serving(desk, held) for desk, held in by_desk.items()]
    return [s.desk.beat_id for s in servings if s.desk and s.acting and s.acting.account_id == account.pk]


def duty_of(*, account: Account, now: datetime) -> Duty:
    """Return the offices that an account holds now, and its roles there; one query."""
    memberships = list(Membership.objects.held_at(now).filter(account=account).select_related("office"))
    return Duty(
        account=account,
        roles=frozenset(membership.role for membership in memberships),
        offices=frozenset(membership.office_id for membership in memberships),
    )


def list_accounts(*, now: datetime) -> list[Account]:
    """Return the accounts that may log in, with what they hold now (`held`); two queries."""
    held = Prefetch("memberships", Membership.objects.held_at(now).select_related("office"), to_attr="held")
    return list(Account.objects.filter(is_active=True).prefetch_related(held).order_by("display_name"))


def list_absences(*, staff_members: QuerySet[StaffMember], now: datetime) -> list[Absence]:
    """Return the absences that stand or are to come, the nearest first."""
    rows = Absence.objects.filter(staff_member__in=staff_members).select_related("staff_member")
    return list(rows.filter(Q(ends_at=None) | Q(ends_at__gt=now)).order_by("starts_at"))


def offices_held(*, now: datetime) -> QuerySet[Office]:
    """Return the offices that someone holds and that have an address: elsewhere nobody would answer."""
    held = Membership.objects.held_at(now).filter(office=OuterRef("pk"), account__is_active=True)
    return Office.objects.exclude(email="").filter(Exists(held))


def is_held(*, office: Office, now: datetime) -> bool:
    return offices_held(now=now).filter(pk=office.pk).exists()


def list_mail_of_administrators(*, now: datetime) -> list[str]:
    """Return the log-in addresses of those who administer: the last resort when an office has nobody."""
    held = Membership.objects.held_at(now).filter(role=Role.ADMINISTRATOR, account__is_active=True)
    return list(held.values_list("account__email", flat=True).distinct())


def list_mail_of_holders(*, office: Office, now: datetime) -> list[str]:
    """Return the log-in addresses of those who hold an office: the end of an escalation is a person."""
    held = Membership.objects.held_at(now).filter(office=office, account__is_active=True)
    return list(held.values_list("account__email", flat=True).distinct())


def shown(row: HelpNumber, on: date) -> ShownNumber | None:
    """Return a number, its fallback once it went stale, or nothing if that is stale too (H20)."""
    if not row.is_stale_on(on):
        return ShownNumber(row.label, row.number, row.tel_uri, row.hours, is_stale=False)
    fallback = row.fallback
    if fallback is None or fallback.is_stale_on(on):
        return None
    return ShownNumber(fallback.label, fallback.number, fallback.tel_uri, fallback.hours, is_stale=True)


def read_help_numbers(*, on: date) -> HelpNumbers:
    """Read the registry once, for all that a page shows of it."""
    return HelpNumbers(rows=list(HelpNumber.objects.select_related("fallback")), on=on)


def list_numbers_to_verify(*, on: date) -> list[HelpNumber]:
    return [row for row in HelpNumber.objects.select_related("owner") if row.is_due_on(on)]


def may_show_photo(staff_member: StaffMember) -> bool:
    """Whether there is a photo and the consent to show it stands."""
    return (
        bool(staff_member.photo)
        and Consent.objects.filter(staff_member=staff_member, purpose=Consent.Purpose.PHOTO, withdrawn_at=None).exists()
    )


def _find_desk(beat: Beat) -> BeatDesk | None:
    return BeatDesk.objects.select_related("post__help_number").filter(beat=beat).first()


def _serving(desk: BeatDesk | None, postings: list[Posting]) -> Serving:
    inspector = next((posting for posting in postings if not posting.is_backup), None)
    backup = next((posting for posting in postings if posting.is_backup), None)
    return Serving(
        desk=desk,
        inspector=inspector.staff_member if inspector else None,
        backup=backup.staff_member if backup else None,
        is_inspector_absent=bool(inspector and inspector.is_absent),
        is_backup_absent=bool(backup and backup.is_absent),
    )
