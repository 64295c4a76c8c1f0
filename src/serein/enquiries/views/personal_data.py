"""The data-protection officer's page: what is held, why, until when, and who read it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.enquiries import queries
from serein.enquiries.desk_pages import PERSONAL_DATA
from serein.enquiries.kinds import list_holdings
from serein.enquiries.models import RetentionRun
from serein.kit.models import JournalEntry
from serein.people.access import staff_page


@require_GET
@staff_page(*PERSONAL_DATA.roles)
def show_personal_data(request: HttpRequest) -> HttpResponse:
    reads = JournalEntry.objects.filter(act="sealed.read").order_by("-number")
    context = {
        "processing": queries.list_processing(),
        "holdings": list_holdings(),
        "runs": RetentionRun.objects.all()[:20],
        "page": Paginator(reads, 50).get_page(request.GET.get("page")),
    }
    return render(request, "enquiries/personal_data.html", context)
