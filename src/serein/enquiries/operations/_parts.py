"""What several acts on an enquiry share: its lock, its steps, its end, whom to write to."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from serein.enquiries import letters, states
from serein.enquiries.models import Enquiry, EnquiryStep, KindSetting
from serein.kit import guards, outbox
from serein.people import queries as people
from serein.people.models import Office
from serein.territory.models import Beat


class NamesSomeone(Exception):
    """Words that everyone may read hold a plate, a number or a mail address of someone."""


SEALED = ["contact", "message", "sealed_facts", "answer"]


def locked_for(enquiry: Enquiry, to: str, *, refusal: type[states.NotAllowed] = states.NotOpen) -> Enquiry:
    """Return the enquiry under its lock, if the table of states lets it go to `to`."""
    locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    states.require(locked, to, refusal=refusal)
    return locked


def step(
    enquiry: Enquiry,
    what: str,
    now: datetime,
    *,
    to_office: Office | None = None,
    to_beat: Beat | None = None,
    for_on: date | None = None,
) -> None:
    EnquiryStep.objects.create(enquiry=enquiry, what=what, at=now, to_office=to_office, to_beat=to_beat, for_on=for_on)


def close(
    enquiry: Enquiry, now: datetime, *, state: str = Enquiry.State.CLOSED, what: str = EnquiryStep.What.CLOSED
) -> None:
    """End an enquiry, and with it the ones that were joined to it; both are destroyed once their time is over."""
    kept = KindSetting.objects.get(kind=enquiry.kind).retention_days
    if state == Enquiry.State.WITHDRAWN:
        enquiry.same_as = None
    enquiry.state, enquiry.closed_at, enquiry.escalate_at = state, now, None
    enquiry.erase_on = timezone.localdate(now) + timedelta(days=kept)
    enquiry.save()
    if state == Enquiry.State.CLOSED:
        joined = Enquiry.objects.filter(same_as=enquiry, destroyed_at=None)
        joined.update(closed_at=now, erase_on=enquiry.erase_on)
    step(enquiry, what, now)


def destroy(enquiry: Enquiry, now: datetime) -> None:
    outbox.erase(about=letters.about(enquiry))
    enquiry.steps.all().delete()
    enquiry.photos.all().delete()
    if enquiry.is_open or enquiry.state == Enquiry.State.JOINED:
        enquiry.state = Enquiry.State.WITHDRAWN
    enquiry.code, enquiry.facts, enquiry.beat, enquiry.escalate_at = None, [], None, None
    enquiry.happens_at = enquiry.same_as = enquiry.promised_on = None
    enquiry.contact = enquiry.message = enquiry.sealed_facts = enquiry.answer = ""
    enquiry.reason_fr = enquiry.reason_nl = enquiry.waits_for = ""
    enquiry.closed_at, enquiry.destroyed_at = enquiry.closed_at or now, now
    enquiry.save()


def require_nobody(*texts: str) -> None:
    """:raises NamesSomeone: if public words hold a plate, a number or a mail address (H09)"""
    if any(guards.find_personal_marks(text) for text in texts):
        raise NamesSomeone("Public words tell who someone is.")


def owner_address(enquiry: Enquiry, now: datetime) -> str:
    """Return the role address that a new request goes to: the beat's while someone serves it, else the office's."""
    if enquiry.beat is not None:
        serving = people.who_serves(beat=enquiry.beat, now=now)
        if serving.desk and serving.acting:
            return serving.desk.email
    return enquiry.office.email
