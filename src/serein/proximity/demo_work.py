"""Ten inspectors at work: a year of tasks, five quarters of told days, rounds, contact. All of it is imagined."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from serein.enquiries.working_days import is_working_day
from serein.kit.actors import RESIDENT, Actor
from serein.people.models import BeatDesk, Posting
from serein.proximity.marks import own_mark
from serein.proximity.models import (
    Activity,
    Contact,
    ContactTarget,
    DayDraw,
    HalfDay,
    IntakeFormat,
    PlaceType,
    PlannedContact,
    Round,
    SampledDay,
    SampledTime,
    StaffingNorm,
    Task,
    TaskDecision,
    TaskType,
    Theme,
    Visit,
    VisitNotice,
)
from serein.proximity.operations import catalogue, measuring, norms, notices, rounds, visits
from serein.proximity.queries.quarters import next_quarter, quarter_before, quarter_of
from serein.proximity.queries.today import list_doors, read_today
from serein.territory.models import Address, Neighbourhood
from serein.territory.queries import address_label

SEED = 20260705
CHIEF = Actor(id="demo", label="Chef de corps")
INSPECTOR = Actor(id="demo", label="Amina")
QUARTERS = 5
DAYS_A_QUARTER = 5
"""Told by each inspector."""
UNTOLD = 11
"""So many days told for one that was not."""
SHIFTED_BEFORE = timedelta(days=150)
VOLUMES = {
    "apostille": 14,
    "service-of-document": 9,
    "conduct-enquiry": 3,
    "bailiff-assistance": 2,
    "other-zone-request": 3,
    "certificate": 6,
    "event-notice": 4,
    "vehicle-notice": 7,
}
"""Tasks a month in all beats together."""
_HOURS = {HalfDay.MORNING: 10, HalfDay.AFTERNOON: 15, HalfDay.EVENING: 19}

Staff = list[tuple[str, BeatDesk]]
"""Marks of inspectors, each with the desk of the beat."""


def build(*, now: datetime) -> None:
    """Build the inspectors' work as it stands at `now`."""
    draw = random.Random(SEED)
    today = timezone.localdate(now)
    staff = [
        (own_mark(one.staff_member.account), one.desk)
        for one in Posting.objects.filter(is_backup=False, ends_at=None)
        .select_related("staff_member__account", "desk__post", "desk__beat")
        .order_by("desk__beat__code")
    ]
    catalogue.begin_with_the_usual(from_on=today - timedelta(days=500), by=CHIEF, now=now)
    kinds = {one.code: one for one in TaskType.objects.all()}
    decisions = _decisions(kinds, today, now)
    _ground(staff, today, now)
    _told_days(draw, staff, kinds, today, now)
    _tasks(draw, staff, kinds, today)
    _visits(draw, staff, kinds["residence-check"], now)
    _contacts(draw, staff, today)
    _booked(draw, staff, decisions[0], now)
    _rounds(staff, now)


def _decisions(kinds: dict[str, TaskType], today: date, now: datetime) -> list[TaskDecision]:
    rows = [
        TaskDecision(
            task_type=kinds["certificate"],
            decision=TaskDecision.Decision.SHIFT,
            to_fr="Service Population",
            to_nl="Dienst Bevolking",
            reason_fr="La loi ne réserve pas ces attestations à la police.",
            reason_nl="De wet behoudt deze attesten niet voor aan de politie.",
            decided_on=today - SHIFTED_BEFORE - timedelta(days=40),
            effective_on=today - SHIFTED_BEFORE,
        ),
        TaskDecision(
            task_type=kinds["event-notice"],
            decision=TaskDecision.Decision.SIMPLIFY,
            reason_fr="Un seul formulaire pour tous les services.",
            reason_nl="Eén formulier voor alle diensten.",
            decided_on=today - SHIFTED_BEFORE - timedelta(days=20),
            effective_on=today - SHIFTED_BEFORE,
        ),
    ]
    return [catalogue.decide(decision=row, by=CHIEF, now=now) for row in rows]


