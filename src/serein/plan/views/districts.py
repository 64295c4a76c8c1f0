"""The account given to a neighbourhood, and its news."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.plan import access
from serein.plan.queries import account
from serein.territory import queries as territory


@require_GET
def list_districts(request: HttpRequest) -> HttpResponse:
    """By name alone: no district is measured against another one (H06)."""
    districts = sorted(territory.list_neighbourhoods(), key=lambda one: one.name)
    return render(request, "plan/districts.html", {"districts": districts})


@require_GET
def show_district(request: HttpRequest, code: str) -> HttpResponse:
    neighbourhood = access.access_neighbourhood(code=code)
    shown = account.read_account(neighbourhood=neighbourhood, now=clock.now())
    return render(request, "plan/district.html", {"account": shown, "neighbourhood": neighbourhood})


@require_GET
def send_feed(request: HttpRequest, code: str) -> HttpResponse:
    neighbourhood = access.access_neighbourhood(code=code)
    page = f"{settings.SITE_URL}{reverse('plan:district', args=[code])}"
    feed = Rss201rev2Feed(
        title=_("%(place)s: where the plan stands") % {"place": neighbourhood.name},
        link=page,
        description=_("What changed in the actions that answer the problems of this neighbourhood."),
        language=get_language(),
        feed_url=f"{settings.SITE_URL}{request.path}",
    )
    for event in account.list_news(neighbourhood=neighbourhood):
        feed.add_item(
            title=_("%(name)s: %(value)s") % {"name": event.action.title, "value": event.get_what_display()},
            link=f"{settings.SITE_URL}{reverse('plan:action', args=[event.action_id])}",
            description=event.details,
            pubdate=event.at,
            unique_id=f"plan-event-{event.pk}",
            unique_id_is_permalink=False,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")
