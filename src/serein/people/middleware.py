"""Staff need a second factor: until it is set up, every page leads to where it is."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.signals import authenticator_removed
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

OPEN_WITHOUT_IT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "health",
    }
)
_CHECKED = "second_factor_seen_at"
_SECONDS_TRUSTED = 600


def ask_staff_for_a_second_factor(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever logged in without a second factor to its set-up, but for the pages that set-up needs."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request) and not _is_open_without_it(request):
            return redirect(reverse("mfa_index"))
        return get_response(request)

    authenticator_removed.connect(_forget, dispatch_uid="people.second_factor")
    return answer


def _lacks_second_factor(request: HttpRequest) -> bool:
    if settings.DEMO or not request.user.is_authenticated:
        return False
    if time.time() - request.session.get(_CHECKED, 0) < _SECONDS_TRUSTED:
        return False
    if not is_mfa_enabled(request.user):
        return True
    request.session[_CHECKED] = time.time()
    return False


def _is_open_without_it(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in OPEN_WITHOUT_IT
    except Http404:
        return False


def _forget(request: HttpRequest, **_: Any) -> None:
    request.session.pop(_CHECKED, None)
