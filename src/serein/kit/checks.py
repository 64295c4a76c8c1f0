"""What `./serein manage check --deploy` refuses."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register(deploy=True)
def refuse_demo_mode(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """In demo mode anyone enters as anyone, with one click."""
    if not settings.DEMO:
        return []
    return [Error("Demo mode is on: anyone may enter as anyone. Unset SEREIN_DEMO.", id="serein.E001")]


@register(deploy=True)
def ask_for_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Requests for help are answered by mail (H01)."""
    if not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return []
    return [Warning("No mail goes out: set SEREIN_MAIL_HOST and SEREIN_MAIL_FROM.", id="serein.W001")]
