"""Who someone is and may do: accounts, organisations, offices, postings, and the registry of help numbers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.actors import Actor
from serein.kit.bilingual import BilingualName
from serein.kit.data_classes import DataClass
from serein.territory.models import Beat


def _in_force(moment: datetime) -> Q:
    return Q(starts_at__lte=moment) & (Q(ends_at=None) | Q(ends_at__gt=moment))


_ENDS_AFTER_IT_STARTS = Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))


class PeriodQuerySet(models.QuerySet[Any]):
    def held_at(self, moment: datetime) -> Self:
        return self.filter(_in_force(moment))


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Someone who logs in."""

    data_class = DataClass.D2
    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["display_name"]

    def __str__(self) -> str:
        return self.display_name

    @property
    def actor(self) -> Actor:
        return Actor(id=f"account:{self.pk}", label=self.display_name)


class Organisation(BilingualName):
    """A service of the commune, the police zone, an association, a venue…"""

    data_class = DataClass.D0

    class Kind(models.TextChoices):
        SERVICE = "service", _("Service of the commune")
        POLICE_ZONE = "police_zone", _("Police zone")
        ASSOCIATION = "association", _("Association")
        VENUE = "venue", _("Venue")
        SCHOOL = "school", _("School")
        OTHER = "other", _("Other")

    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        ordering: ClassVar = ["name_fr"]


class Office(BilingualName):
    """What owns requests: a function with a role address, held by people who come and go."""

    data_class = DataClass.D0
    code = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    email = models.EmailField(blank=True)
    escalates_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="hears_from")

    class Meta:
        ordering: ClassVar = ["name_fr"]
        constraints: ClassVar = [
            CheckConstraint(name="office_does_not_escalate_to_itself", condition=~Q(escalates_to=F("id")))
        ]


