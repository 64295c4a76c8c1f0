"""What happens to requests, as far as reports must follow."""

from datetime import datetime

from serein.kit.actors import SYSTEM
from serein.kit.following import follow
from serein.kit.models import JournalEntry
from serein.listening import webhooks
from serein.listening.kinds import get_thing
from serein.listening.models.report import Report
from serein.listening.operations.problems import pass_on_source
from serein.listening.operations.releasing import erase_report, hide_photo, pass_on_release
from serein.streets.operations.outages import tell_outage

LAMP = get_thing("report_lamp")


@follow("listening.reports", acts=("enquiry.passed_on", "enquiry.erased", "photo.erased"))
def keep_reports_in_step(entry: JournalEntry, now: datetime) -> None:
    """One follower for all three, in the order they happened: what is passed on is passed on before it is erased."""
    enquiry = int(entry.about_id)
    if entry.act == "enquiry.passed_on":
        to = int(entry.identifiers["to"])
        pass_on_release(gone=enquiry, to=to, now=now)
        pass_on_source(gone=enquiry, to=to, now=now)
    elif entry.act == "enquiry.erased":
        erase_report(enquiry_pk=enquiry, now=now)
    else:
        hide_photo(enquiry_pk=enquiry, now=now)


@follow("listening.outages", acts=("enquiry.opened",))
def tell_of_outage(entry: JournalEntry, now: datetime) -> None:
    """A reported lamp is an outage: one resident makes a notice, a second one or staff suspends the circuits on it."""
    if entry.identifiers.get("kind") != LAMP.kind.code:
        return
    report = Report.objects.select_related("enquiry", "enquiry__same_as").filter(enquiry=int(entry.about_id)).first()
    if report is None or report.lat is None or report.lon is None:
        return
    root = report.enquiry.same_as or report.enquiry
    if not root.is_open:
        return
    tell_outage(
        lat=report.lat,
        lon=report.lon,
        about=f"{Report._meta.label_lower}:{report.pk}",
        enquiry=report.enquiry,
        is_staff=report.reporter == Report.Reporter.FIELD,
        street=report.street,
        neighbourhood=report.neighbourhood,
        by=SYSTEM,
        now=entry.at,
    )


@follow("listening.webhooks", acts=webhooks.ACTS)
def tell_tools(entry: JournalEntry, now: datetime) -> None:
    webhooks.note(entry, now)
