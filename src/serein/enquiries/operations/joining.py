"""Several requests about one thing: joined to the earliest, answered once, each author told."""

from datetime import datetime

from django.db import transaction

from serein.enquiries import letters, queries, states
from serein.enquiries.models import Enquiry, EnquiryStep
from serein.enquiries.operations._parts import step
from serein.kit import journal
from serein.kit.actors import Actor


class NotToItself(Exception):
    """An enquiry is joined to another one that still stands."""


_HANDED_ON = (
    "received_at",  # the delay of a thing runs from when it was first told
    "state",
    "office",
    "beat",
    "rule",
    "due_at",
    "escalate_at",
    "escalated_to",
    "promised_on",
    "waits_for",
    "outcome",
    "reason_fr",
    "reason_nl",
    "answered_at",
    "closed_at",
    "erase_on",
)


@transaction.atomic
def join(*, enquiry: Enquiry, to: Enquiry, by: Actor, now: datetime) -> Enquiry:
    """
    Join a request, and those joined to it before, to an earlier one on the same thing, and tell its author so.

    :raises NotToItself: if both are one, or the other was closed, withdrawn or destroyed
    :raises NotOpen: if it is over
    """
    locked, root = _locked_pair(enquiry, to)
    states.require(locked, Enquiry.State.JOINED)
    Enquiry.objects.filter(same_as=locked).update(same_as=root, closed_at=root.closed_at, erase_on=root.erase_on)
    join_at_once(locked, root)
    step(locked, EnquiryStep.What.JOINED, now)
    if address := queries.mail_address(locked):
        letters.tell_progress(enquiry=locked, to=address, now=now)
    journal.write(act="enquiry.joined", about=locked, by=by, at=now, to=root.pk)
    return locked


def join_at_once(enquiry: Enquiry, root: Enquiry) -> None:
    enquiry.same_as, enquiry.state = root, Enquiry.State.JOINED
    enquiry.escalate_at = enquiry.promised_on = None
    enquiry.outcome = enquiry.reason_fr = enquiry.reason_nl = enquiry.waits_for = ""
    enquiry.closed_at, enquiry.erase_on = root.closed_at, root.erase_on
    enquiry.save()


def pass_on(enquiry: Enquiry, by: Actor, now: datetime) -> None:
    """
    Let the eldest of the joined requests go on in the place of one whose author takes theirs back.

    What was reported is still there for the others: its owner, deadline, promise and outcome stay.
    """
    joined = Enquiry.objects.select_for_update(of=("self",)).filter(
        same_as=enquiry, state=Enquiry.State.JOINED, destroyed_at=None
    )
    heir = joined.order_by("received_at", "pk").first()
    if heir is None:
        return
    for name in _HANDED_ON:
        setattr(heir, name, getattr(enquiry, name))
    heir.same_as = None
    heir.save()
    joined.exclude(pk=heir.pk).update(same_as=heir)
    enquiry.answered_at, enquiry.state = None, Enquiry.State.WITHDRAWN  # it counts once, as its heir's
    for past in enquiry.steps.all():
        past.pk, past.enquiry = None, heir
        past.save(force_insert=True)
    journal.write(act="enquiry.passed_on", about=enquiry, by=by, at=now, to=heir.pk)


def _locked_pair(enquiry: Enquiry, to: Enquiry) -> tuple[Enquiry, Enquiry]:
    """Lock both, always the earlier row first, so that two who join two requests to each other do not wait for ever."""
    root_pk = to.same_as_id or to.pk
    rows = Enquiry.objects.select_for_update(of=("self",)).filter(pk__in=(enquiry.pk, root_pk)).order_by("pk")
    found = {row.pk: row for row in rows}
    locked, root = found[enquiry.pk], found[root_pk]
    is_over = root.state in (Enquiry.State.WITHDRAWN, Enquiry.State.CLOSED) or root.destroyed_at is not None
    if locked.pk == root.pk or is_over or root.same_as_id is not None or locked.kind != root.kind:
        raise NotToItself(
            f"Enquiry {locked.pk} ({locked.kind}) cannot be joined to {to.pk} ({root.kind}, {root.state})."
        )
    return locked, root
