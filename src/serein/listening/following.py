"""What happens to requests, as far as reports must follow."""

from datetime import datetime

from serein.kit.following import follow
from serein.kit.models import JournalEntry
from serein.listening import webhooks
from serein.listening.operations.releasing import erase_report


@follow("listening.erase", acts=("enquiry.erased",))
def erase_what_is_left(entry: JournalEntry, now: datetime) -> None:
    erase_report(enquiry_pk=int(entry.about_id), now=now)


@follow("listening.webhooks", acts=webhooks.ACTS)
def tell_tools(entry: JournalEntry, now: datetime) -> None:
    webhooks.note(entry, now)