def _ground(staff: Staff, today: date, now: datetime) -> None:
    heard = quarter_of(today) - timedelta(days=480)
    measuring.enter_consultation(
        held_on=heard - timedelta(days=14),
        counts_from=heard,
        reference="Comité de concertation (fictif)",
        by=CHIEF,
        now=now,
    )
    target = ContactTarget(from_on=heard, share=0.4, source="Conseil de zone (fictif)")
    norms.keep_target(target=target, by=CHIEF, now=now)
    norm = StaffingNorm(from_on=date(2001, 9, 17), inhabitants=4000, source="Arrêté royal du 17 septembre 2001")
    norms.keep_norm(norm=norm, by=CHIEF, now=now)
    norms.keep_count(
        counted_on=date(today.year, 1, 1),
        source="Chiffre fictif",
        inhabitants={desk.beat_id: 3500 + 137 * n for n, (_mark, desk) in enumerate(staff)},
        by=CHIEF,
        now=now,
    )
    headings = "n° dossier|nom|rue|numéro|code postal|date de la demande"
    IntakeFormat.objects.create(
        headings=headings,
        task_type=TaskType.objects.get(code="residence-check"),
        columns={
            "reference": "n° dossier",
            "household": "nom",
            "address": "rue",
            "number": "numéro",
            "postcode": "code postal",
            "received_on": "date de la demande",
        },
        first_seen_at=now,
    )


def _told_days(draw: random.Random, staff: Staff, kinds: dict[str, TaskType], today: date, now: datetime) -> None:
    """Tell days of the last quarters: contact grows a little since a kind of task was shifted."""
    first = quarter_of(today)
    quarters = [first]
    for _n in range(QUARTERS):
        quarters.append(quarter_before(quarters[-1]))
    days: list[SampledDay] = []
    waiting = (staff[0][0], today - timedelta(days=2))
    asked = [kinds["certificate"], kinds["event-notice"]]
    for quarter in quarters:
        DayDraw.objects.create(
            first_on=quarter, last_on=next_quarter(quarter) - timedelta(days=1), drawn_at=_at(quarter, 8)
        )
        worked = [day for day in _days(quarter, min(today, quarter + timedelta(days=89))) if is_working_day(day)]
        for mark, desk in staff:
            days += [
                SampledDay(
                    by_mark=mark,
                    post=desk.post,
                    day=day,
                    probability=DAYS_A_QUARTER / 60,
                    drawn_at=_at(quarter, 8) - timedelta(days=7),
                    filled_at=min(now, _at(day, 17)),
                )
                for day in draw.sample(worked, min(DAYS_A_QUARTER, len(worked)))
                if (mark, day) != waiting
            ]
    for day in days[:: UNTOLD + 1]:
        day.filled_at = None
    SampledDay.objects.bulk_create(days)
    times = [one for day in days for one in _times(draw, day, kinds, today)]
    SampledTime.objects.bulk_create(one for one in times if one.sampled_day.filled_at)
    through = SampledDay.kinds_asked.through
    through.objects.bulk_create(
        through(sampledday=day, tasktype=kind) for day in days if day.filled_at for kind in asked
    )
    for quarter in reversed(quarters[1:]):
        if next_quarter(quarter) + measuring.FILLED_WITHIN <= today:  # its last days can be told no more
            measuring.publish_quarter(quarter=quarter, by=CHIEF, now=now)
    untold = {"post": staff[0][1].post, "probability": 0.08, "drawn_at": now}
    SampledDay.objects.create(by_mark=waiting[0], day=waiting[1], **untold)


def _times(draw: random.Random, day: SampledDay, kinds: dict[str, TaskType], today: date) -> Iterator[SampledTime]:
    is_shifted = day.day >= today - SHIFTED_BEFORE

    def spent(activity: str, minutes: float, kind: TaskType | None = None, tasks: int = 0) -> SampledTime:
        return SampledTime(
            sampled_day=day, activity=activity, minutes=max(3, round(minutes)), task_type=kind, tasks=tasks
        )

    if not is_shifted:
        tasks = draw.randint(1, 3)
        yield spent(Activity.ADMINISTRATIVE, tasks * draw.gauss(28, 5), kinds["certificate"], tasks)
    tasks = draw.randint(1, 2)
    yield spent(Activity.ADMINISTRATIVE, tasks * draw.gauss(17, 5), kinds["event-notice"], tasks)
    tasks = draw.randint(1, 4)
    yield spent(Activity.JUDICIAL, tasks * draw.gauss(24, 6), kinds["apostille"], tasks)
    tasks = draw.randint(1, 3)
    yield spent(Activity.JUDICIAL, tasks * draw.gauss(14, 3), kinds["service-of-document"], tasks)
    yield spent(Activity.ADMINISTRATIVE, draw.gauss(95, 25))
    yield spent(Activity.CONTACT, draw.gauss(150 if is_shifted else 118, 30))
    yield spent(Activity.TRAVEL, draw.gauss(55, 12))
    yield spent(Activity.OTHER, draw.gauss(35, 12))


