"""Who reported something is told once that it is done, in their language, and of nobody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from serein.enquiries import queries as enquiries
from serein.kit import journal
from serein.kit.actors import SYSTEM
from serein.plan import letters
from serein.plan.models import Action, AnswersProblem, ToldOnce
from serein.plan.queries import thread


@transaction.atomic
def tell_reporters(*, action: Action, now: datetime) -> int:
    """
    Tell those whose reports the action's problems cite, and those whose telling was joined to one; return how many.

    Running it again tells nobody again: a row for each, unique, stands in the way.
    """
    problems = AnswersProblem.objects.filter(action=action, problem__published_at__isnull=False)
    told = 0
    for enquiry in thread.list_cited_enquiries(problems=list(problems.values_list("problem", flat=True))):
        address = enquiries.mail_address(enquiry)
        if not address:
            continue
        _row, is_new = ToldOnce.objects.get_or_create(action=action, enquiry=enquiry, defaults={"told_at": now})
        if is_new:
            letters.tell_done(enquiry=enquiry, action=action, to=address, now=now)
            told += 1
    if told:
        journal.write(act="action.told", about=action, by=SYSTEM, at=now, told=told)
    return told
