"""Staff need a second factor: without one, every page leads to where it is set up."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

_ACCOUNT_PAGES = ("/accounts/", "/static/", "/health")
_CHECKED = "second_factor_is_set_up"


def ask_staff_for_a_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request):
            return redirect(reverse("mfa_index"))
        return get_response(request)

    return answer


def _lacks_second_factor(request: HttpRequest) -> bool:
    if settings.DEMO or not request.user.is_authenticated:
        return False
    if any(part in request.path for part in _ACCOUNT_PAGES) or request.session.get(_CHECKED):
        return False
    if not is_mfa_enabled(request.user):
        return True
    request.session[_CHECKED] = True
    return False
