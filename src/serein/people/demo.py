"""The demo commune's people: ten inspectors, three posts, and those in charge."""

from datetime import datetime, timedelta

from django.utils import timezone

from serein.people.models import (
    Absence,
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
from serein.people.reference import list_help_numbers
from serein.territory.models import Address, Beat, Place

MAIL = "demo.invalid"
OFFICES = [
    # code, French, Dutch, organisation, escalates to
    ("mayor", "Bourgmestre", "Burgemeester", "commune", ""),
    ("chief", "Direction de la police locale", "Directie van de lokale politie", "zone", "mayor"),
    ("proximity", "Coordination des inspecteurs de quartier", "Coördinatie van de wijkinspecteurs", "zone", "chief"),
    ("desk", "Accueil de la commune", "Onthaal van de gemeente", "commune", "mayor"),
    ("prevention", "Service de prévention", "Preventiedienst", "commune", "mayor"),
    ("youth", "Service Jeunesse", "Jeugddienst", "commune", "mayor"),
    ("works", "Service Travaux", "Dienst Werken", "commune", "mayor"),
    ("dpo", "Délégué·e à la protection des données", "Functionaris voor gegevensbescherming", "commune", ""),
]
IN_CHARGE = [
    ("mayor", "Mayor's office", "mayor", Role.MAYOR),
    ("chief", "Chief of police", "chief", Role.CHIEF),
    ("coordination", "Coordination", "proximity", Role.CHIEF),
    ("desk", "Accueil", "desk", Role.DESK),
    ("prevention", "Prévention", "prevention", Role.PREVENTION_OFFICER),
    ("youth", "Jeunesse", "youth", Role.YOUTH),
    ("works", "Travaux", "works", Role.WORKS),
    ("dpo", "DPO", "dpo", Role.DPO),
    ("administrator", "Administration", "desk", Role.ADMINISTRATOR),
]
INSPECTORS = [
    ("Amina", ["fr", "nl", "ar"]),
    ("Bart", ["nl", "fr"]),
    ("Farid", ["fr", "ar"]),
    ("Greet", ["nl", "fr", "en"]),
    ("Hugo", ["fr", "nl"]),
    ("Inès", ["fr", "en"]),
    ("Jonas", ["nl", "fr"]),
    ("Karima", ["fr", "nl"]),
    ("Lien", ["nl", "fr", "en"]),
    ("Mehdi", ["fr", "tr"]),
]
POST_HOURS = (
    "Mo-Fr 09:00-12:00,13:30-17:00",
    "Mo,We,Fr 09:00-12:00; Tu,Th 14:00-19:00",
    "Tu-Fr 10:00-12:00,14:00-17:00",
)
LONG_AGO = timedelta(days=420)


def build(*, now: datetime) -> None:
    """Build the demo's people, as they stand at `now`."""
    offices = _offices()
    _numbers(offices["desk"], now)
    for key, name, office, role in IN_CHARGE:
        _account(key, name, offices[office], role, now)
    inspectors = [_inspector(name, languages, offices["proximity"], now) for name, languages in INSPECTORS]
    desks = _desks(_posts())
    _postings(desks, inspectors, now)
    Absence.objects.create(
        staff_member=inspectors[1], starts_at=now - timedelta(days=2), ends_at=now + timedelta(days=9)
    )


def _offices() -> dict[str, Office]:
    organisations = {
        "commune": Organisation.objects.create(
            code="commune",
            kind=Organisation.Kind.SERVICE,
            name_fr="Administration communale",
            name_nl="Gemeentebestuur",
        ),
        "zone": Organisation.objects.create(
            code="zone", kind=Organisation.Kind.POLICE_ZONE, name_fr="Zone de police", name_nl="Politiezone"
        ),
    }
    offices: dict[str, Office] = {}
    for code, name_fr, name_nl, organisation, above in OFFICES:
        offices[code] = Office.objects.create(
            code=code,
            name_fr=name_fr,
            name_nl=name_nl,
            organisation=organisations[organisation],
            email=f"{code}@{MAIL}",
            escalates_to=offices.get(above),
        )
    return offices


def _numbers(owner: Office, now: datetime) -> None:
    today = timezone.localdate(now)
    rows: dict[str, HelpNumber] = {}
    for row in list_help_numbers():
        fallback = rows.get(row.pop("fallback"))
        rows[row["code"]] = HelpNumber.objects.create(
            **row
            | {
                "is_emergency": row["is_emergency"] == "yes",
                "is_on_every_page": row["is_on_every_page"] == "yes",
                "verified_on": today - timedelta(days=200 if row["code"] == "violence" else 20),
                "owner": owner,
                "fallback": fallback,
            }
        )
    HelpNumber.objects.create(
        code="desk",
        number="+32 56 00 00 00",
        label_fr="Accueil de la commune",
        label_nl="Onthaal van de gemeente",
        label_en="The commune's desk",
        hours_fr="jours ouvrables, 9 h à 17 h",
        hours_nl="werkdagen, 9 tot 17 uur",
        hours_en="working days, 9:00 to 17:00",
        source="commune fictive",
        owner=owner,
        verified_on=today - timedelta(days=12),
        is_on_every_page=True,
        rank=70,
        fallback=rows["police"],
    )


def _account(key: str, name: str, office: Office, role: str, now: datetime) -> Account:
    account = Account.objects.create_user(f"{key}@{MAIL}", None, display_name=name)
    Membership.objects.create(account=account, office=office, role=role, starts_at=now - LONG_AGO)
    return account


def _inspector(name: str, languages: list[str], office: Office, now: datetime) -> StaffMember:
    key = name.lower().replace("è", "e")
    account = Account.objects.create_user(f"{key}@{MAIL}", None, display_name=name)
    beat_work = Office.objects.get_or_create(
        code="beat-work",
        defaults={
            "organisation": office.organisation,
            "name_fr": "Travail de quartier",
            "name_nl": "Wijkwerking",
            "email": f"beat-work@{MAIL}",
            "escalates_to": office,
        },
    )[0]
    Membership.objects.create(account=account, office=beat_work, role=Role.INSPECTOR, starts_at=now - LONG_AGO)
    return StaffMember.objects.create(account=account, display_name=name, languages=languages)


def _posts() -> list[Post]:
    zone = Organisation.objects.get(code="zone")
    places = list(Place.objects.present().filter(kind=Place.Kind.POLICE).order_by("pk"))[:3]
    return [
        Post.objects.create(
            code=f"post-{n}",
            organisation=zone,
            name_fr=place.name_fr or f"Poste {n}",
            name_nl=place.name_nl,
            address_fr=near_fr,
            address_nl=near_nl,
            lat=place.lat,
            lon=place.lon,
            opening_hours=POST_HOURS[n - 1],
            email=f"post-{n}@{MAIL}",
            help_number=HelpNumber.objects.get(code="desk"),
        )
        for n, (place, (near_fr, near_nl)) in enumerate(((place, _nearest_address(place)) for place in places), start=1)
    ]


def _nearest_address(place: Place) -> tuple[str, str]:

    box = 0.003
    near = Address.objects.present().filter(
        lat__range=(place.lat - box, place.lat + box), lon__range=(place.lon - box, place.lon + box)
    )
    found = min(
        near.select_related("street"), key=lambda a: (a.lat - place.lat) ** 2 + (a.lon - place.lon) ** 2, default=None
    )
    if found is None:
        return place.name_fr, place.name_nl
    street = found.street
    return f"{street.name_fr} {found.number}", f"{street.name_nl or street.name_fr} {found.number}"


def _desks(posts: list[Post]) -> list[BeatDesk]:
    beats = list(Beat.objects.order_by("code"))
    return [
        BeatDesk.objects.create(
            beat=beat, post=posts[n * len(posts) // len(beats)], email=f"quartier-{beat.code.lower()}@{MAIL}"
        )
        for n, beat in enumerate(beats)
    ]


def _postings(desks: list[BeatDesk], inspectors: list[StaffMember], now: datetime) -> None:
    """Give each beat its inspector and a back-up; two inspectors have no beat and stand in."""
    floating = inspectors[len(desks) :] or inspectors
    for n, desk in enumerate(desks):
        Posting.objects.create(desk=desk, staff_member=inspectors[n], starts_at=now - LONG_AGO)
        backup = inspectors[0] if n == 1 else floating[n % len(floating)]
        Posting.objects.create(desk=desk, staff_member=backup, is_backup=True, starts_at=now - LONG_AGO)
