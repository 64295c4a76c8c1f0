"""The only door through which a page obtains something of the streets."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from serein.streets.models import Cabin, Circuit, Closure, Edition, Finding, Outage, Sign, SignPhoto, Walk
from serein.streets.queries import standing
from serein.streets.queries.standing import Standing
from serein.streets.queries.walks import with_public_circuit


def get_public_circuit(*, code: str, now: datetime) -> Standing:
    """Return a circuit as it stands; one that was never published, or was withdrawn, does not exist for residents."""
    found = standing.find_published(code=code, now=now)
    if found is None:
        raise Http404
    return found


def get_circuit(*, pk: int) -> Circuit:
    return get_object_or_404(Circuit, pk=pk)


def get_edition_at_work(*, circuit: Circuit) -> Edition:
    at_work = (Edition.State.DRAFT, Edition.State.APPROVED)
    return get_object_or_404(Edition.objects.select_related("circuit"), circuit=circuit, state__in=at_work)


def get_outage(*, pk: int) -> Outage:
    return get_object_or_404(Outage.objects.select_related("lamp", "cabin", "street"), pk=pk)


def get_closure(*, pk: int) -> Closure:
    return get_object_or_404(Closure, pk=pk)


def get_cabin(*, pk: int) -> Cabin:
    return get_object_or_404(Cabin, pk=pk)


def get_sign(*, pk: int) -> Sign:
    return get_object_or_404(Sign.objects.select_related("circuit"), pk=pk)


def get_sign_of_code(*, code: str) -> Sign:
    """Return the sign whose code was scanned; one that was taken away is no longer there."""
    found = Sign.objects.select_related("circuit").filter(code=code.lower()).exclude(state=Sign.State.REMOVED).first()
    if found is None:
        raise Http404
    return found


def get_sign_photo(*, pk: int) -> SignPhoto:
    return get_object_or_404(SignPhoto, pk=pk)


def get_public_walk(*, pk: int) -> Walk:
    rows = Walk.objects.select_related("neighbourhood", "circuit", "after")
    return get_object_or_404(rows.annotate(has_public_circuit=with_public_circuit()), pk=pk, published_at__isnull=False)


def get_walk(*, pk: int) -> Walk:
    return get_object_or_404(Walk.objects.select_related("neighbourhood", "circuit", "after"), pk=pk)


def get_finding(*, pk: int) -> Finding:
    return get_object_or_404(Finding.objects.select_related("walk", "enquiry"), pk=pk)
