"""What staff let everyone read of a report, and what is left of it once its author's request is gone."""

from datetime import datetime

from django.db import transaction

from serein.enquiries.models import Enquiry
from serein.kit import guards, journal
from serein.kit.actors import SYSTEM, Actor
from serein.kit.bilingual import require_both_languages
from serein.listening.models.problem import SourceCitation
from serein.listening.models.report import Report
from serein.listening.operations.problems import NamesSomeone


class NotForTheMap(Exception):
    """A discreet kind, or a report that was joined, withdrawn or destroyed, is never public by itself."""


class NoPhoto(Exception):
    """A photo is released that is not there."""


@transaction.atomic
def release_report(
    *,
    report: Report,
    sentence_fr: str = "",
    sentence_nl: str = "",
    with_photo: bool = False,
    by: Actor,
    now: datetime,
) -> Report:
    """
    Let everyone read that a thing was reported, with a sentence of ours and its photo if wished; never its text.

    :raises NotForTheMap: if it is of a kind that is never shown, or no longer stands
    :raises NotInBothLanguages: if the sentence is in one language only
    :raises NamesSomeone: if the sentence holds a plate or a number
    :raises NoPhoto: if there is no photo to release
    """
    locked = _lock(report)
    enquiry = locked.enquiry
    stands = enquiry.destroyed_at is None and enquiry.same_as_id is None and enquiry.state != Enquiry.State.WITHDRAWN
    if locked.thing.is_discreet or not stands:
        raise NotForTheMap(f"Report {locked.pk} ({enquiry.kind}) is {enquiry.state}.")
    if sentence_fr or sentence_nl:
        require_both_languages(sentence=(sentence_fr, sentence_nl))
    if guards.find_personal_marks(f"{sentence_fr} {sentence_nl}"):
        raise NamesSomeone("A sentence that is released names somebody by plate or number.")
    if with_photo and not enquiry.photos.exists():
        raise NoPhoto(f"Report {locked.pk} has no photo.")
    locked.released_at = locked.released_at or now
    locked.sentence_fr, locked.sentence_nl, locked.is_photo_public = sentence_fr, sentence_nl, with_photo
    locked.save(update_fields=["released_at", "sentence_fr", "sentence_nl", "is_photo_public"])
    journal.write(act="report.released", about=locked, by=by, at=now, photo=int(with_photo))
    return locked


@transaction.atomic
def hide_report(*, report: Report, by: Actor, now: datetime) -> Report:
    """Take back what everyone could read; the work on it goes on."""
    locked = _lock(report)
    locked.released_at, locked.sentence_fr, locked.sentence_nl, locked.is_photo_public = None, "", "", False
    locked.save(update_fields=["released_at", "sentence_fr", "sentence_nl", "is_photo_public"])
    journal.write(act="report.hidden", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def pass_on_release(*, gone: int, to: int, now: datetime) -> None:
    """Let everyone go on reading of a thing, in the words they read before, once the first who told of it is gone."""
    reports = {report.enquiry_id: report for report in Report.objects.filter(enquiry__in=(gone, to))}
    if len(reports) < 2 or reports[gone].released_at is None:
        return
    heir, before = reports[to], reports[gone]
    heir.released_at, heir.sentence_fr, heir.sentence_nl = before.released_at, before.sentence_fr, before.sentence_nl
    heir.save(update_fields=["released_at", "sentence_fr", "sentence_nl"])
    journal.write(act="report.released", about=heir, by=SYSTEM, at=now, photo=0)


@transaction.atomic
def hide_photo(*, enquiry_pk: int, now: datetime) -> None:
    """Show no photo that was destroyed."""
    for report in Report.objects.select_for_update(of=("self",)).filter(enquiry=enquiry_pk, is_photo_public=True):
        report.is_photo_public = False
        report.save(update_fields=["is_photo_public"])
        journal.write(act="report.photo_hidden", about=report, by=SYSTEM, at=now)


@transaction.atomic
def erase_report(*, enquiry_pk: int, now: datetime) -> None:
    """Destroy what a report still says once its request was erased; neighbourhood, kind and dates stay, for counts."""
    report = Report.objects.select_for_update(of=("self",)).filter(enquiry=enquiry_pk, erased_at=None).first()
    if report is None:
        return
    report.lat = report.lon = report.street = report.released_at = None
    report.place_fr = report.place_nl = report.sentence_fr = report.sentence_nl = ""
    report.is_photo_public, report.erased_at = False, now
    report.save()
    SourceCitation.objects.filter(about=f"{Report._meta.label_lower}:{report.pk}").update(label_fr="", label_nl="")
    journal.write(act="report.erased", about=report, by=SYSTEM, at=now)


def _lock(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=report.pk)
