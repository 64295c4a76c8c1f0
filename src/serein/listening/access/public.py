"""The door to what everyone may read."""

from django.http import Http404

from serein.listening.models.report import Report
from serein.listening.queries.reports import find_public
from serein.territory import queries as territory
from serein.territory.models import Neighbourhood


def get_public_report(*, pk: int) -> Report:
    report = find_public(pk=pk) if pk < 2**63 else None
    if report is None:
        raise Http404
    return report


def get_open_public_report(*, pk: int) -> Report:
    report = get_public_report(pk=pk)
    if not report.enquiry.is_open:
        raise Http404
    return report


def get_neighbourhood(*, code: str) -> Neighbourhood:
    found = next((one for one in territory.list_neighbourhoods() if one.code == code), None)
    if found is None:
        raise Http404
    return found
