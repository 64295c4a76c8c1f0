"""Letters filled from what is held: their values, and the house's own texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from serein.kit import documents
from serein.kit.bilingual import in_language
from serein.kit.documents import Block, Document, bullets, heading, paragraph, table
from serein.people import queries as people
from serein.people.models import Organisation
from serein.proximity import letter_files
from serein.proximity.models import LetterTemplate, Surgery, Visit, VisitAttempt
from serein.proximity.queries.letters import find_template
from serein.territory.models import Beat
from serein.territory.queries import home_commune

Use = LetterTemplate.Use
KINDS = {
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_OF_ALL = {
    "commune": gettext_lazy("Name of the commune"),
    "post": gettext_lazy("Local police post of the beat"),
    "post_address": gettext_lazy("Address of the post"),
    "phone": gettext_lazy("Number of the post"),
    "beat": gettext_lazy("Code and name of the beat"),
    "inspector": gettext_lazy("Who serves the beat now, as residents meet them"),
    "role_address": gettext_lazy("Mail address of the beat"),
    "day": gettext_lazy("Today's date"),
}
PLACEHOLDERS: dict[str, Mapping[str, object]] = {
    Use.RESIDENCE_CHECK.value: _OF_ALL
    | {
        "reference": gettext_lazy("Number that the asking office gave"),
        "door": gettext_lazy("Address of the visit"),
        "kind": gettext_lazy("Kind of task"),
        "received_on": gettext_lazy("Day on which it came"),
        "due_on": gettext_lazy("Day by which it was due"),
        "ended_on": gettext_lazy("Day on which it ended"),
        "finding": gettext_lazy("What the visit found"),
        "attempts": gettext_lazy("Each attempt: day, hour and outcome, a line each"),
    },
    Use.SURGERY_POSTER.value: _OF_ALL
    | {
        "weekday": gettext_lazy("Day of the week of the surgery"),
        "hours": gettext_lazy("Hours of the surgery"),
        "place": gettext_lazy("Place of the surgery"),
        "first_day": gettext_lazy("First day of the surgery"),
        "link": gettext_lazy("Address of the page where one finds one's inspector"),
    },
    Use.PARTNER_LETTER.value: _OF_ALL
    | {
        "partner": gettext_lazy("Name of the partner"),
        "subject": gettext_lazy("Subject of the letter"),
        "text": gettext_lazy("Text of the letter"),
    },
}
Values = Mapping[str, str]


def of_check(*, visit: Visit, texts: Mapping[str, str], language: str, now: datetime) -> Values:
    """Return what a report of a residence check says; `texts` are its opened `place` and `reference`."""
    place, task = json.loads(texts["place"]), visit.task
    with override(language):
        return _of_all(task.beat, language, now) | {
            "reference": texts["reference"],
            "door": in_language(place["label_fr"], place["label_nl"], language),
            "kind": task.task_type.name_in(language),
            "received_on": _day(task.received_on),
            "due_on": _day(task.due_on),
            "ended_on": _day(task.closed_on),
            "finding": visit.get_finding_display(),
            "attempts": "\n".join(_attempt(attempt) for attempt in visit.attempts.all()),
        }


def of_surgery(*, surgery: Surgery, language: str, now: datetime) -> Values:
    with override(language):
        return _of_all(surgery.desk.beat, language, now) | {
            "weekday": surgery.get_weekday_display(),
            "hours": f"{surgery.opens:%H:%M}–{surgery.closes:%H:%M}",
            "place": in_language(surgery.place_fr, surgery.place_nl, language),
            "first_day": _day(surgery.from_on),
            "link": f"{settings.SITE_URL}{reverse('proximity:find_inspector')}",
        }


def to_partner(*, beat: Beat, partner: Organisation, subject: str, text: str, language: str, now: datetime) -> Values:
    with override(language):
        told = {"partner": partner.name_in(language), "subject": subject, "text": text}
        return _of_all(beat, language, now) | told


def write(*, use: str, language: str, kind: str, values: Values, now: datetime) -> bytes:
    """Return a letter: in the template of staff where one is in force, else in the house's own text."""
    template = find_template(use=use, language=language, kind=kind)
    if template is not None:
        return letter_files.fill(bytes(template.content), kind=kind, values=values)
    return _as(kind, house_text(use=use, language=language, values=values), now)


