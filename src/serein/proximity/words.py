"""What was decided, and what that changed, in words that say no more than the days do."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serein.engines.timeuse import Verdict
from serein.proximity.models import TaskDecision
from serein.proximity.queries.catalogue import Entry
from serein.proximity.queries.measuring import Effect


def effect_in_words(effect: Effect | None) -> str:
    """Return what a decision changed, as a sentence that says no more than the days do."""
    if effect is None:
        return "–"
    change = effect.change
    if change.verdict is Verdict.TOO_FEW or change.estimate is None:
        return _("too few days drawn to tell")
    told = {
        "points": _points(abs(change.estimate.value)),
        "low": _points(change.estimate.low),
        "high": _points(change.estimate.high),
        "least": _points(change.detectable or 0.0),
    }
    if change.verdict is Verdict.NO_CHANGE_SHOWN:
        return _("no change shown (between %(low)s and %(high)s points; %(least)s could have been seen)") % told
    if change.verdict is Verdict.LESS:
        return _("%(points)s points less of working time (between %(low)s and %(high)s)") % told
    return _("%(points)s points more of working time (between %(low)s and %(high)s)") % told


def decided_in_words(entry: Entry) -> str:
    """Return what was decided about a kind of task, also what counts from a later day; nothing while nothing was."""
    told = [_decision(entry.decision)] if entry.decision else []
    if entry.coming:
        day = date_format(entry.coming.effective_on, "j F Y")
        told.append(_("decided, counts from %(day)s: %(what)s") % {"day": day, "what": _decision(entry.coming)})
    return "; ".join(told)


def _decision(decision: TaskDecision) -> str:
    told = str(decision.get_decision_display())
    return _("%(what)s: %(whom)s") % {"what": told, "whom": decision.to} if decision.to else told


def _points(share: float) -> str:
    return f"{100 * share:.1f}".replace(".", ",").replace("-", "−")
