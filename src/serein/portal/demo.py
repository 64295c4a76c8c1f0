"""One complete thread of the demo commune: two tell of a lamp, a problem, its priority, an action, both told."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import outbox
from serein.kit.actors import Actor
from serein.listening import operations as listening
from serein.listening.kinds import find_thing
from serein.listening.models import Problem, PublishedPriority, SourceCitation
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from serein.plan.models import Action, AnswersProblem, Step
from serein.plan.operations import telling
from serein.territory.where import find_where, named

WORKS = Actor(id="demo", label="Wim, service travaux")


def build(*, now: datetime) -> None:
    found = _done_action()
    if found is None:
        return
    problem, action = found
    told_at = (problem.published_at or now) - timedelta(days=40)
    report = _report(problem, told_at)
    _me_too(report, told_at + timedelta(days=2))
    listening.cite_source(
        problem=problem,
        kind=SourceCitation.Kind.REPORT,
        about=f"{Report._meta.label_lower}:{report.pk}",
        label_fr="Éclairage",
        label_nl="Verlichting",
        on=timezone.localdate(told_at),
        channel=Enquiry.Channel.WEB,
        language="fr",
        by=WORKS,
        now=problem.published_at or now,
    )
    telling.tell_reporters(action=action, now=_done_at(action, now))
    outbox.send_due(now=now)


def _done_action() -> tuple[Problem, Action] | None:
    """Find an action that is wholly done and that answers a problem of a published round."""
    ranked = set(PublishedPriority.objects.values_list("problem", flat=True))
    done = Action.objects.exclude(pk__in=Step.objects.filter(done_on=None).values("action")).filter(steps__isnull=False)
    answers = AnswersProblem.objects.filter(action__in=done, problem__in=ranked).select_related("problem", "action")
    found = answers.order_by("action__code", "problem").first()
    return (found.problem, found.action) if found else None


def _report(problem: Problem, at: datetime) -> Report:
    """Chloé tells of a lamp where others were told of, and says afterwards that it is solved."""
    near = Report.objects.public().filter(neighbourhood=problem.neighbourhood, enquiry__kind="report_lamp")
    there = near.order_by("pk").first() or Report.objects.public().order_by("pk")[0]
    lamp = find_thing("lamp")
    assert lamp is not None
    report = listening.receive_report(
        thing=lamp,
        where=named(find_where(asked={"lat": str(there.lat), "lon": str(there.lon)}, language="fr")),
        telling=Telling(
            message="La lampe au coin ne s'allume plus, on rentre dans le noir.",
            name="Chloé",
            email="chloe@demo.invalid",
            may_answer=True,
        ),
        language="fr",
        now=at,
    )
    listening.release_report(
        report=report,
        sentence_fr="Une lampe éteinte au coin de la rue.",
        sentence_nl="Een lamp die uit is op de hoek.",
        by=WORKS,
        now=at + timedelta(hours=20),
    )
    enquiries.take_in_hand(enquiry=report.enquiry, by=WORKS, now=at + timedelta(days=3))
    planned_on = timezone.localdate(at + timedelta(days=12))
    enquiries.plan_for(enquiry=report.enquiry, on=planned_on, by=WORKS, now=at + timedelta(days=4))
    enquiries.answer(
        enquiry=report.enquiry,
        text="Merci : votre phrase a aussi servi au diagnostic du quartier.",
        outcome=Enquiry.Outcome.DONE,
        reason_fr="La lampe est remplacée; tout le chemin est revu dans le plan.",
        reason_nl="De lamp is vervangen; de hele weg wordt herbekeken in het plan.",
        by=WORKS,
        now=at + timedelta(days=11),
    )
    return report


def _me_too(report: Report, at: datetime) -> None:
    """Driss saw it too, and reads Dutch."""
    driss = Telling(name="Driss", email="driss@demo.invalid", may_answer=True)
    listening.join_report(report=report, telling=driss, language="nl", now=at)


def _done_at(action: Action, now: datetime) -> datetime:
    last = action.steps.aggregate(last=Max("done_on"))["last"]
    at = timezone.make_aware(datetime.combine(last, datetime.min.time())) + timedelta(hours=11)
    return min(at, now)