def _tasks(draw: random.Random, staff: Staff, kinds: dict[str, TaskType], today: date) -> None:
    rows = []
    for code, a_month in VOLUMES.items():
        for _n in range(12 * a_month):
            received_on = today - timedelta(days=draw.randint(0, 364))
            if code == "certificate" and received_on >= today - SHIFTED_BEFORE:
                continue
            desk = draw.choice(staff)[1]
            closed_on = received_on + timedelta(days=draw.randint(1, 25))
            is_open = closed_on > today
            rows.append(
                Task(
                    task_type=kinds[code],
                    beat=desk.beat,
                    received_on=received_on,
                    due_on=received_on + timedelta(days=21),
                    closed_on=None if is_open else closed_on,
                    ending="" if is_open else Task.Ending.DONE,
                    minutes_band="" if is_open else draw.choice(["u15", "u30", "u30", "u60"]),
                )
            )
    Task.objects.bulk_create(rows)


def _visits(draw: random.Random, staff: Staff, kind: TaskType, now: datetime) -> None:
    """Make checks of the last weeks with their attempts and notices, and a few for each beat to make now."""
    today = timezone.localdate(now)
    for n, (mark, desk) in enumerate(staff):
        found = list(Address.objects.filter(beat=desk.beat, vanished_at=None).select_related("street__commune")[:400])
        addresses = draw.sample(found, min(len(found), 13 if n else 20))
        pad = notices.print_pad(beat=desk.beat, count=8, by=INSPECTOR, now=now - timedelta(days=40))
        for k, address in enumerate(addresses):
            is_past = k < 6
            received_on = today - timedelta(days=draw.randint(14, 30) if is_past else draw.randint(1, 9))
            visit = visits.receive_visit(
                task_type=kind,
                beat=desk.beat,
                door=visits.Door(
                    lat=address.lat,
                    lon=address.lon,
                    label_fr=address_label(address, language="fr"),
                    label_nl=address_label(address, language="nl"),
                    reference=f"POP-{today.year}-{100 * n + k:04d}",
                    language="nl" if k % 5 == 4 else "fr",
                ),
                received_on=received_on,
                by=CHIEF,
                now=_at(received_on, 9),
            )
            if is_past:
                _past_attempts(draw, visit, mark, received_on, pad[k], k)


def _past_attempts(
    draw: random.Random, visit: Visit, mark: str, received_on: date, notice: VisitNotice, k: int
) -> None:
    at = _at(received_on + timedelta(days=2), 10) + timedelta(minutes=draw.randint(0, 90))
    if k % 2:
        _attempt(visit, mark, "nobody_home", at, 3, notice.number)
        if k != 3:
            again = at + timedelta(days=2)
            times = [(again, again + timedelta(hours=3))]
            notices.answer_notice(notice=notice, kind="times", times=times, by=RESIDENT, now=at)
        at += timedelta(days=2)
    _attempt(visit, mark, "moved" if k == 4 else "seen", at, draw.randint(6, 14))


def _attempt(visit: Visit, mark: str, outcome: str, at: datetime, minutes: int, notice_number: str = "") -> None:
    visits.note_attempt(
        visit=visit,
        once=f"demo-{mark[:6]}-{at:%Y%m%d%H%M}-{outcome}",
        outcome=outcome,
        began_at=at,
        ended_at=at + timedelta(minutes=minutes),
        mark=mark,
        notice_number=notice_number,
        by=INSPECTOR,
        now=at + timedelta(minutes=minutes),
    )


