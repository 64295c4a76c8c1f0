"""A resident adds to a problem, or says that one is missing; the prevention service makes it a source."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from serein.enquiries.models import Enquiry
from serein.enquiries.operations import open_enquiry
from serein.kit import journal
from serein.kit.actors import RESIDENT, Actor
from serein.listening.kinds import CONTRIBUTION
from serein.listening.models.contribution import Contribution
from serein.listening.models.problem import Problem, SourceCitation
from serein.listening.operations.problems import cite_source
from serein.territory.models import Neighbourhood


@transaction.atomic
def give_contribution(
    *,
    neighbourhood: Neighbourhood,
    problem: Problem | None,
    message: str,
    email: str = "",
    language: str,
    channel: str = Enquiry.Channel.WEB,
    once: str = "",
    by: Actor = RESIDENT,
    now: datetime,
) -> Contribution:
    """
    Receive what a resident adds to a problem, or a problem that is missing; its code opens its thread.

    :raises AlreadyReceived: if this very form was received before
    :raises NobodyWouldAnswer: if nobody would answer contributions
    """
    facts = [{"label": gettext_noop("District"), "fr": neighbourhood.name_fr, "nl": neighbourhood.name_nl}]
    if problem is not None:
        facts.append({"label": gettext_noop("Problem"), "fr": problem.title_fr, "nl": problem.title_nl})
    enquiry = open_enquiry(
        kind=CONTRIBUTION,
        language=language,
        contact={"email": email} if email else {},
        message=message,
        facts=facts,
        channel=channel,
        once=once,
        by=by,
        now=now,
    )
    return Contribution.objects.create(enquiry=enquiry, neighbourhood=neighbourhood, problem=problem, given_at=now)


@transaction.atomic
def accept_contribution(*, contribution: Contribution, problem: Problem, by: Actor, now: datetime) -> SourceCitation:
    """
    Let a problem rest on what a resident told; their thread then shows the problem.

    :raises AlreadyCited: if it rests on it already
    """
    locked = Contribution.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=contribution.pk)
    locked.problem = problem
    locked.save(update_fields=["problem"])
    cited = cite_source(
        problem=problem,
        kind=SourceCitation.Kind.CONTRIBUTION,
        about=f"{locked._meta.label_lower}:{locked.pk}",
        label_fr="",
        label_nl="",
        on=timezone.localdate(locked.given_at),
        channel=locked.enquiry.channel,
        language=locked.enquiry.language,
        by=by,
        now=now,
    )
    journal.write(act="contribution.accepted", about=locked, by=by, at=now, problem=problem.pk)
    return cited
