"""The demo's doors: enter as someone, and move the clock. Outside the demo they are not there."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from serein.kit import clock
from serein.people.models import Account
from serein.portal import queries

STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def _only_in_the_demo(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@_only_in_the_demo
@require_POST
def enter_as(request: HttpRequest) -> HttpResponse:
    account = get_object_or_404(Account, email=request.POST.get("email", ""), is_active=True)
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    doors = {door.email: door.page for door in queries.list_demo_doors()}
    return redirect(doors.get(account.email, "proximity:desk"))


@_only_in_the_demo
@require_POST
def move_clock(request: HttpRequest) -> HttpResponse:
    step = STEPS.get(request.POST.get("by", ""))
    if step is None:
        raise Http404
    clock.set_demo(clock.now() + step)
    return redirect("portal:home")
