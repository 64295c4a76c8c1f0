"""What anybody takes along of the plan: a table, a text, paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.kit import documents as kit_documents
from serein.plan import access, documents, exchange
from serein.plan.models import Plan
from serein.plan.queries import actions


@require_GET
def download_csv(request: HttpRequest) -> HttpResponse:
    return as_csv(exchange.write_plan(current_plan(), is_public=True))


@require_GET
def print_plan(request: HttpRequest) -> HttpResponse:
    document = documents.public_plan(plan=current_plan(), language=_paper_language(), now=clock.now())
    return as_file(documents.as_pdf(document), f"plan-{_paper_language()}.pdf", "application/pdf")


@require_GET
def write_plan(request: HttpRequest) -> HttpResponse:
    document = documents.public_plan(plan=current_plan(), language=_paper_language(), now=clock.now())
    return as_odt(document, f"plan-{_paper_language()}.odt")


@require_GET
def print_sheet(request: HttpRequest, code: str) -> HttpResponse:
    neighbourhood = access.access_neighbourhood(code=code)
    document = documents.sheet(neighbourhood=neighbourhood, now=clock.now())
    return as_file(documents.as_pdf(document), f"{neighbourhood.code}.pdf", "application/pdf")


def current_plan() -> Plan:
    plan = actions.find_current_plan(on=timezone.localdate(clock.now()))
    if plan is None:
        raise Http404
    return plan


def as_odt(document: kit_documents.Document, name: str) -> HttpResponse:
    return as_file(kit_documents.as_odt(document, now=clock.now()), name, "application/vnd.oasis.opendocument.text")


def as_csv(text: str) -> HttpResponse:
    response = as_file(text.encode("utf-8-sig"), "plan.csv", "text/csv; charset=utf-8")
    response["Link"] = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    return response


def as_file(raw: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(raw, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _paper_language() -> str:
    """Paper is in the commune's languages; visitors get the French one."""
    return "nl" if get_language() == "nl" else "fr"
