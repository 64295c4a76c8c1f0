"""The mails of enquiries: in the reader's language, neutral in subject, without what was told in confidence."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from serein.enquiries.models import Enquiry
from serein.kit import outbox
from serein.people.models import Office
from serein.territory.queries import find_home_commune

STAFF_LANGUAGE = "fr"


def about(enquiry: Enquiry) -> str:
    return f"enquiries.enquiry:{enquiry.pk}"


def tell_owner(*, enquiry: Enquiry, to: str, now: datetime) -> None:
    """Tell the role address that a request waits; who wrote and what is read at the desk only."""
    with override(STAFF_LANGUAGE):
        subject = _("To answer by %(day)s: %(kind)s") % {
            "day": _day(enquiry.due_at),
            "kind": str(enquiry.label).lower(),
        }
        _post(enquiry, to, subject, "enquiries/mail/to_owner.txt", now, link=_desk(enquiry))


def tell_late(*, enquiry: Enquiry, to: list[str], now: datetime) -> None:
    with override(STAFF_LANGUAGE):
        subject = _("Late since %(day)s: %(kind)s") % {"day": _day(enquiry.due_at), "kind": str(enquiry.label).lower()}
        for address in dict.fromkeys(to):
            _post(enquiry, address, subject, "enquiries/mail/late.txt", now, link=_desk(enquiry))


def tell_moved(*, enquiry: Enquiry, to: list[str], now: datetime) -> None:
    """Tell those next in charge that the day of a request was moved once more."""
    with override(STAFF_LANGUAGE):
        subject = _("Moved again, to %(day)s: %(kind)s") % {
            "day": _day(enquiry.due_at),
            "kind": str(enquiry.label).lower(),
        }
        for address in dict.fromkeys(to):
            _post(enquiry, address, subject, "enquiries/mail/moved.txt", now, link=_desk(enquiry))


def tell_nobody_holds(*, offices: list[Office], to: list[str], now: datetime) -> None:
    with override(STAFF_LANGUAGE):
        for address in to:
            outbox.post(
                to=address,
                language=STAFF_LANGUAGE,
                subject=_("Requests wait, and nobody holds their office"),
                body=render_to_string(
                    "enquiries/mail/nobody_holds.txt", {"offices": offices, "is_demo": settings.DEMO}
                ),
                about="enquiries.owners",
                now=now,
            )


def tell_withdrawn(*, enquiry: Enquiry, to: str, now: datetime) -> None:
    """Tell who waits at a surgery that the appointment was taken back."""
    with override(STAFF_LANGUAGE):
        when = date_format(timezone.localtime(enquiry.happens_at), "l j F, H:i") if enquiry.happens_at else ""
        subject = _("Taken back: %(kind)s, %(when)s") % {"kind": str(enquiry.label).lower(), "when": when}
        _post(enquiry, to, subject, "enquiries/mail/withdrawn.txt", now)


def acknowledge(*, enquiry: Enquiry, to: str, now: datetime) -> None:
    with override(enquiry.language):
        _post(enquiry, to, _subject(), "enquiries/mail/received.txt", now, link=thread_url(enquiry))


def tell_progress(*, enquiry: Enquiry, to: str, now: datetime) -> None:
    """Tell the author that their page says something new; what it is stands there."""
    with override(enquiry.language):
        _post(enquiry, to, _subject(), "enquiries/mail/progress.txt", now, link=thread_url(enquiry))


def send_answer(*, enquiry: Enquiry, to: str, now: datetime) -> None:
    """Send the answer's link, not its text: someone else may read this mailbox (H02)."""
    with override(enquiry.language):
        link = thread_url(enquiry)
        opinion = f"{settings.SITE_URL}{reverse('portal:opinion', args=[enquiry.code])}"
        _post(enquiry, to, _subject(), "enquiries/mail/answered.txt", now, link=link, opinion=opinion)


def tell_cancelled(*, enquiry: Enquiry, to: str, now: datetime) -> None:
    """Tell the author that what was agreed will not be, and where to choose another moment."""
    with override(enquiry.language):
        _post(enquiry, to, _subject(), "enquiries/mail/cancelled.txt", now, link=thread_url(enquiry))


def thread_url(enquiry: Enquiry) -> str:
    """Return the address of the author's page, in the active language."""
    return f"{settings.SITE_URL}{reverse('portal:thread', args=[enquiry.code])}"


def _subject() -> str:
    commune = find_home_commune()
    return _("Your request to %(commune)s") % {"commune": commune.name if commune else "Serein"}


def _desk(enquiry: Enquiry) -> str:
    return f"{settings.SITE_URL}{reverse('enquiries:enquiry', args=[enquiry.pk])}"


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "l j F")


def _post(enquiry: Enquiry, to: str, subject: str, template: str, now: datetime, **links: str) -> None:
    if not to:
        return
    commune = find_home_commune()
    context = {"enquiry": enquiry, "commune": commune, "is_demo": settings.DEMO, **links}
    outbox.post(
        to=to,
        language=get_language() or STAFF_LANGUAGE,
        subject=subject,
        body=render_to_string(template, context),
        about=about(enquiry),
        now=now,
    )
