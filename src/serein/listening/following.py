"""What happens to requests, as far as reports must follow."""

from datetime import datetime

from serein.kit.following import follow
from serein.kit.models import JournalEntry
from serein.listening import webhooks
from serein.listening.operations.problems import pass_on_source
from serein.listening.operations.releasing import erase_report


@follow("listening.erase", acts=("enquiry.erased",))
def erase_what_is_left(entry: JournalEntry, now: datetime) -> None:
    erase_report(enquiry_pk=int(entry.about_id), now=now)


@follow("listening.sources", acts=("enquiry.passed_on",))
def cite_who_goes_on(entry: JournalEntry, now: datetime) -> None:
    """Let a problem rest on the report that goes on in the place of one whose author took it back."""
    pass_on_source(gone=int(entry.about_id), to=int(entry.identifiers["to"]), now=now)


@follow("listening.webhooks", acts=webhooks.ACTS)
def tell_tools(entry: JournalEntry, now: datetime) -> None:
    webhooks.note(entry, now)
