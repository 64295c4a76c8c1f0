"""What comes due: reminders to offices, accounts to neighbourhoods, and addresses to erase."""

from datetime import datetime, time

from serein.kit.jobs import job
from serein.plan.operations import reminders, subscriptions, telling
from serein.plan.queries import ledger
from serein.plan.queries import reminders as queries
from serein.territory.models import Neighbourhood


@job("plan.remind", at=time(7, 30))
def remind_offices(now: datetime) -> None:
    """Ask each office about its steps; one that cannot be asked keeps no other waiting."""
    failed = []
    for office, steps in queries.by_owner(queries.list_steps_to_recall(now=now)):
        try:
            reminders.remind_office(office=office, due=steps, now=now)
        except Exception as fault:
            failed.append(fault)
    if failed:
        raise ExceptionGroup("Some offices could not be asked about their steps.", failed)


@job("plan.accounts", at=time(9, 0))
def send_accounts(now: datetime) -> None:
    for neighbourhood in Neighbourhood.objects.order_by("code"):
        subscriptions.send_report(neighbourhood=neighbourhood, now=now)


class LedgerBroken(Exception):
    """Someone wrote past us in the ledger; whoever keeps this installation compares it with an older export."""


@job("plan.ledger", at=time(5, 10))
def check_ledger(_now: datetime) -> None:
    """:raises LedgerBroken: naming each fault of the chain, so that the job shows as failed"""
    if faults := ledger.list_faults():
        raise LedgerBroken(" ".join(faults))


@job("plan.tell", at=time(10, 0))
def tell_reporters(now: datetime) -> None:
    """Tell those whose report was cited, or whose problem was tied or published, after the action was done."""
    telling.tell_late(now=now)


@job("plan.subscriptions", at=time(4, 40))
def erase_subscriptions(now: datetime) -> None:
    subscriptions.erase_due(now=now)
