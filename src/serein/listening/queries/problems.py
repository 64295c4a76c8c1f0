"""Problems as residents and the prevention service read them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serein.enquiries.models import Enquiry
from serein.kit.disclosure import FEWEST
from serein.listening.models.contribution import Contribution
from serein.listening.models.priority import PublishedPriority
from serein.listening.models.problem import Problem, ProblemQuerySet, SourceCitation
from serein.listening.models.report import Report
from serein.territory.models import Neighbourhood

Kind = SourceCitation.Kind
Channel = SourceCitation.Channel
_NOBODY = {
    Channel.WEB: gettext_lazy("nobody online"),
    Channel.PHONE: gettext_lazy("nobody by phone"),
    Channel.DESK: gettext_lazy("nobody at the desk"),
    Channel.PAPER: gettext_lazy("nobody on paper"),
    Channel.FIELD: gettext_lazy("nobody of the field staff"),
    "fr": gettext_lazy("nobody in French"),
    "nl": gettext_lazy("nobody in Dutch"),
}


@dataclass(frozen=True)
class SourceCount:
    """How many sources of a kind a problem rests on; None where that is told as "fewer than ten"."""

    kind: str
    n: int | None

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def told(self) -> str:
        return _("fewer than %(n)d") % {"n": FEWEST} if self.n is None else str(self.n)


@dataclass(frozen=True)
class Priority:
    """Where a problem came out of the latest round that was published, among so many."""

    row: PublishedPriority
    of: int

    @property
    def words(self) -> str:
        told = {"rank": self.row.rank, "of": self.of, "best": self.row.best_rank, "worst": self.row.worst_rank}
        if self.row.best_rank == self.row.worst_rank:
            return (
                _("Priority %(rank)d of %(of)d. By the scores %(best)d, also if the weights move by a quarter.") % told
            )
        return (
            _("Priority %(rank)d of %(of)d. By the scores %(best)d to %(worst)d if the weights move by a quarter.")
            % told
        )


@dataclass(frozen=True)
class ProblemAtAGlance:
    """A problem with where it comes from and where it came out: what a card shows."""

    problem: Problem
    sources: list[SourceCount] = field(default_factory=list)
    priority: Priority | None = None


@dataclass(frozen=True)
class Coverage:
    """Through what the sources of a problem came: counts for staff, and what is missing in words for all."""

    n: int
    channels: list[tuple[str, int]]
    languages: list[tuple[str, int]]
    missing: list[str]

    @property
    def is_told(self) -> bool:
        """Whether enough is known to say in public who is missing (H24)."""
        return self.n >= FEWEST


def list_published(*, neighbourhood: Neighbourhood | None = None, language: str = "fr") -> list[ProblemAtAGlance]:
    """Return what residents read, of a district or of all of them: three queries, however many there are."""
    problems = Problem.objects.public().select_related("neighbourhood")
    if neighbourhood is not None:
        problems = problems.filter(neighbourhood=neighbourhood)
    name = "neighbourhood__name_nl" if language == "nl" else "neighbourhood__name_fr"
    return glance(problems.order_by(name, "neighbourhood__code", "state", "-published_at", "pk"))


def glance(problems: Iterable[Problem], *, is_for_staff: bool = False) -> list[ProblemAtAGlance]:
    """Add sources and priority to problems, in two more queries."""
    rows = list(problems)
    keys = [problem.pk for problem in rows]
    counts = _counts_of(keys, is_for_staff=is_for_staff)
    priorities = priorities_of(keys)
    return [ProblemAtAGlance(problem, counts.get(problem.pk, []), priorities.get(problem.pk)) for problem in rows]


def list_of_desk(*, neighbourhood: Neighbourhood | None = None) -> ProblemQuerySet:
    problems = Problem.objects.select_related("neighbourhood").order_by("neighbourhood__name_fr", "state", "-pk")
    return problems.filter(neighbourhood=neighbourhood) if neighbourhood else problems


def list_standing() -> ProblemQuerySet:
    """Return the problems that a contribution may be joined to: drafts too."""
    ended = (Problem.State.SETTLED, Problem.State.DROPPED)
    return Problem.objects.exclude(state__in=ended).select_related("neighbourhood").order_by("neighbourhood__name_fr")


def problems_of(*, about: str) -> QuerySet[Problem]:
    """Return the public problems that rest on a source, given as `label_lower:pk`."""
    return (
        Problem.objects.public()
        .filter(pk__in=SourceCitation.objects.filter(about=about).values("problem"))
        .select_related("neighbourhood")
        .order_by("pk")
    )


def of_report(report: Report) -> QuerySet[Problem]:
    """Return the public problems that rest on a report, or on the one that it was joined to."""
    keys = [report.pk]
    if report.enquiry.same_as_id is not None:
        keys += Report.objects.filter(enquiry=report.enquiry.same_as_id).values_list("pk", flat=True)
    abouts = [f"{Report._meta.label_lower}:{key}" for key in keys]
    cited = SourceCitation.objects.filter(about__in=abouts).values("problem")
    return Problem.objects.public().filter(pk__in=cited).select_related("neighbourhood").order_by("pk")


def told_by(enquiry: Enquiry) -> QuerySet[Problem]:
    """Return the public problems that rest on what the author of an enquiry told: a report, or a contribution."""
    told = {enquiry.pk, enquiry.same_as_id or enquiry.pk}
    reports = Report.objects.filter(enquiry__in=told).values_list("pk", flat=True)
    contributions = Contribution.objects.filter(enquiry__in=told).values_list("pk", flat=True)
    abouts = [f"{Enquiry._meta.label_lower}:{key}" for key in told]
    abouts += [f"{Report._meta.label_lower}:{key}" for key in reports]
    abouts += [f"{Contribution._meta.label_lower}:{key}" for key in contributions]
    cited = SourceCitation.objects.filter(about__in=abouts).values("problem")
    return Problem.objects.public().filter(pk__in=cited).select_related("neighbourhood").order_by("pk")


def priorities_of(problems: Iterable[int]) -> dict[int, Priority]:
    """Return where each problem came out of the latest round that was published; one query."""
    of_its_district = Q(round__neighbourhood=F("problem__neighbourhood"))  # across districts it would rank them (H06)
    rows = PublishedPriority.objects.filter(of_its_district, problem__in=list(problems)).select_related("round")
    counted = rows.annotate(of=Count("round__results")).order_by("round__published_at", "round_id")
    return {row.problem_id: Priority(row, row.of) for row in counted}


def priority_of(problem: Problem) -> Priority | None:
    """Return the latest published priority of a problem, with its interval in `row` and in `words`."""
    return priorities_of([problem.pk]).get(problem.pk)


def sources_of(problem: Problem, *, is_for_staff: bool = False) -> list[SourceCount]:
    return _counts_of([problem.pk], is_for_staff=is_for_staff).get(problem.pk, [])


def released_reports_of(problem: Problem) -> QuerySet[Report]:
    """Return the reports that a problem rests on and that staff released: those alone are linked in public."""
    abouts = SourceCitation.objects.filter(problem=problem, kind=Kind.REPORT).values_list("about", flat=True)
    keys = [int(about.partition(":")[2]) for about in abouts if about.startswith(f"{Report._meta.label_lower}:")]
    found = Report.objects.public().filter(pk__in=keys).select_related("enquiry", "street")
    return found.order_by("-reported_at", "-pk")


def documents_of(problem: Problem) -> QuerySet[SourceCitation]:
    """Return minutes, walks and surveys, which are named in public; what residents wrote never is."""
    named = (Kind.MINUTES, Kind.WALK, Kind.SURVEY)
    return problem.sources.filter(kind__in=named).exclude(label_fr="")


def coverage_of(problem: Problem) -> Coverage:
    """Say through which channels and in which languages people told of a problem, and which are missing."""
    rows = (
        SourceCitation.objects.filter(problem=problem, kind__in=SourceCitation.FROM_PEOPLE)
        .exclude(channel="")
        .values_list("channel", "language")
        .annotate(n=Sum("count"))
        .order_by()
    )
    channels, languages = dict.fromkeys(Channel.values, 0), {"fr": 0, "nl": 0}
    for channel, language, n in rows:
        channels[channel] += n
        if language in languages and channel != Channel.FIELD:
            languages[language] += n
    missing = [str(_NOBODY[channel]) for channel, n in channels.items() if n == 0]
    missing += [str(_NOBODY[language]) for language, n in languages.items() if n == 0]
    return Coverage(
        n=sum(channels.values()),
        channels=[(str(Channel(channel).label), n) for channel, n in channels.items()],
        languages=[(_("in French"), languages["fr"]), (_("in Dutch"), languages["nl"])],
        missing=missing,
    )


def silent_neighbourhoods() -> list[Neighbourhood]:
    """Return the districts in which no problem is stated: nobody was heard there, or nobody wrote it down."""
    heard = Problem.objects.public().values("neighbourhood")
    return list(Neighbourhood.objects.exclude(pk__in=heard).order_by("name_fr"))


def list_waiting_contributions(*, problem: Problem | None = None) -> QuerySet[Contribution]:
    """Return what residents added and no problem rests on yet."""
    prefix = f"{Contribution._meta.label_lower}:"
    cited = SourceCitation.objects.filter(kind=Kind.CONTRIBUTION, about__startswith=prefix)
    keys = [int(about.removeprefix(prefix)) for about in cited.values_list("about", flat=True)]
    waiting = (
        Contribution.objects.filter(enquiry__destroyed_at=None, enquiry__state__in=Enquiry.OPEN)
        .exclude(pk__in=keys)
        .select_related("enquiry", "neighbourhood", "problem")
    )
    return waiting if problem is None else waiting.filter(neighbourhood=problem.neighbourhood_id)


def _counts_of(keys: list[int], *, is_for_staff: bool) -> dict[int, list[SourceCount]]:
    rows = (
        SourceCitation.objects.filter(problem__in=keys)
        .values_list("problem", "kind")
        .annotate(n=Sum("count"))
        .order_by()
    )
    found: dict[int, dict[str, int]] = {}
    for problem, kind, n in rows:
        found.setdefault(problem, {})[kind] = n
    return {
        problem: [SourceCount(kind, _shown(kind, counts[kind], is_for_staff)) for kind in Kind.values if kind in counts]
        for problem, counts in found.items()
    }


def _shown(kind: str, n: int, is_for_staff: bool) -> int | None:
    return None if kind in SourceCitation.FROM_PEOPLE and n < FEWEST and not is_for_staff else n
