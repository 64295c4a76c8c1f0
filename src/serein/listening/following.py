"""What happens to requests, as far as reports must follow."""

from datetime import datetime

from serein.kit.following import follow
from serein.kit.models import JournalEntry
from serein.listening import webhooks
from serein.listening.operations.problems import pass_on_source
from serein.listening.operations.releasing import erase_report, hide_photo, pass_on_release


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


@follow("listening.webhooks", acts=webhooks.ACTS)
def tell_tools(entry: JournalEntry, now: datetime) -> None:
    webhooks.note(entry, now)
