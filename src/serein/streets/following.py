"""What the streets do when a request on one of their lamps moves."""

from datetime import date, datetime

from serein.enquiries.models import Enquiry
from serein.kit.following import follow
from serein.kit.models import JournalEntry
from serein.streets.kinds import FINDING
from serein.streets.models import Outage
from serein.streets.operations.outages import note_end, note_plan
from serein.streets.operations.walks import keep_answer


@follow("streets.outages", acts=("enquiry.planned", "enquiry.answered", "enquiry.withdrawn"))
def keep_outage_in_step(entry: JournalEntry, now: datetime) -> None:
    """What works promises or did for a report holds for the outage that it told of."""
    outage = Outage.objects.open().filter(tellings__enquiry=int(entry.about_id)).first()
    if outage is None:
        return
    if entry.act == "enquiry.planned":
        note_plan(outage, date.fromisoformat(entry.identifiers["on"]), now)
    elif entry.act == "enquiry.withdrawn":
        if outage.state == Outage.State.REPORTED and outage.tellings.count() == 1:
            note_end(outage, is_repaired=False, now=now)
    elif entry.identifiers.get("outcome") == Enquiry.Outcome.DONE:
        note_end(outage, is_repaired=True, now=now)


@follow("streets.findings", acts=("enquiry.answered",))
def keep_answer_of_finding(entry: JournalEntry, now: datetime) -> None:
    """What was answered to a walk stays readable when the request itself is destroyed."""
    del now
    enquiry = Enquiry.objects.filter(pk=int(entry.about_id), kind=FINDING.code, destroyed_at=None).first()
    if enquiry is not None:
        keep_answer(enquiry=enquiry)
