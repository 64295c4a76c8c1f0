"""Notices of a visit: printed as a pad, left at a door, answered by the resident."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from serein.enquiries.models import new_code
from serein.kit import journal
from serein.kit.actors import Actor
from serein.proximity.models import VisitNotice
from serein.proximity.operations.visits import KEPT_DAYS
from serein.proximity.queries.notices import Period
from serein.territory.models import Beat

MOST_PRINTED = 60
ANSWERED_FOR = timedelta(days=60)
"""A notice can be answered for so long after it was left, or printed."""
_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class NoticeTooOld(Exception):
    """The visit is long over: whoever finds the paper now calls instead."""


@transaction.atomic
def print_pad(*, beat: Beat, count: int, by: Actor, now: datetime) -> list[VisitNotice]:
    """Make the notices of a pad of a beat, each with its number and its secret code."""
    notices = [
        VisitNotice(
            number="".join(secrets.choice(_SIGNS) for _sign in range(6)),
            code=new_code(),
            beat=beat,
            printed_at=now,
            key_day=timezone.localdate(now) + timedelta(days=KEPT_DAYS),
        )
        for _notice in range(min(count, MOST_PRINTED))
    ]
    VisitNotice.objects.bulk_create(notices)
    journal.write(act="visit_notices.printed", about=beat, by=by, at=now, count=len(notices))
    return notices


@transaction.atomic
def answer_notice(
    *, notice: VisitNotice, kind: str, times: Sequence[Period] = (), text: str = "", by: Actor, now: datetime
) -> VisitNotice:
    """
    Keep what a resident answers: when to come, or what changed. It never ends the visit, which ends at the door.

    A later answer takes the place of the one before.

    :raises NoticeTooOld: past the time in which it is of use, or once the visit has ended
    """
    rows = VisitNotice.objects.select_for_update(of=("self",)).select_related("attempt__visit__task")
    locked = rows.get(pk=notice.pk)
    if not _may_be_answered(locked, now):
        raise NoticeTooOld(f"Notice {locked.number} is too old to be answered.")
    told = {"times": [[start.isoformat(), end.isoformat()] for start, end in times], "text": text}
    locked.answer_kind, locked.answered_at, locked.answer = kind, now, json.dumps(told, ensure_ascii=False)
    locked.key_day = timezone.localdate(now) + timedelta(days=KEPT_DAYS)
    locked.save(update_fields=["answer_kind", "answered_at", "answer", "key_day"])
    journal.write(act="visit_notice.answered", about=locked, by=by, at=now, kind=kind)
    return locked


def _may_be_answered(notice: VisitNotice, now: datetime) -> bool:
    """Whether an answer would still reach somebody: the visit goes on, or the notice was not noted at a door yet."""
    attempt = notice.attempt
    if attempt is None:
        return now <= notice.printed_at + timedelta(days=KEPT_DAYS)
    return attempt.visit.task.closed_on is None and now <= attempt.began_at + ANSWERED_FOR
