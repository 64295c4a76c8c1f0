"""The only door through which a page obtains a row of the plan, the programme or the account."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from serein.people.models import Office, Role
from serein.people.queries import Duty
from serein.plan.models import Action, Commitment, LedgerProposal, Promise, Step, Subscription, is_our_key
from serein.plan.queries import actions
from serein.plan.queries.ledger import CommitmentNow, get_commitment
from serein.territory import queries as territory
from serein.territory.models import Neighbourhood

EDITORS = (Role.PREVENTION_OFFICER,)


def access_commitment(*, number: int, now: datetime) -> CommitmentNow:
    try:
        return get_commitment(number=number, now=now)
    except Commitment.DoesNotExist:
        raise Http404 from None


def access_promise(*, code: str) -> Promise:
    promise = Promise.objects.select_related("commitment", "office").filter(code=code).first()
    if promise is None:
        raise Http404
    return promise


def access_open_proposal(*, pk: int) -> LedgerProposal:
    proposal = LedgerProposal.objects.filter(pk=pk, settled_at=None).first()
    if proposal is None:
        raise Http404
    return proposal


def access_public_action(*, pk: int) -> Action:
    """Return an action that residents read: published, abandoned ones too."""
    action = actions.whole().exclude(published_at=None).filter(pk=pk).first()
    if action is None:
        raise Http404
    return action


def access_action(*, pk: int) -> Action:
    action = actions.whole().filter(pk=pk).first()
    if action is None:
        raise Http404
    return action


def access_step(*, pk: int) -> Step:
    step = Step.objects.select_related("action__owner", "owner").filter(pk=pk).first()
    if step is None:
        raise Http404
    return step


def access_step_to_answer(*, pk: int, duty: Duty) -> Step:
    """Return a step that someone may answer for: who edits the plan, or who holds its office."""
    step = access_step(pk=pk)
    if not may_answer(step, duty):
        raise Http404
    return step


def may_answer(step: Step, duty: Duty) -> bool:
    return may_edit(duty) or step.owner_id in duty.offices


def may_edit(duty: Duty) -> bool:
    return bool(duty.roles & set(EDITORS))


def access_neighbourhood(*, code: str) -> Neighbourhood:
    neighbourhood = next((one for one in territory.list_neighbourhoods() if one.code == code), None)
    if neighbourhood is None:
        raise Http404
    return neighbourhood


def access_subscription(*, key: str) -> Subscription:
    subscription = Subscription.objects.select_related("neighbourhood", "street").filter(key=key).first()
    if subscription is None:
        raise Http404
    return subscription


def find_subscription(*, key: str) -> Subscription | None:
    """Return a subscription; nothing if it is stopped already, and no page at all for a key that we never made."""
    if not is_our_key(key):
        raise Http404
    return Subscription.objects.filter(key=key).first()


def offices_of(duty: Duty) -> QuerySet[Office]:
    """Return the offices for which someone on duty may write: one at least."""
    offices = Office.objects.filter(pk__in=duty.offices).order_by("code")
    if not offices:
        raise Http404
    return offices
