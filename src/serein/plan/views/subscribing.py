"""News of a neighbourhood by mail: asked, confirmed by the mail's link, stopped by any mail's link."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from serein.kit import clock, rate
from serein.kit.private_pages import by_code
from serein.kit.views.refusals import too_many_requests
from serein.plan import access
from serein.plan.forms.subscribing import StreetForm, SubscribeForm
from serein.plan.operations import subscriptions
from serein.territory.models import Neighbourhood, Street

MOST_ASKED = 10
WHILE = timedelta(hours=1)


@require_http_methods(["GET", "POST"])
def subscribe_by_street(request: HttpRequest) -> HttpResponse:
    form = StreetForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.found:
        return _subscribe(request, form, *form.found)
    context = {"form": form}
    return render(request, "plan/subscribe.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def subscribe(request: HttpRequest, code: str) -> HttpResponse:
    neighbourhood = access.access_neighbourhood(code=code)
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _subscribe(request, form, neighbourhood, None)
    context = {"form": form, "neighbourhood": neighbourhood}
    return render(request, "plan/subscribe.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@by_code
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    subscription = access.access_subscription(key=key)
    if request.method == "POST":
        subscription = subscriptions.confirm(subscription=subscription, now=clock.now())
    return render(request, "plan/confirm_subscription.html", {"subscription": subscription})


@require_http_methods(["GET", "POST"])
@by_code
def unsubscribe(request: HttpRequest, key: str) -> HttpResponse:
    """A second click, or one after two years, finds what the first one said."""
    subscription = access.find_subscription(key=key)
    if subscription is not None and request.method == "POST":
        subscriptions.unsubscribe(subscription=subscription, now=clock.now())
        subscription = None
    return render(request, "plan/unsubscribe.html", {"is_stopped": subscription is None})


def _subscribe(
    request: HttpRequest, form: SubscribeForm, neighbourhood: Neighbourhood, street: Street | None
) -> HttpResponse:
    now = clock.now()
    try:
        rate.count(what="subscribe", asker=rate.address_of(request), limit=MOST_ASKED, per=WHILE, now=now)
    except rate.TooManyRequests:
        return too_many_requests(request)
    subscriptions.subscribe(
        email=form.cleaned_data["email"],
        neighbourhood=neighbourhood,
        street=street,
        language=get_language() or "fr",
        now=now,
    )
    return render(request, "plan/subscribed.html", {"neighbourhood": neighbourhood})
