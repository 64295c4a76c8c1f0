"""The tests' cast and its town: Amina the inspector, Bart her colleague, Chloé a resident, Driss the organiser, Eve."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from serein.people.models import (
    Account,
    BeatDesk,
    HelpNumber,
    Membership,
    Office,
    Organisation,
    Post,
    Posting,
    Role,
    StaffMember,
)
from serein.territory.models import Beat

BRUSSELS = ZoneInfo("Europe/Brussels")
FRIDAY_NIGHT = datetime(2026, 6, 19, 21, 30, tzinfo=BRUSSELS)
LONG_AGO = FRIDAY_NIGHT - timedelta(days=400)


def make_account(name: str = "Eve", **fields: object) -> Account:
    return Account.objects.create_user(
        f"{name.lower().replace('é', 'e')}@example.org", "a long password", display_name=name, **fields
    )


def make_organisation(code: str = "zone") -> Organisation:
    return Organisation.objects.get_or_create(
        code=code,
        defaults={"kind": Organisation.Kind.POLICE_ZONE, "name_fr": "Zone de police", "name_nl": "Politiezone"},
    )[0]


def make_office(code: str = "proximity", *, escalates_to: Office | None = None, email: str | None = None) -> Office:
    return Office.objects.create(
        code=code,
        organisation=make_organisation(),
        name_fr=f"Fonction {code}",
        name_nl=f"Functie {code}",
        email=f"{code}@example.org" if email is None else email,
        escalates_to=escalates_to,
    )


def make_holder(
    office: Office,
    *,
    account: Account | None = None,
    name: str = "Driss",
    role: str = Role.CHIEF,
    since: datetime = LONG_AGO,
) -> Account:
    holder = account or make_account(name)
    Membership.objects.create(account=holder, office=office, role=role, starts_at=since)
    return holder


def make_staff_member(name: str = "Amina", *, account: Account | None = None) -> StaffMember:
    return StaffMember.objects.create(account=account or make_account(name), display_name=name, languages=["fr", "nl"])


def make_beat(code: str = "B01") -> Beat:
    return Beat.objects.create(code=code, name_fr=f"Secteur {code}", name_nl=f"Wijkgebied {code}")


def make_post(code: str = "centre") -> Post:
    return Post.objects.create(
        code=code,
        organisation=make_organisation(),
        name_fr="Poste du Centre",
        name_nl="Post Centrum",
        address_fr="Grand-Place 1",
        address_nl="Grote Markt 1",
        lat=50.74,
        lon=3.21,
        opening_hours="Mo-Fr 09:00-12:00,13:30-17:00",
    )


def make_desk(beat: Beat | None = None, *, post: Post | None = None) -> BeatDesk:
    beat = beat or make_beat()
    return BeatDesk.objects.create(
        beat=beat, post=post or Post.objects.first() or make_post(), email=f"quartier-{beat.code.lower()}@example.org"
    )


def make_posting(
    desk: BeatDesk, staff_member: StaffMember, *, is_backup: bool = False, since: datetime = LONG_AGO
) -> Posting:
    return Posting.objects.create(desk=desk, staff_member=staff_member, is_backup=is_backup, starts_at=since)


def make_help_number(code: str = "police", number: str = "101", **fields: object) -> HelpNumber:
    defaults = {
        "label_fr": "Police en urgence",
        "label_nl": "Dringende politiehulp",
        "label_en": "Police in an emergency",
        "owner": Office.objects.first() or make_office("desk"),
        "source": "112.be",
        "verified_on": FRIDAY_NIGHT.date(),
    }
    return HelpNumber.objects.create(code=code, number=number, **defaults | fields)
