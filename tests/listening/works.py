"""A commune with a works department that handles reports, and a neighbourhood they come from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serein.enquiries.models import KindSetting
from serein.listening import operations
from serein.listening.kinds import find_thing, list_report_kinds
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from serein.people.models import Account, Office
from serein.territory.models import Neighbourhood
from serein.territory.where import find_where, named
from tests.people.make import FRIDAY_NIGHT, make_account, make_holder, make_office
from tests.territory import make as territory

HERE = {"lat": "50.73", "lon": "3.05"}


@dataclass(frozen=True)
class Works:
    """Hugo holds the works department; the mayor's office hears of what is late; Eve may see nothing."""

    office: Office
    mayor: Office
    hugo: Account
    eve: Account
    neighbourhood: Neighbourhood


def make_works() -> Works:
    territory.make_commune()
    territory.make_address(territory.make_street("Rue du Moulin", "Molenstraat"), "12")
    neighbourhood = territory.make_neighbourhood("Le Tuquet", "Tuket", code="tuquet")
    mayor = make_office("mayor")
    office = make_office("works", escalates_to=mayor)
    make_holder(mayor, name="Driss", role="mayor")
    hugo = make_holder(office, name="Hugo", role="works")
    for kind in list_report_kinds():
        KindSetting.objects.create(kind=kind, office=office, deadline_days=10, retention_days=365)
    territory.tell_all_processes()
    return Works(office, mayor, hugo, make_account("Eve"), neighbourhood)


def tell(
    *,
    what: str = "lamp",
    message: str = "Elle ne s'allume plus.",
    email: str = "",
    language: str = "fr",
    now: datetime = FRIDAY_NIGHT,
    at: dict[str, str] | None = None,
    **fields: Any,
) -> Report:
    """Let Chloé report a thing, a lamp in the Rue du Moulin unless said otherwise."""
    thing = find_thing(what)
    assert thing is not None
    telling = Telling(message=message, name="Chloé", email=email, may_answer=bool(email))
    where = named(find_where(asked=at or HERE, language=language))
    return operations.receive_report(thing=thing, where=where, telling=telling, language=language, now=now, **fields)


def release(report: Report, *, now: datetime = FRIDAY_NIGHT, by: Account, **fields: Any) -> Report:
    return operations.release_report(report=report, by=by.actor, now=now, **fields)
