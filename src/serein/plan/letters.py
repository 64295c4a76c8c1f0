"""The mails of the plan: reminders to offices, accounts to who subscribed, and one word to who reported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from serein.enquiries import letters as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import outbox
from serein.people.models import Office
from serein.plan.models import Action, PlanEvent, Reminder, Subscription
from serein.territory.queries import find_home_commune

STAFF_LANGUAGE = "fr"
ANSWERS = ("done", "late", "blocked")
_signer = Signer(salt="plan.reminder")


def token_of(reminder: Reminder) -> str:
    """Return what the links of a reminder carry: it opens that step only, and nobody makes another one."""
    return _signer.sign(str(reminder.pk))


def read_token(token: str) -> int | None:
    """Return the key of the reminder that a token was made for, or nothing if we did not make it."""
    try:
        return int(_signer.unsign(token))
    except (BadSignature, ValueError):
        return None


def remind(*, office: Office, reminders: Iterable[Reminder], now: datetime) -> None:
    """Ask an office how its steps go; each has links that answer it."""
    with override(STAFF_LANGUAGE):
        rows = [(reminder, [(answer, _link(reminder, answer)) for answer in ANSWERS]) for reminder in reminders]
        _post(
            to=office.email,
            language=STAFF_LANGUAGE,
            subject=_("The plan: how do these steps go?"),
            template="plan/mail/reminder.txt",
            about=f"people.office:{office.pk}",
            now=now,
            rows=rows,
        )


def ask_to_confirm(*, subscription: Subscription, now: datetime) -> None:
    """Ask whether it was really this person who subscribed; until then nothing else is sent."""
    with override(subscription.language):
        _post(
            to=subscription.email,
            language=subscription.language,
            subject=_("Please confirm: news of your neighbourhood"),
            template="plan/mail/confirm.txt",
            about=_about(subscription),
            now=now,
            place=subscription.neighbourhood.name,
            link=_absolute("plan:confirm_subscription", subscription.key),
        )


def send_digest(
    *, subscription: Subscription, events: list[tuple[Action, list[PlanEvent]]], next_on: date, now: datetime
) -> None:
    """Send what changed in a neighbourhood since the last time, and how to have no more of it."""
    with override(subscription.language):
        _post(
            to=subscription.email,
            language=subscription.language,
            subject=_("%(place)s: where the plan stands") % {"place": subscription.neighbourhood.name},
            template="plan/mail/digest.txt",
            about=_about(subscription),
            now=now,
            subscription=subscription,
            place=subscription.neighbourhood.name,
            street=subscription.street.name if subscription.street else "",
            events=events,
            next_on=next_on,
            link=_absolute("plan:district", subscription.neighbourhood.code),
            stop=_absolute("plan:unsubscribe", subscription.key),
        )


def tell_done(*, enquiry: Enquiry, action: Action, to: str, now: datetime) -> None:
    """Tell who reported something that what was planned for it is done; nothing of anybody else."""
    with override(enquiry.language):
        _post(
            to=to,
            language=enquiry.language,
            subject=_("What came of your report"),
            template="plan/mail/told_done.txt",
            about=enquiries.about(enquiry),
            now=now,
            enquiry=enquiry,
            action=action,
            link=_absolute("plan:action", action.pk),
            thread=enquiries.thread_url(enquiry) if enquiry.code else "",
        )


def _link(reminder: Reminder, answer: str) -> str:
    return _absolute("plan:answer_reminder", token_of(reminder), answer)


def _absolute(name: str, *of: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=of)}"


def _about(subscription: Subscription) -> str:
    return f"plan.subscription:{subscription.pk}"


def _post(*, to: str, language: str, subject: str, template: str, about: str, now: datetime, **context: object) -> None:
    known = {"commune": find_home_commune(), "is_demo": settings.DEMO, **context}
    outbox.post(to=to, language=language, subject=subject, body=render_to_string(template, known), about=about, now=now)
