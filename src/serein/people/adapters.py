"""Accounts are opened by the commune; nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.utils.translation import get_language

from serein.kit import clock, outbox


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send by the outbox like all mail: with retries, and emptied once it went."""
        told = {"email": email, "current_site": get_current_site(self.request), "request": self.request} | context
        message = self.render_mail(template_prefix, email, told)
        outbox.post(
            to=email,
            language=get_language() or "fr",
            subject=message.subject,
            body=message.body,
            about="account",
            now=clock.now(),
        )
