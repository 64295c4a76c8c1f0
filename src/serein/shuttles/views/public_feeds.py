"""The nights for calendars and trip planners, and on a poster."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.shuttles import access_public
from serein.shuttles.feeds.calendar import nights_as_calendar
from serein.shuttles.feeds.gtfs import NothingToTell, nights_as_gtfs
from serein.shuttles.poster import print_poster

LASTS = "max-age=300"


@require_GET
def send_calendar(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(nights_as_calendar(now=clock.now()), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="night-shuttles.ics"'
    response["Cache-Control"] = LASTS
    return response


@require_GET
def send_gtfs(request: HttpRequest) -> HttpResponse:
    try:
        feed = nights_as_gtfs(now=clock.now())
    except NothingToTell as nothing:
        return HttpResponse(str(nothing), content_type="text/plain; charset=utf-8", status=404)
    response = HttpResponse(feed, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="serein-nights.zip"'
    response["Cache-Control"] = LASTS
    return response


@require_GET
def send_poster(request: HttpRequest, pk: int) -> HttpResponse:
    night = access_public.get_public_night(pk=pk)
    response = HttpResponse(print_poster(night), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="night-shuttle-{night.pk}-{get_language()}.pdf"'
    return response
