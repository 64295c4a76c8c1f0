"""What is missing before the site can open to residents."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from serein.config import web
from serein.enquiries import queries as enquiries
from serein.kit import health, keyring
from serein.people import queries as people
from serein.people.models import HelpNumber, Membership, Office, Role
from serein.territory.models import Address, BeatVersion, Commune


def list_missing(*, now: datetime) -> list[str]:
    """Return a sentence for each thing that is missing; none when the site can open."""
    if web.pending_migrations():
        return ["The database is not up to date: ./serein manage migrate"]
    return [sentence for look in _LOOKS for sentence in look(now)]


def _keys(_now: datetime) -> Iterator[str]:
    if not keyring.exists():
        yield "There is no key ring: ./serein manage keys add, then save it outside this machine."


def _commune(_now: datetime) -> Iterator[str]:
    home = Commune.objects.filter(is_home=True).first()
    if home is None:
        yield "No commune is described: ./serein setup --commune"
        return
    if not home.geometry:
        yield "The commune has no boundary: ./serein manage import_osm FILE.osm.pbf --commune NIS"
    if not home.logo:
        yield "The commune has no logo: run ./serein setup --commune again and name its file."


def _addresses(_now: datetime) -> Iterator[str]:
    if not Address.objects.present().exists():
        yield "No address is known: ./serein manage import_best FILE"
        return
    if not BeatVersion.objects.filter(state=BeatVersion.State.IN_FORCE).exists():
        yield "No beats are in force: ./serein manage import_beats FILE"
    elif outside := Address.objects.present().filter(beat=None).count():
        yield f"{outside} addresses are in no beat: look at the coverage check on the chief's desk."


def _offices(now: datetime) -> Iterator[str]:
    if not Office.objects.exists():
        yield "There is no office: ./serein setup --commune"
    for office in Office.objects.order_by("code"):
        if not people.is_held(office=office, now=now):
            yield f"Nobody holds office {office.code} ({office}), or it has no role address."


def _roles(now: datetime) -> Iterator[str]:
    held = set(Membership.objects.held_at(now).values_list("role", flat=True))
    for role in (Role.ADMINISTRATOR, Role.CHIEF, Role.DPO):
        if role not in held:
            yield f"Nobody is {role.value}: give someone that role on the people desk."


def _kinds(now: datetime) -> Iterator[str]:
    for kind in enquiries.list_kinds_without_owner(now=now):
        yield f"Nobody would answer enquiries of kind {kind.code}, so its form stays closed: name an office for it."


def _numbers(now: datetime) -> Iterator[str]:
    if not HelpNumber.objects.filter(is_on_every_page=True).exists():
        yield "No help number stands at the foot of the pages: ./serein setup --commune"
    for number in people.list_numbers_to_verify(on=timezone.localdate(now)):
        yield f"Help number {number.code} was last verified on {number.verified_on}: verify it again."


def _mail(_now: datetime) -> Iterator[str]:
    if not os.environ.get("SEREIN_MAIL_HOST"):
        yield "No mail server is named, so no mail goes out: set SEREIN_MAIL_HOST and SEREIN_MAIL_FROM."


def _settings(_now: datetime) -> Iterator[str]:
    if settings.DEMO:
        yield "Demo mode is on: anyone may enter as anyone. Unset SEREIN_DEMO."
    if settings.DEBUG:
        yield "Debug mode is on: errors show their source. Unset SEREIN_DEBUG."
    if not settings.IS_HTTPS:
        yield f"The site's address is {settings.SITE_URL}, without https: set SEREIN_SITE_URL and SEREIN_HOSTS."


def _processes(now: datetime) -> Iterator[str]:
    for name in {"worker", "scheduler"} & set(health.list_troubles(now=now)):
        yield f"The {name} is not at work: ./serein {name}"


_LOOKS: list[Callable[[datetime], Iterator[str]]] = [
    _keys,
    _commune,
    _addresses,
    _offices,
    _roles,
    _kinds,
    _numbers,
    _mail,
    _settings,
    _processes,
]
