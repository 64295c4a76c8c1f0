"""What the plan does when something came about: tell who reported it, and lay it before who writes the ledger."""

from datetime import datetime

from serein.kit.following import follow
from serein.kit.models import JournalEntry
from serein.plan.models import Action, LedgerEntry, Promise
from serein.plan.operations import ledger, telling


@follow("plan.tell", acts=("action.done",))
def tell_reporters(entry: JournalEntry, now: datetime) -> None:
    if action := Action.objects.filter(pk=entry.about_id).first():
        telling.tell_reporters(action=action, now=now)


STREETS = {
    "circuit.published": "B2a",
    "signs.planned": "B2c",
    "outage.repaired": "B1",
    "walk.published": "B1",
}
"""Which promise moves with which act in the streets."""


@follow("plan.streets", acts=STREETS)
def propose_for_the_streets(entry: JournalEntry, now: datetime) -> None:
    """Propose that a promise is at work once something of it came about; a person writes it, or does not."""
    if promise := Promise.objects.filter(code=STREETS[entry.act]).first():
        last = promise.entries.order_by("number").last()
        if last is None or last.state == LedgerEntry.State.NOT_BEGUN:
            ledger.propose(promise=promise, state=LedgerEntry.State.UNDER_WAY, now=now)


@follow("plan.propose", acts=("action.done",))
def propose_for_the_ledger(entry: JournalEntry, now: datetime) -> None:
    """Propose that a promise is kept once every action that serves it is done; a person writes it, or does not."""
    for promise in Promise.objects.filter(actions__pk=int(entry.about_id)):
        serving = promise.actions.filter(abandoned_at=None).exclude(published_at=None)
        if not serving.filter(steps__done_on=None).exists():
            ledger.propose(promise=promise, state=LedgerEntry.State.KEPT, now=now)
