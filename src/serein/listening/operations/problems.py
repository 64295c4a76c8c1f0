"""Stating a problem, saying what it rests on, and ending it in public."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from serein.enquiries.models import Enquiry
from serein.kit import guards, journal
from serein.kit.actors import SYSTEM, Actor
from serein.kit.bilingual import require_both_languages
from serein.listening.models.priority import Candidate
from serein.listening.models.problem import ABOUT, FieldNote, Problem, ProblemVersion, SourceCitation
from serein.listening.models.report import Report
from serein.listening.queries.sources import Source
from serein.territory.models import Neighbourhood

_ABOUT = re.compile(ABOUT)


class NamesSomeone(Exception):
    """The text holds a plate, a number or an address of someone; problems are about places (H09)."""


class AlreadyCited(Exception):
    """The problem rests on this source already; counting it twice would make it weigh double."""


class IsVotedOn(Exception):
    """A round asks residents about this problem: its words and its standing wait for the result (H29)."""


class ProblemEnded(Exception):
    """The problem was settled or dropped before."""


@transaction.atomic
def draft_problem(*, neighbourhood: Neighbourhood, texts: dict[str, str], by: Actor, now: datetime) -> Problem:
    """Begin a statement; nobody but the prevention service reads a draft."""
    _require_no_person(texts.values())
    problem = Problem.objects.create(neighbourhood=neighbourhood, drafted_at=now, **texts)
    journal.write(act="problem.drafted", about=problem, by=by, at=now, neighbourhood=neighbourhood.code)
    return problem


@transaction.atomic
def write_problem(*, problem: Problem, texts: dict[str, str], by: Actor, now: datetime) -> Problem:
    """
    Change the words of a statement; what residents read before stays readable as a version.

    :raises NotInBothLanguages: if residents read it and a language would be missing
    :raises IsVotedOn: while a round asks residents about it
    """
    locked = _lock(problem)
    _require_no_vote(locked)
    _require_no_person(texts.values())
    for name, text in texts.items():
        setattr(locked, name, text)
    if locked.is_public:
        _require_whole(locked)
    locked.save()
    if locked.is_public:
        _keep_version(locked, now)
    journal.write(act="problem.written", about=locked, by=by, at=now)
    return locked


@transaction.atomic
def publish_problem(*, problem: Problem, by: Actor, now: datetime) -> Problem:
    """
    Let residents read a statement; one that was ended stands again.

    :raises NotInBothLanguages: naming what is missing (H27)
    """
    locked = _lock(problem)
    _require_whole(locked)
    if locked.stands:
        return locked
    locked.state = Problem.State.PUBLISHED
    locked.published_at = locked.published_at or now
    locked.ended_at, locked.ended_reason_fr, locked.ended_reason_nl = None, "", ""
    locked.save()
    _keep_version(locked, now)
    journal.write(act="problem.published", about=locked, by=by, at=now)
    return locked


def settle_problem(*, problem: Problem, reason_fr: str, reason_nl: str, by: Actor, now: datetime) -> Problem:
    """Say in public that a problem is solved, and by what."""
    return _end(problem, Problem.State.SETTLED, (reason_fr, reason_nl), by, now)


def drop_problem(*, problem: Problem, reason_fr: str, reason_nl: str, by: Actor, now: datetime) -> Problem:
    """Say in public that a problem is not kept, because…"""
    return _end(problem, Problem.State.DROPPED, (reason_fr, reason_nl), by, now)


@transaction.atomic
def cite_source(
    *,
    problem: Problem,
    kind: str,
    about: str,
    label_fr: str,
    label_nl: str,
    on: date,
    count: int = 1,
    channel: str = "",
    language: str = "",
    by: Actor,
    now: datetime,
) -> SourceCitation:
    """
    Say that a problem rests on a source; packages above hand theirs down with this.

    :param about: the row it is, `label_lower:pk`
    :param count: how many people's words it holds: one for a report, n for a survey
    :raises AlreadyCited: if the problem rests on it already
    """
    source = Source(kind, about, on, label_fr, label_nl, count, channel, language)
    try:
        with transaction.atomic():
            cited = _citation(problem, source, now)
            cited.save(force_insert=True)
    except IntegrityError:
        if not SourceCitation.objects.filter(problem=problem, about=about).exists():
            raise
        raise AlreadyCited(f"Problem {problem.pk} rests on {about} already.") from None
    journal.write(act="problem.source_cited", about=problem, by=by, at=now, source=about, kind=kind)
    return cited


@transaction.atomic
def cite_many(*, problem: Problem, sources: Iterable[Source], by: Actor, now: datetime) -> int:
    """Cite many sources at once, leaving out those cited before; return how many were new."""
    _lock(problem)
    known = set(SourceCitation.objects.filter(problem=problem).values_list("about", flat=True))
    fresh = {source.about: source for source in sources if source.about not in known}
    SourceCitation.objects.bulk_create([_citation(problem, source, now) for source in fresh.values()])
    journal.write(act="problem.sources_cited", about=problem, by=by, at=now, n=len(fresh))
    return len(fresh)


@transaction.atomic
def pass_on_source(*, gone: int, to: int, now: datetime) -> None:
    """Let problems rest on the enquiry `to`, and its report, where they rested on one whose author took it back."""
    moved = {f"{Enquiry._meta.label_lower}:{gone}": f"{Enquiry._meta.label_lower}:{to}"}
    reports = dict(Report.objects.filter(enquiry__in=(gone, to)).values_list("enquiry", "pk"))
    if gone in reports and to in reports:
        moved[f"{Report._meta.label_lower}:{reports[gone]}"] = f"{Report._meta.label_lower}:{reports[to]}"
    for old, new in moved.items():
        already = SourceCitation.objects.filter(about=new).values("problem")
        SourceCitation.objects.filter(about=old, problem__in=already).delete()
        for cited in SourceCitation.objects.filter(about=old).select_related("problem"):
            cited.about = new
            cited.save(update_fields=["about"])
            journal.write(act="problem.source_passed_on", about=cited.problem, by=SYSTEM, at=now, source=new)


@transaction.atomic
def note_source(
    *,
    problem: Problem,
    text: str,
    on: date,
    kind: str = SourceCitation.Kind.FIELD_NOTE,
    label_fr: str = "",
    label_nl: str = "",
    by: Actor,
    now: datetime,
) -> FieldNote:
    """
    Keep a few words from the field, or on minutes kept elsewhere; they count as a source and are never public.

    :param label_fr: how minutes or a walk are named in public
    :raises NamesSomeone: if they hold a plate, a number or an address of someone
    """
    _require_no_person([text, label_fr, label_nl])
    note = FieldNote.objects.create(problem=problem, text=text, on=on, written_at=now)
    about = f"{note._meta.label_lower}:{note.pk}"
    channel = SourceCitation.Channel.FIELD if kind == SourceCitation.Kind.FIELD_NOTE else ""
    _citation(problem, Source(kind, about, on, label_fr, label_nl, channel=channel), now).save(force_insert=True)
    journal.write(act="problem.noted", about=problem, by=by, at=now, note=note.pk)
    return note


@transaction.atomic
def _end(problem: Problem, state: Problem.State, reason: tuple[str, str], by: Actor, now: datetime) -> Problem:
    locked = _lock(problem)
    _require_no_vote(locked)
    if locked.ended_at is not None:
        raise ProblemEnded(f"Problem {locked.pk} is {locked.state} since {locked.ended_at:%Y-%m-%d}.")
    if state == Problem.State.SETTLED:
        _require_whole(locked)
    require_both_languages(reason=reason)
    _require_no_person(reason)
    locked.state, locked.ended_at = state, now
    locked.published_at = locked.published_at or (now if state == Problem.State.SETTLED else None)
    locked.ended_reason_fr, locked.ended_reason_nl = reason
    locked.save()
    if locked.is_public:
        _keep_version(locked, now)
    journal.write(act=f"problem.{state.value}", about=locked, by=by, at=now)
    return locked


def _lock(problem: Problem) -> Problem:
    return Problem.objects.select_for_update(of=("self",)).select_related("neighbourhood").get(pk=problem.pk)


def _require_no_vote(problem: Problem) -> None:
    if Candidate.objects.filter(problem=problem, round__announced_at__isnull=False, round__published_at=None).exists():
        raise IsVotedOn(f"Problem {problem.pk} is before the residents.")


def _require_whole(problem: Problem) -> None:
    require_both_languages(
        **{name: (getattr(problem, f"{name}_fr"), getattr(problem, f"{name}_nl")) for name in problem.TEXTS}
    )


def _require_no_person(texts: Iterable[str]) -> None:
    for text in texts:
        if found := guards.find_personal_marks(text):
            raise NamesSomeone(f"A text holds {', '.join(finding.kind for finding in found)}.")


def _keep_version(problem: Problem, now: datetime) -> None:
    number = ProblemVersion.objects.filter(problem=problem).count() + 1
    names = [f"{name}_{language}" for name in (*problem.TEXTS, "ended_reason") for language in ("fr", "nl")]
    ProblemVersion.objects.create(
        problem=problem,
        number=number,
        at=now,
        state=problem.state,
        texts={name: getattr(problem, name) for name in names},
    )


def _citation(problem: Problem, source: Source, now: datetime) -> SourceCitation:
    if not _ABOUT.fullmatch(source.about):
        raise ValueError(f"about is {source.about!r}; it must be label_lower:pk, such as listening.report:12.")
    if source.kind not in SourceCitation.Kind.values:
        raise ValueError(f"kind is {source.kind!r}; these are accepted: {', '.join(SourceCitation.Kind.values)}.")
    return SourceCitation(
        problem=problem,
        kind=source.kind,
        about=source.about,
        label_fr=source.label_fr,
        label_nl=source.label_nl,
        on=source.on,
        count=source.count,
        channel=source.channel,
        language=source.language,
        cited_at=now,
    )
