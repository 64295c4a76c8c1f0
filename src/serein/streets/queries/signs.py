"""How a circuit is signed: what is in place in good state, on order, or lacks; in words for everyone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from serein.engines.graph import NotOnTheNetwork
from serein.kit.bilingual import in_language
from serein.streets.models import Circuit, Edition, Sign, SignCheck, SignPhoto
from serein.streets.queries.sign_plan import Plan, PlannedSign, matched, plan_of, plan_of_edition

__all__ = [
    "Coverage",
    "Schedule",
    "SignLine",
    "coverage_of",
    "list_schedules",
    "list_signs",
    "list_to_make",
    "list_to_see",
    "plan_of",
]

State = Sign.State
OUT_OF_SCHEDULE = (State.REMOVED, State.TO_REMOVE)


@dataclass(frozen=True)
class Coverage:
    """
    How far the decision points of a circuit are signed.

    :param points: decisions that a walker takes, in both directions
    :param needed: signs that tell them
    :param good: of these, in place and in good state
    :param ordered: on order, by a day that is still to come
    :param late: on order, by a day that is past
    :param lacking: neither
    :param looked_since: when the one of the good ones that waits longest was looked at
    :param due_on: the last day of those on order
    """

    points: int
    needed: int
    good: int
    ordered: int
    late: int
    lacking: int
    looked_since: date | None
    due_on: date | None

    @property
    def is_complete(self) -> bool:
        """Whether every decision point has a sign or a dated order that holds."""
        return self.late == self.lacking == 0

    @property
    def open(self) -> int:
        return self.late + self.lacking

    @property
    def percent(self) -> int:
        return self.good * 100 // self.needed if self.needed else 0

    @property
    def sentence(self) -> str:
        """Say for everyone how the circuit is signed."""
        if not self.needed:
            return ""
        said = [self._good(), self._ordered()]
        if self.open:
            lack = ngettext("%(n)d lacks and has no day yet.", "%(n)d lack and have no day yet.", self.open)
            said.append(lack % {"n": self.open})
        return " ".join(one for one in said if one)

    def _good(self) -> str:
        told = {"good": self.good, "needed": self.needed, "percent": self.percent}
        if not self.good or self.looked_since is None:
            return _("None of the %(needed)d signs of this circuit is in place yet.") % told
        said = _("%(good)d of %(needed)d signs are in place and in good state (%(percent)d %%), seen since %(day)s.")
        return said % {**told, "day": date_format(self.looked_since, "j F Y")}

    def _ordered(self) -> str:
        if not self.ordered or self.due_on is None:
            return ""
        told = {"n": self.ordered, "day": date_format(self.due_on, "j F Y")}
        said = ngettext("%(n)d is ordered, due by %(day)s.", "%(n)d are ordered, due by %(day)s.", self.ordered)
        return said % told


@dataclass(frozen=True)
class SignLine:
    """
    A sign on the schedule.

    :param told: what residents told of it since staff last looked
    :param needed: the sign that its circuit needs there now; None if none
    """

    sign: Sign
    told: tuple[SignCheck, ...]
    has_photo: bool
    is_late: bool
    needed: PlannedSign | None = None

    @property
    def new_text(self) -> str:
        """What the circuit needs it to say, where it says something else."""
        if self.needed is None or self.needed.text_fr == self.sign.text_fr:
            return ""
        return in_language(self.needed.text_fr, self.needed.text_nl, get_language())

    @property
    def needs_order(self) -> bool:
        return self.sign.state in (State.TO_ORDER, State.MISSING, State.DAMAGED) or self.is_late


@dataclass(frozen=True)
class Schedule:
    """
    The signs of a circuit beside what its published edition needs.

    :param missing: how many signs are needed that are not on the schedule
    :param surplus: how many stand on it that are needed no more
    :param is_stale: whether its streets have changed, so that what it needs is not known
    """

    circuit: Circuit
    lines: tuple[SignLine, ...]
    coverage: Coverage
    missing: int
    surplus: int
    is_stale: bool

    @property
    def open_lines(self) -> list[SignLine]:
        return [line for line in self.lines if line.needs_order]

    @property
    def told_lines(self) -> list[SignLine]:
        return [line for line in self.lines if line.told]

    @property
    def is_in_line(self) -> bool:
        return not self.missing and not self.surplus


def coverage_of(circuit: Circuit, *, edition: Edition | None = None, now: datetime) -> Coverage:
    """Return how far the published edition of a circuit is signed."""
    edition = edition or circuit.editions.filter(state=Edition.State.PUBLISHED).first()
    plan, _is_stale = _plan(edition)
    signs = list(circuit.signs.exclude(state__in=OUT_OF_SCHEDULE))
    return _coverage(plan, signs, timezone.localdate(now))


def list_schedules(*, code: str = "", now: datetime) -> list[Schedule]:
    """List the schedules of all circuits that are published or have signs, what lacks most first."""
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    circuits = Circuit.objects.prefetch_related(
        Prefetch("editions", published, to_attr="published"),
        Prefetch("signs", list_signs(), to_attr="on_schedule"),
    )
    found = [_schedule(one, now) for one in (circuits.filter(code=code) if code else circuits)]
    kept = [one for one in found if one.lines or one.coverage.needed]
    return sorted(kept, key=lambda one: (-one.coverage.open, one.circuit.code))


def list_signs() -> QuerySet[Sign]:
    """List the signs that are needed or still hang, with what was told of them."""
    told = SignCheck.objects.filter(is_staff=False).select_related("enquiry")
    return (
        Sign.objects.exclude(state=State.REMOVED)
        .select_related("circuit")
        .prefetch_related(Prefetch("checks", told, to_attr="tellings"))
        .annotate(has_photo=Exists(SignPhoto.objects.filter(sign=OuterRef("pk"))))
        .order_by("circuit__code", "number")
    )


def list_to_see(*, code: str = "") -> QuerySet[Sign]:
    """List the signs that hang, or that may: what an inspection round passes."""
    rows = Sign.objects.exclude(state__in=(State.REMOVED, State.TO_ORDER)).select_related("circuit")
    return rows.filter(circuit__code=code) if code else rows


def list_to_make(*, code: str = "") -> QuerySet[Sign]:
    """List the signs that the workshop makes: not yet in place, gone or damaged."""
    made = (State.TO_ORDER, State.ORDERED, State.MISSING, State.DAMAGED)
    rows = Sign.objects.filter(state__in=made).select_related("circuit").order_by("circuit__code", "number")
    return rows.filter(circuit__code=code) if code else rows


def line_of(sign: Sign, *, needed: PlannedSign | None = None, today: date) -> SignLine:
    """Return a sign of `list_signs` as the desk sees it."""
    tellings: list[SignCheck] = sign.tellings  # type: ignore[attr-defined]
    told = tuple(one for one in tellings if sign.checked_at is None or one.at >= sign.checked_at)
    is_late = sign.state == State.ORDERED and sign.due_on is not None and sign.due_on < today
    return SignLine(sign, told, bool(sign.has_photo), is_late, needed)  # type: ignore[attr-defined]


def _schedule(circuit: Circuit, now: datetime) -> Schedule:
    today = timezone.localdate(now)
    rows: list[Sign] = circuit.on_schedule  # type: ignore[attr-defined]
    editions: list[Edition] = circuit.published  # type: ignore[attr-defined]
    plan, is_stale = _plan(editions[0] if editions else None)
    needed = [sign for sign in rows if sign.state != State.TO_REMOVE]
    found = matched(needed, plan.signs) if plan else []
    missing = sum(one is None for one in found)
    surplus = len(needed) - (len(found) - missing) if plan or not is_stale else 0
    serving = {sign.pk: one for sign, one in zip(found, plan.signs if plan else (), strict=True) if sign}
    lines = tuple(line_of(sign, needed=serving.get(sign.pk), today=today) for sign in rows)
    return Schedule(circuit, lines, _coverage(plan, needed, today), missing, surplus, is_stale)


def _plan(edition: Edition | None) -> tuple[Plan | None, bool]:
    if edition is None:
        return None, False
    try:
        plan = plan_of_edition(edition)
    except NotOnTheNetwork:
        return None, True
    return plan, plan is None


def _coverage(plan: Plan | None, signs: Sequence[Sign], today: date) -> Coverage:
    """Count; where the plan is not known, the schedule is all that is needed."""
    serving: Sequence[Sign | None] = matched(signs, plan.signs) if plan else signs
    held = [sign for sign in serving if sign is not None]
    good = [sign for sign in held if sign.state == State.GOOD]
    dues = [sign.due_on for sign in held if sign.state == State.ORDERED and sign.due_on is not None]
    coming = [due for due in dues if due >= today]
    looked = [timezone.localdate(sign.checked_at) if sign.checked_at else sign.installed_on for sign in good]
    return Coverage(
        points=plan.points if plan else len(serving),
        needed=len(serving),
        good=len(good),
        ordered=len(coming),
        late=len(dues) - len(coming),
        lacking=len(serving) - len(good) - len(dues),
        looked_since=min((day for day in looked if day), default=None),
        due_on=max(coming, default=None),
    )
