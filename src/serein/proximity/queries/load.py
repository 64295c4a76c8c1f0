"""How much work lies in each beat, who carries it, and what one inspector fewer would mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from serein.people import queries as people
from serein.people.models import Post
from serein.people.queries import Serving
from serein.proximity.models import StaffingNorm, Task
from serein.proximity.queries import measuring, norms
from serein.territory.models import Beat

WEEKS = 13


@dataclass(frozen=True)
class BeatLoad:
    """A beat: what is open, what came in, the hours a week that it asks for, and whether someone carries it."""

    beat: Beat
    serving: Serving
    open: int
    late: int
    received: int
    hours_a_week: float | None
    """Of the kinds that were timed often enough; None if there is none."""
    untimed: int
    """Tasks that came in of the other kinds."""
    inhabitants: int | None
    extra_hours: float = 0.0
    """What it would take over, in a what-if."""

    @property
    def is_vacant(self) -> bool:
        return self.serving.inspector is None

    @property
    def is_uncovered(self) -> bool:
        """Nobody answers there today: neither the inspector nor the back-up."""
        return self.serving.acting is None


@dataclass(frozen=True)
class PostLoad:
    """A post: its beats, and its inspectors against the norm."""

    post: Post
    beats: list[BeatLoad]
    norm: StaffingNorm | None

    @property
    def inspectors(self) -> int:
        return len({beat.serving.inspector.pk for beat in self.beats if beat.serving.inspector is not None})

    @property
    def inhabitants(self) -> int | None:
        known = [beat.inhabitants for beat in self.beats]
        return None if None in known or not known else sum(n for n in known if n is not None)

    @property
    def needed(self) -> int | None:
        """How many inspectors the norm asks for; a part of one is one."""
        if self.norm is None or self.inhabitants is None:
            return None
        return -(-self.inhabitants // self.norm.inhabitants)


def read_load(*, now: datetime, without: int | None = None) -> list[PostLoad]:
    """
    Return the load of every beat by post; seven queries, whatever their number.

    :param without: id of a beat whose inspector would be missing: its hours then go to the others of its post, evenly
    """
    today = timezone.localdate(now)
    servings = people.who_serve(now=now)
    minutes = {
        kind: one.mean.value
        for kind, one in measuring.minutes_by_type(since=today - timedelta(days=365), until=today).items()
        if one.mean is not None
    }
    counts = _counts(today)
    came = _came_in(today)
    counted = norms.find_count(on=today)
    norm = norms.find_norm(on=today)
    beats = {beat.pk: beat for beat in Beat.objects.filter(pk__in=servings)}
    by_post: dict[int, list[BeatLoad]] = {}
    posts: dict[int, Post] = {}
    for beat_id, serving in servings.items():
        if serving.post is None:
            continue
        posts[serving.post.pk] = serving.post
        of_beat = came.get(beat_id, {})
        by_post.setdefault(serving.post.pk, []).append(
            BeatLoad(
                beat=beats[beat_id],
                serving=serving,
                open=counts.get(beat_id, (0, 0))[0],
                late=counts.get(beat_id, (0, 0))[1],
                received=sum(of_beat.values()),
                hours_a_week=_hours(of_beat, minutes),
                untimed=sum(n for kind, n in of_beat.items() if kind not in minutes),
                inhabitants=counted.inhabitants.get(beat_id) if counted else None,
            )
        )
    return [
        PostLoad(posts[pk], sorted(_without(rows, without), key=lambda row: row.beat.code), norm)
        for pk, rows in sorted(by_post.items(), key=lambda item: posts[item[0]].name_fr)
    ]


def _counts(today: date) -> dict[int, tuple[int, int]]:
    rows = (
        Task.objects.open()
        .order_by()
        .values_list("beat")
        .annotate(n=Count("pk"), late=Count("pk", filter=Q(due_on__lt=today)))
    )
    return {beat: (n, late) for beat, n, late in rows}


def _came_in(today: date) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    since = today - timedelta(weeks=WEEKS)
    rows = (
        Task.objects.filter(received_on__gt=since).order_by().values_list("beat", "task_type").annotate(n=Count("pk"))
    )
    for beat, kind, n in rows:
        found.setdefault(beat, {})[kind] = n
    return found


def _hours(of_beat: dict[int, int], minutes: dict[int, float]) -> float | None:
    timed = [n * minutes[kind] for kind, n in of_beat.items() if kind in minutes]
    return sum(timed) / 60 / WEEKS if timed else None


def _without(rows: list[BeatLoad], without: int | None) -> list[BeatLoad]:
    missing = next((row for row in rows if row.beat.pk == without), None)
    others = [row for row in rows if row is not missing and not row.is_vacant]
    if missing is None or missing.hours_a_week is None or not others:
        return rows
    share = missing.hours_a_week / len(others)
    return [
        BeatLoad(**(vars(row) | {"extra_hours": share})) if any(row is other for other in others) else row
        for row in rows
    ]
