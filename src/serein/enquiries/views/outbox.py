"""The mails that wait, went, or were given up."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from serein.enquiries.desk_pages import OUTBOX
from serein.kit.models import OutboxMail
from serein.people.access import staff_page


@require_GET
@staff_page(*OUTBOX.roles)
def show_outbox(request: HttpRequest) -> HttpResponse:
    """What waits, what went and what was given up; never to whom nor what it says."""
    mails = OutboxMail.objects.defer("to", "body").order_by("-written_at")
    page = Paginator(mails, 50).get_page(request.GET.get("page"))
    return render(request, "enquiries/outbox.html", {"page": page})