class Role(models.TextChoices):
    """What someone may do at the desk."""

    INSPECTOR = "inspector", _("Neighbourhood inspector")
    CHIEF = "chief", _("Chief of police")
    DESK = "desk", _("Front desk")
    PREVENTION_OFFICER = "prevention_officer", _("Prevention officer")
    YOUTH = "youth", _("Youth service")
    WORKS = "works", _("Works department")
    MAYOR = "mayor", _("Mayor")
    DPO = "dpo", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Membership(models.Model):
    """Someone holds an office, in a role, for a time."""

    data_class = DataClass.D2
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(name="membership_ends_after_it_starts", condition=_ENDS_AFTER_IT_STARTS),
            UniqueConstraint(
                name="one_open_membership_a_role", fields=["account", "office", "role"], condition=Q(ends_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class StaffMember(models.Model):
    """A member of staff as residents meet them: a first name, languages, a photo if they consent."""

    data_class = DataClass.D2
    account = models.OneToOneField(Account, models.CASCADE, related_name="staff_member")
    display_name = models.CharField(max_length=80)
    languages = models.JSONField(default=list)
    photo = models.ImageField(upload_to="photos/", blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["display_name"]

    def __str__(self) -> str:
        return self.display_name


class Consent(models.Model):
    """A member of staff consents to something, and may withdraw it."""

    data_class = DataClass.D2

    class Purpose(models.TextChoices):
        PHOTO = "photo", _("Photo on public pages")

    staff_member = models.ForeignKey(StaffMember, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                name="one_consent_stands", fields=["staff_member", "purpose"], condition=Q(withdrawn_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_member_id} {self.purpose}"


class Qualification(models.Model):
    """What a member of staff learnt, and until when it counts."""

    data_class = DataClass.D2
    staff_member = models.ForeignKey(StaffMember, models.CASCADE, related_name="qualifications")
    subject = models.CharField(max_length=120)
    obtained_on = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                name="qualification_ends_after_it_starts",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("obtained_on")),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def is_valid_on(self, day: date) -> bool:
        return self.obtained_on <= day and (self.valid_until is None or day <= self.valid_until)


class HelpNumber(models.Model):
    """A number to call, with who vouches for it and when it was last verified (H20)."""

    data_class = DataClass.D0
    code = models.SlugField(unique=True)
    label_fr = models.CharField(max_length=120)
    label_nl = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    hours_fr = models.CharField(max_length=120, blank=True)
    hours_nl = models.CharField(max_length=120, blank=True)
    hours_en = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=30)
    owner = models.ForeignKey(Office, models.PROTECT, related_name="help_numbers")
    source = models.CharField(max_length=200)
    verified_on = models.DateField()
    verify_every_days = models.PositiveSmallIntegerField(default=180)
    grace_days = models.PositiveSmallIntegerField(default=30)
    fallback = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    is_emergency = models.BooleanField(default=False)
    is_on_every_page = models.BooleanField(default=False)
    rank = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering: ClassVar = ["rank", "code"]

    def __str__(self) -> str:
        return f"{self.label_fr} {self.number}"

    @property
    def label(self) -> str:
        return self._in_language(self.label_fr, self.label_nl, self.label_en)

    @property
    def hours(self) -> str:
        return self._in_language(self.hours_fr, self.hours_nl, self.hours_en)

    @property
    def tel_uri(self) -> str:
        digits = "".join(sign for sign in self.number if sign.isdigit())
        if len(digits) <= 4:
            return f"tel:{digits}"
        return f"tel:+{digits}" if self.number.startswith("+") else f"tel:+32{digits.removeprefix('0')}"

    def days_due(self, day: date) -> int:
        """For how many days someone should have verified it again; none, or less, while it is not due."""
        return (day - self.verified_on).days - self.verify_every_days

    def is_due_on(self, day: date) -> bool:
        return self.days_due(day) > 0

    def is_stale_on(self, day: date) -> bool:
        """Whether it went unverified so long that pages show the fallback instead; an emergency number never does."""
        return not self.is_emergency and self.days_due(day) > self.grace_days

    @staticmethod
    def _in_language(fr: str, nl: str, en: str) -> str:
        return {"nl": nl, "en": en}.get(get_language() or "fr", "") or fr


class Post(BilingualName):
    """A local police post: where residents find their inspectors."""

    data_class = DataClass.D0
    code = models.SlugField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    address_fr = models.CharField(max_length=200)
    address_nl = models.CharField(max_length=200, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    opening_hours = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    help_number = models.ForeignKey(HelpNumber, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["name_fr"]

    @property
    def address(self) -> str:
        return self.address_nl if get_language() == "nl" and self.address_nl else self.address_fr


class BeatDesk(models.Model):
    """How a beat is reached, whoever serves it: its role address and its post."""

    data_class = DataClass.D0
    beat = models.OneToOneField(Beat, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="desks")
    email = models.EmailField()

    def __str__(self) -> str:
        return self.email


class PostingQuerySet(PeriodQuerySet):
    def with_presence(self, moment: datetime) -> Self:
        """Say of each whether its holder is absent at that moment (`is_absent`), and leave out who left."""
        absences = Absence.objects.held_at(moment).filter(staff_member=OuterRef("staff_member"))
        there = Q(staff_member__left_at=None) | Q(staff_member__left_at__gt=moment)
        return self.filter(there, staff_member__account__is_active=True).annotate(is_absent=Exists(absences))


class Posting(models.Model):
    """An inspector serves a beat for a time, or stands in for who does."""

    data_class = DataClass.D2
    desk = models.ForeignKey(BeatDesk, models.PROTECT, related_name="postings")
    staff_member = models.ForeignKey(StaffMember, models.PROTECT, related_name="postings")
    is_backup = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    is_absent: bool
    """Whether its holder is away, where `with_presence` was asked."""

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(name="posting_ends_after_it_starts", condition=_ENDS_AFTER_IT_STARTS),
            UniqueConstraint(
                name="one_open_posting_a_beat_and_part", fields=["desk", "is_backup"], condition=Q(ends_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.staff_member_id}"


class Absence(models.Model):
    """Someone is away. Why is nobody's business here, and until when is not shown (H32)."""

    data_class = DataClass.D2
    staff_member = models.ForeignKey(StaffMember, models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [CheckConstraint(name="absence_ends_after_it_starts", condition=_ENDS_AFTER_IT_STARTS)]

    def __str__(self) -> str:
        return f"{self.staff_member_id} {self.starts_at:%Y-%m-%d}"
