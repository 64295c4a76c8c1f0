"""Walk audits as everyone reads them: who walked in words, what was found, what was answered, what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.streets.models import Edition, Finding, SecondLook, Walk, WalkScore
from serein.territory.spots import flat_m

SMALLEST_GROUP = 5
"""A group below it is not counted in public (H24)."""
SAME_SPOT_M = 30.0
STILL_ANNOUNCED = timedelta(hours=3)
TRAIT_WORDS = {
    "seniors": _("older people"),
    "wheelchair": _("people in a wheelchair"),
    "pram": _("people with a pram"),
    "young": _("young people"),
    "women": _("women"),
    "visitors": _("visitors"),
}
PARAMETERS = {
    "lighting": (_("Light"), _("no light"), _("light everywhere")),
    "openness": (_("Open view"), _("one sees nowhere"), _("one sees in all directions")),
    "visibility": (_("Windows and doors on the street"), _("none"), _("many, with people behind")),
    "people": (_("People about"), _("nobody"), _("many")),
    "security": (_("Help at hand"), _("none"), _("close by")),
    "walk_path": (_("Pavement"), _("no pavement"), _("wide and even")),
    "public_transport": (_("Public transport"), _("none near"), _("close by")),
    "diversity": (_("All kinds of people"), _("one kind only"), _("all kinds, of all ages")),
    "feeling": (_("How one feels there"), _("ill at ease"), _("at ease")),
}
AXIS_ICONS = {
    Finding.Axis.SIGNPOSTING: "path",
    Finding.Axis.VISIBILITY: "eye",
    Finding.Axis.LIFE: "sound",
    Finding.Axis.CONVIVIALITY: "phone",
    Finding.Axis.UPKEEP: "bin",
    Finding.Axis.LAYOUT: "crossing",
}
ANSWERED = (Enquiry.State.ANSWERED, Enquiry.State.CLOSED)
PUBLIC_DIGITS = 4
"""How exactly the public reads where it is: about ten metres, never the door."""
FAR_APART = 0.0065
"""Degrees of latitude that a map of the nearer kind shows."""
BAR = 60
"""How long a full bar is drawn."""


@dataclass(frozen=True)
class Told:
    """
    A finding, and what became of it.

    :param number: what it has on the map; 0 where it has none
    :param look: what the walk that repeats this one saw of it
    """

    finding: Finding
    now: datetime
    number: int = 0
    look: SecondLook | None = None

    @property
    def request(self) -> Enquiry | None:
        own = self.finding.enquiry
        return own.same_as or own if own is not None else None

    @property
    def is_answered(self) -> bool:
        return self.request is not None and self.request.state in ANSWERED

    @property
    def is_done(self) -> bool:
        return self.is_answered and self.request is not None and self.request.outcome == Enquiry.Outcome.DONE

    @property
    def is_late(self) -> bool:
        """Whether its day has passed without an answer."""
        return self.request is not None and self.request.is_late(self.now)

    @property
    def was_late(self) -> bool:
        """Whether it was answered after its day."""
        request = self.request
        return self.is_answered and request is not None and _is_after(request.answered_at, request.due_at)

    @property
    def reason(self) -> str:
        return (self.request.reason if self.request else "") or self.finding.answer

    @property
    def icon(self) -> str:
        return AXIS_ICONS[Finding.Axis(self.finding.axis)]


@dataclass(frozen=True)
class Scored:
    """A parameter as it was scored on the walk before and on this one, over the same spots."""

    label: Any
    before: float | None
    after: float

    @property
    def before_bar(self) -> int:
        return round((self.before or 0.0) / 3 * BAR)

    @property
    def after_bar(self) -> int:
        return round(self.after / 3 * BAR)


@dataclass(frozen=True)
class WalkPage:
    """
    What is told of a walk.

    :param groups: findings by axis, in the order of the axes
    :param before: what the walk that it repeats found to mend, and what this one saw of it
    :param scores: the nine parameters; compared where both walks scored the same spots
    :param spots: over how many spots
    """

    walk: Walk
    groups: list[tuple[str, str, list[Told]]]
    before: list[Told]
    scores: list[Scored]
    spots: int
    followed_by: list[Walk]

    @property
    def told(self) -> list[Told]:
        return [told for _label, _icon, group in self.groups for told in group]

    @property
    def asked(self) -> int:
        return sum(told.request is not None for told in self.told)

    @property
    def answered(self) -> int:
        return sum(told.is_answered for told in self.told)

    @property
    def done(self) -> int:
        return sum(told.is_done for told in self.told)

    @property
    def good(self) -> int:
        return sum(told.finding.is_good for told in self.told)

    @property
    def late(self) -> int:
        return sum(told.is_late for told in self.told)

    @property
    def gone(self) -> int:
        return sum(told.look is not None and told.look.is_gone for told in self.before)

    @property
    def is_compared(self) -> bool:
        return any(row.before is not None for row in self.scores)

    @property
    def traits(self) -> list[Any]:
        return traits_of(self.walk)

    @property
    def size(self) -> int | None:
        return size_of(self.walk)

    @property
    def middle(self) -> dict[str, float] | None:
        """Where the map begins."""
        spots = [(told.finding.lat, told.finding.lon) for told in self.told]
        if not spots:
            return None
        return {
            "lat": sum(lat for lat, _lon in spots) / len(spots),
            "lon": sum(lon for _lat, lon in spots) / len(spots),
        }

    @property
    def zoom(self) -> int:
        """How near the map begins, so that every finding is in sight."""
        lats, lons = [t.finding.lat for t in self.told], [t.finding.lon for t in self.told]
        reach = max(max(lats) - min(lats), (max(lons) - min(lons)) * 0.64) if lats else 0.0
        return 14 if reach > FAR_APART else 15


@dataclass(frozen=True)
class WalkCard:
    """A walk in the list."""

    walk: Any

    @property
    def traits(self) -> list[Any]:
        return traits_of(self.walk)

    @property
    def size(self) -> int | None:
        return size_of(self.walk)


def traits_of(walk: Walk) -> list[Any]:
    """Say who was in the group, in words: never how many of them."""
    return [TRAIT_WORDS[trait] for trait in TRAIT_WORDS if trait in walk.traits]


def size_of(walk: Walk) -> int | None:
    """Return how many walked, or None where they were too few to be counted in public."""
    return walk.group_size if walk.group_size is not None and walk.group_size >= SMALLEST_GROUP else None


def list_announced(*, now: datetime) -> list[Walk]:
    """List walks that anyone may still join, the next one first."""
    coming = Walk.objects.filter(held_at=None, starts_at__gt=now - STILL_ANNOUNCED)
    return list(coming.select_related("neighbourhood", "circuit").order_by("starts_at", "pk"))


def list_held() -> list[WalkCard]:
    """List published walks, the newest first, with how many of their requests are answered and done."""
    held = _counted(Walk.objects.filter(published_at__isnull=False)).select_related("neighbourhood")
    return [WalkCard(walk) for walk in held]


def list_for_desk() -> list[Any]:
    """List every walk, with what its desk has still to do."""
    return list(_counted(Walk.objects.all()).select_related("neighbourhood"))


def _counted(walks: Any) -> Any:
    worded = ~Q(findings__words_fr="") & ~Q(findings__words_nl="")
    asks = Q(findings__is_good=False) & worded
    root = Q(findings__enquiry__state__in=ANSWERED) | Q(findings__enquiry__same_as__state__in=ANSWERED)
    done = Q(findings__enquiry__outcome=Enquiry.Outcome.DONE) | Q(
        findings__enquiry__same_as__outcome=Enquiry.Outcome.DONE
    )
    return walks.annotate(
        found=Count("findings", distinct=True),
        unworded=Count("findings", filter=~worded, distinct=True),
        asked=Count("findings", filter=asks, distinct=True),
        answered=Count("findings", filter=asks & root, distinct=True),
        done=Count("findings", filter=asks & root & done, distinct=True),
    ).order_by("-starts_at", "-pk")


def page_of(*, walk: Walk, now: datetime) -> WalkPage:
    """Return what everyone reads of a walk: of its findings those that stand in both languages."""
    told = _numbered(_told(walk, None, now))
    before = walk.after if walk.after is not None and walk.after.published_at is not None else None
    scores, spots = compare(walk=walk, before=before)
    return WalkPage(
        walk=walk,
        groups=[
            (str(label), AXIS_ICONS[axis], group)
            for axis, label in ((axis, axis.label) for axis in Finding.Axis)
            if (group := [one for one in told if one.finding.axis == axis])
        ],
        before=[one for one in _told(before, walk, now) if not one.finding.is_good] if before else [],
        scores=scores,
        spots=spots,
        followed_by=list(walk.followed_by.filter(published_at__isnull=False)),
    )


def list_told(*, walk: Walk, seen_by: Walk | None, now: datetime) -> list[Told]:
    """List all that a walk found, for its desk, with what the walk that repeats it saw of each."""
    looks = _looks(walk, seen_by)
    return [Told(row, now, look=looks.get(row.pk)) for row in _findings(walk)]


def as_geojson(*, walk: Walk, now: datetime) -> dict[str, Any]:
    """Return the findings of a walk, under the numbers of its page; none weighs more than another (H06)."""
    told = _numbered(_told(walk, None, now))
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": _public_point(one.finding)},
            "properties": {"number": one.number, "name": f"{one.number}. {one.finding.words}"},
        }
        for one in told
    ]
    if len(walk.line) > 1:
        line = {"type": "LineString", "coordinates": walk.line}
        features.insert(0, {"type": "Feature", "geometry": line, "properties": {"name": walk.name}})
    return {"type": "FeatureCollection", "features": features}


def find_of_enquiry(*, enquiry: Enquiry) -> Finding | None:
    return Finding.objects.filter(enquiry=enquiry).select_related("walk").first()


def with_public_circuit() -> Exists:
    """Whether the circuit of a walk is one that residents read."""
    return Exists(Edition.objects.filter(circuit=OuterRef("circuit"), state=Edition.State.PUBLISHED))


def compare(*, walk: Walk, before: Walk | None) -> tuple[list[Scored], int]:
    """Return the mean of each parameter, over spots that both walks scored where there are any, and how many spots."""
    wanted = [walk.pk, before.pk] if before else [walk.pk]
    rows = list(WalkScore.objects.filter(walk__in=wanted))
    mine = [row for row in rows if row.walk_id == walk.pk]
    pairs = _pairs(mine, [row for row in rows if row.walk_id != walk.pk])
    if pairs:
        now, then = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        return [Scored(words[0], _mean(then, name), _mean(now, name)) for name, words in PARAMETERS.items()], len(pairs)
    if not mine:
        return [], 0
    return [Scored(words[0], None, _mean(mine, name)) for name, words in PARAMETERS.items()], len(mine)


def _pairs(mine: list[WalkScore], others: list[WalkScore]) -> list[tuple[WalkScore, WalkScore]]:
    found, left = [], list(others)
    for row in mine:
        near = [other for other in left if _metres(row, other) <= SAME_SPOT_M]
        if near:
            nearest = min(near, key=lambda other: _metres(row, other))
            left.remove(nearest)
            found.append((row, nearest))
    return found


def _metres(one: WalkScore, other: WalkScore) -> float:
    return flat_m(one.lat, one.lon, other.lat, other.lon)


def _mean(rows: list[WalkScore], name: str) -> float:
    return sum(int(getattr(row, name)) for row in rows) / len(rows)


def _findings(walk: Walk) -> Iterable[Finding]:
    return walk.findings.select_related("enquiry__office", "enquiry__same_as__office")


def _told(walk: Walk, seen_by: Walk | None, now: datetime) -> list[Told]:
    looks = _looks(walk, seen_by)
    rows = _findings(walk)
    return [Told(row, now, look=looks.get(row.pk)) for row in rows if row.words_fr and row.words_nl]


def _looks(walk: Walk, seen_by: Walk | None) -> dict[int, SecondLook]:
    if seen_by is None:
        return {}
    return {look.finding_id: look for look in SecondLook.objects.filter(walk=seen_by, finding__walk=walk)}


def _numbered(told: list[Told]) -> list[Told]:
    """Number findings as the page lists them: by axis, then as they were found."""
    order = list(Finding.Axis)
    ranked = sorted(told, key=lambda one: order.index(Finding.Axis(one.finding.axis)))
    return [Told(one.finding, one.now, number, one.look) for number, one in enumerate(ranked, start=1)]


def _public_point(finding: Finding) -> list[float]:
    return [round(finding.lon, PUBLIC_DIGITS), round(finding.lat, PUBLIC_DIGITS)]


def _is_after(one: datetime | None, other: datetime) -> bool:
    return one is not None and one > other