def house_model(*, use: str, language: str, kind: str, now: datetime) -> bytes:
    """Return the house's own text with placeholders, to start a template from."""
    values = {name: f"{{{{ {name} }}}}" for name in PLACEHOLDERS[use]}
    return _as(kind, house_text(use=use, language=language, values=values), now)


def house_text(*, use: str, language: str, values: Values) -> Document:
    texts = {Use.RESIDENCE_CHECK: _report, Use.SURGERY_POSTER: _poster, Use.PARTNER_LETTER: _letter}
    with override(language):
        title = str(Use(use).label)
        return Document(title, language, values["day"], texts[Use(use)](title, values, language))


def _as(kind: str, document: Document, now: datetime) -> bytes:
    if kind == "pdf":
        return documents.as_pdf(document, is_fictive=home_commune().is_fictive)
    return documents.as_odt(document, now=now) if kind == "odt" else documents.as_docx(document, now=now)


def _report(title: str, values: Values, language: str) -> list[Block]:
    labels = {
        "reference": _("Office reference"),
        "door": _("Address"),
        "kind": _("Kind of task"),
        "received_on": _("Received on"),
        "due_on": _("Due on"),
        "ended_on": _("Ended on"),
        "finding": _("What the visit found"),
    }
    rows = [(label, values[name]) for name, label in labels.items() if values[name]]
    return [
        paragraph(_sender(values), language),
        heading(1, title, language),
        table((_("What"), _("In this file")), rows, language),
        heading(2, _("Attempts"), language),
        bullets(values["attempts"].split("\n"), language),
        paragraph(_signed(values), language),
    ]


def _poster(_title: str, values: Values, language: str) -> list[Block]:
    return [
        heading(1, _("Meet your neighbourhood inspector"), language),
        heading(2, _("Beat %(beat)s") % values, language),
        paragraph(_("Each week on %(weekday)s, %(hours)s, from %(first_day)s on.") % values, language),
        paragraph(_("Place: %(place)s") % values, language),
        paragraph(_("You meet: %(inspector)s") % values, language),
        paragraph(_("To write: %(role_address)s") % values, language),
        paragraph(_("To find your inspector or make an appointment: %(link)s") % values, language),
        paragraph(_sender(values), language),
    ]


def _letter(_title: str, values: Values, language: str) -> list[Block]:
    return [
        paragraph(_sender(values), language),
        paragraph(values["day"], language),
        paragraph(values["partner"], language),
        heading(1, values["subject"], language),
        *(paragraph(part, language) for part in values["text"].splitlines() if part.strip()),
        paragraph(_signed(values), language),
    ]


def _sender(values: Values) -> str:
    return " · ".join(filter(None, (values[name] for name in ("commune", "post", "post_address", "phone"))))


def _signed(values: Values) -> str:
    return _("%(day)s, %(inspector)s, beat %(beat)s, %(role_address)s") % values


def _of_all(beat: Beat, language: str, now: datetime) -> dict[str, str]:
    serving = people.who_serves(beat=beat, now=now)
    post, on = serving.post, timezone.localdate(now)
    number = people.shown(post.help_number, on) if post and post.help_number else None
    post_name = post.name_in(language) if post else ""
    return {
        "commune": home_commune().name_in(language),
        "post": post_name,
        "post_address": post.address if post else "",
        "phone": number.number if number else "",
        "beat": f"{beat.code} {beat.name_in(language)}",
        "inspector": serving.acting.display_name if serving.acting else post_name,
        "role_address": serving.desk.email if serving.desk else "",
        "day": _day(on),
    }


def _attempt(attempt: VisitAttempt) -> str:
    began = timezone.localtime(attempt.began_at)
    told = {"day": _day(began.date()), "hour": f"{began:%H:%M}", "outcome": attempt.get_outcome_display()}
    return _("%(day)s, %(hour)s: %(outcome)s") % told


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""
