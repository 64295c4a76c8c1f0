"""The only door through which a page obtains a problem."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from serein.listening.models.contribution import Contribution
from serein.listening.models.problem import Problem
from serein.territory.models import Neighbourhood


def get_public_problem(*, pk: int) -> Problem:
    """Return a problem that residents read; a draft does not exist for them."""
    return get_object_or_404(Problem.objects.public().select_related("neighbourhood"), pk=pk)


def require_standing(problem: Problem) -> None:
    """Nothing is added to a problem that was settled or dropped."""
    if not problem.stands:
        raise Http404


def get_problem(*, pk: int) -> Problem:
    """Return a problem for the prevention service."""
    return get_object_or_404(Problem.objects.select_related("neighbourhood"), pk=pk)


def get_neighbourhood(*, code: str) -> Neighbourhood:
    return get_object_or_404(Neighbourhood, code=code)


def get_waiting_contribution(*, pk: int) -> Contribution:
    """Return what a resident added and that still holds something; of one that is erased nothing is known."""
    found = Contribution.objects.select_related("enquiry", "neighbourhood", "problem").filter(pk=pk).first()
    if found is None or found.enquiry.destroyed_at is not None:
        raise Http404
    return found
