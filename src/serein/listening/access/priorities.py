"""The only door through which a page obtains a round, a panel or what a code may answer."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from serein.listening.models.change import ChangeRound
from serein.listening.models.priority import Candidate, Panel, PanelLetter, PriorityRound
from serein.listening.queries import priorities as queries


def get_announced_round(*, pk: int) -> PriorityRound:
    """Return a round that residents may know of."""
    return get_object_or_404(queries.list_announced(), pk=pk)


def get_open_round(*, pk: int, now: datetime) -> PriorityRound:
    """Return a round that everyone may answer now."""
    found = get_announced_round(pk=pk)
    if not found.is_open_to_all or not found.is_running(now):
        raise Http404
    return found


def get_round(*, pk: int) -> PriorityRound:
    """Return a round for the prevention service."""
    return get_object_or_404(PriorityRound.objects.select_related("neighbourhood", "panel"), pk=pk)


def get_candidate(*, round: PriorityRound, pk: int) -> Candidate:
    return get_object_or_404(round.candidates.select_related("problem", "round"), pk=pk)


def get_panel(*, pk: int) -> Panel:
    return get_object_or_404(Panel.objects.select_related("neighbourhood"), pk=pk)


def get_letter(*, code: str) -> PanelLetter:
    """Return the letter that carries this code."""
    letter = queries.find_letter(voter=queries.hash_of(code))
    if letter is None:
        raise Http404
    return letter


def get_round_of_letter(*, letter: PanelLetter, pk: int, now: datetime) -> PriorityRound:
    """Return a round that the panel of a letter answers now."""
    found = get_object_or_404(PriorityRound, pk=pk, panel=letter.panel_id)
    if not found.is_running(now) or found.published_at is not None:
        raise Http404
    return found


def get_change_round_of(*, round: PriorityRound) -> ChangeRound:
    return get_object_or_404(ChangeRound.objects.select_related("round"), round=round)


def get_change_round_of_letter(*, letter: PanelLetter, pk: int, now: datetime) -> ChangeRound:
    """Return the question on change that the panel of a letter answers now."""
    found = get_object_or_404(ChangeRound.objects.select_related("round"), pk=pk, round__panel=letter.panel_id)
    if not found.is_running(now) or found.published_at is not None:
        raise Http404
    return found
