"""Pages that say no, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not match: most often a page left open too long."""
    return render(request, "kit/page_expired.html", status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = "60"
    return response


def too_large(request: HttpRequest, *, most: int) -> HttpResponse:
    """Answer what is larger than its page takes, unread."""
    return render(request, "413.html", {"most": most}, status=413)