def _contacts(draw: random.Random, staff: Staff, today: date) -> None:
    areas = list(Neighbourhood.objects.order_by("pk"))
    rows = []
    for n, (mark, desk) in enumerate(staff):
        near = [areas[(n + k) % len(areas)] for k in range(min(3, len(areas)))]
        for day in _days(today - timedelta(days=200), today):
            if draw.random() < (0.5 if is_working_day(day) else 0.12):
                half_day = draw.choice(list(HalfDay))
                rows.append(
                    Contact(
                        once=f"demo-{mark[:8]}-{day}",
                        by_mark=mark,
                        post=desk.post,
                        neighbourhood=draw.choice(near),
                        day=day,
                        half_day=half_day,
                        place_type=draw.choice(list(PlaceType)),
                        theme=draw.choice(list(Theme)),
                        minutes=draw.choice([15, 30, 30, 60, 120]),
                    )
                )
    Contact.objects.bulk_create(rows)


def _booked(draw: random.Random, staff: Staff, freed_by: TaskDecision, now: datetime) -> None:
    today = timezone.localdate(now)
    meetings = [
        (PlaceType.MARKET, "Marché, devant la fontaine", "Markt, bij de fontein"),
        (PlaceType.SCHOOL, "Sortie de l’école du Centre", "Schoolpoort van de Centrumschool"),
        (PlaceType.VENUE, "Maison de quartier, salle du bas", "Buurthuis, benedenzaal"),
        (PlaceType.STREET, "Promenade dans les rues de la frontière", "Wandeling in de grensstraten"),
    ]
    rows = []
    for n in range(46):
        _mark, desk = staff[n % len(staff)]
        day = today + timedelta(days=2 * n - 66)
        half_day = draw.choice([HalfDay.MORNING, HalfDay.AFTERNOON])
        starts_at = _at(day, _HOURS[half_day])
        kind, place_fr, place_nl = meetings[n % 4]
        is_past = starts_at < now
        rows.append(
            PlannedContact(
                beat=desk.beat,
                staff=PlannedContact.Staff.STREET_WORKER if n % 9 == 8 else PlannedContact.Staff.INSPECTOR,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=1 + n % 2),
                place_type=kind,
                is_announced=n % 3 != 1,
                place_fr=place_fr,
                place_nl=place_nl,
                decision=freed_by if n % 2 else None,
                state=(
                    PlannedContact.State.BOOKED
                    if not is_past or n % 16 == 15
                    else PlannedContact.State.LOST
                    if n % 7 == 3
                    else PlannedContact.State.HELD
                ),
            )
        )
    PlannedContact.objects.bulk_create(rows)


def _rounds(staff: Staff, now: datetime) -> None:
    """Plan today's rounds of all but two, and let one be under way."""
    begins = now - timedelta(hours=1)
    for n, (mark, desk) in enumerate(staff[:8]):
        row = rounds.plan_day(
            mark=mark,
            beats=[desk.beat_id],
            post=desk.post,
            mode="bicycle" if n % 3 == 1 else "foot",
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            break_minutes=0,
            by=INSPECTOR,
            now=begins,
        )
        if n == 0:
            _under_way(row.pk, mark, desk, now)


def _under_way(round_pk: int, mark: str, desk: BeatDesk, now: datetime) -> None:
    row = Round.objects.select_related("post").get(pk=round_pk)
    shown = read_today(round=row, doors=list_doors(beats=[desk.beat_id], now=now), now=now)
    for k, call in enumerate(shown.calls[:3]):
        at = now - timedelta(minutes=50 - 14 * k)
        _attempt(call.door.visit, mark, "nobody_home" if k == 1 else "seen", at, 7)
    rounds.reorder_day(row=row, beats=[desk.beat_id], by=INSPECTOR, now=now)
    left = notices.print_pad(beat=desk.beat, count=1, by=INSPECTOR, now=now - timedelta(days=1))[0]
    told = "La sonnette ne marche pas : frappez au carreau."  # its number was not typed at the door
    notices.answer_notice(notice=left, kind="changed", text=told, by=RESIDENT, now=now - timedelta(minutes=20))


def _days(first: date, end: date) -> Iterator[date]:
    for n in range((end - first).days):
        yield first + timedelta(days=n)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
