"""Who reported something is told once that it is done, in their language, and of nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from serein.enquiries import queries as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import journal
from serein.kit.actors import SYSTEM
from serein.plan import letters
from serein.plan.models import Action, AnswersProblem, ToldOnce
from serein.plan.queries import actions, thread


@transaction.atomic
def tell_reporters(*, action: Action, now: datetime) -> int:
    """
    Tell those whose reports the action's problems cite, and those whose telling was joined to one; return how many.

    Nobody is told of what is not done. Running it again tells nobody again: a row for each, unique, stands in the
    way. Who reported several things under one address gets one mail.
    """
    Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if not actions.list_done().filter(pk=action.pk).exists():
        return 0
    problems = AnswersProblem.objects.filter(action=action, problem__published_at__isnull=False)
    cited = thread.list_cited_enquiries(problems=list(problems.values_list("problem", flat=True)))
    known = set(ToldOnce.objects.filter(action=action).values_list("enquiry", flat=True))
    if all(enquiry.pk in known for enquiry in cited):
        return 0
    told = 0
    for address, own in _by_address(cited):
        fresh = [enquiry for enquiry in own if enquiry.pk not in known]
        ToldOnce.objects.bulk_create(ToldOnce(action=action, enquiry=enquiry, told_at=now) for enquiry in fresh)
        if len(fresh) == len(own):
            letters.tell_done(enquiry=fresh[0], action=action, to=address, now=now)
            told += 1
    if told:
        journal.write(act="action.told", about=action, by=SYSTEM, at=now, told=told)
    return told


def tell_late(*, now: datetime) -> int:
    """Tell of every action that is done those who were not told when it was: their report was cited later."""
    return sum(tell_reporters(action=action, now=now) for action in actions.list_done())


def _by_address(cited: Iterable[Enquiry]) -> list[tuple[str, list[Enquiry]]]:
    """Return the enquiries of each address; addresses are sealed, and compared here alone."""
    found: dict[str, tuple[str, list[Enquiry]]] = {}
    for enquiry in cited:
        if address := enquiries.mail_address(enquiry).strip():
            found.setdefault(address.casefold(), (address, []))[1].append(enquiry)
    return list(found.values())
