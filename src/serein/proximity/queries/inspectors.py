"""Which inspector, when and where."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from serein.enquiries.models import Enquiry, EnquiryStep, code_once
from serein.enquiries.working_days import is_working_day
from serein.people import queries as people
from serein.people.models import Absence, BeatDesk, Post, Posting
from serein.proximity.models import Appointment, Surgery
from serein.territory import queries as territory
from serein.territory.memory import Kept
from serein.territory.models import Address, Beat, Street

SLOTS_AHEAD = timedelta(days=28)
NOTICE = timedelta(hours=2)
"""An appointment is made at least this long before."""


@dataclass(frozen=True)
class Meeting:
    """One occurrence of a surgery."""

    surgery: Surgery
    starts_at: datetime
    ends_at: datetime

    @property
    def place(self) -> str:
        return self.surgery.place


@dataclass(frozen=True)
class Slot:
    surgery: Surgery
    starts_at: datetime
    ends_at: datetime

    @property
    def key(self) -> str:
        """What a form sends back to name this slot."""
        return f"{self.surgery.pk}@{timezone.localtime(self.starts_at):%Y-%m-%dT%H:%M}"


@dataclass(frozen=True)
class StreetPart:
    """The house numbers of a street that lie in one beat."""

    beat: Beat
    numbers: str


@dataclass(frozen=True)
class Coverage:
    """Whether every address of the commune has its beat in the version in force."""

    addresses: int
    without_beat: int
    first_without: list[Address]

    @property
    def is_complete(self) -> bool:
        return self.addresses > 0 and self.without_beat == 0


@dataclass(frozen=True)
class StreetLine:
    street: Street
    beats: list[str]


@dataclass(frozen=True)
class Line:
    """An open enquiry on the desk, without what was told in confidence."""

    enquiry: Enquiry
    next_at: datetime
    is_late: bool
    is_today: bool


@dataclass(frozen=True)
class Answer:
    """Who answers for a place: the page's, the API's and the poster's one source."""

    beat: Beat
    serving: people.Serving
    meetings: list[Meeting]


def find_beat_of_address(*, address_id: int) -> Beat | None:
    """Return the beat stored with an address; None when there is no such address, or it is in no beat."""
    address = Address.objects.present().select_related("beat").filter(pk=address_id).first()
    return address.beat if address else None


def find_beat(*, code: str) -> Beat | None:
    """Return the beat in force of a code as anybody may have typed it; PostgreSQL is not asked what it cannot hold."""
    return territory.list_beats().filter(code=code).first() if code and "\0" not in code else None


def find_beat_to_ask(*, code: str) -> Beat | None:
    return people.list_beats_to_ask().filter(code=code).first() if code and "\0" not in code else None


def who_answers(*, beat: Beat, now: datetime, meetings: int = 3) -> Answer:
    """Return who answers for a beat and when they can be met; one query where someone serves it."""
    serving = people.who_serves(beat=beat, now=now)
    surgeries = list_surgeries(desk=serving.desk) if serving.desk else []
    return Answer(beat, serving, list(_first(meetings, _meetings(surgeries, now, SLOTS_AHEAD))))


def list_surgeries(*, desk: BeatDesk) -> list[Surgery]:
    return [surgery for surgery in _surgeries.get() if surgery.desk_id == desk.pk]


def list_meetings(*, now: datetime, within: timedelta) -> list[Meeting]:
    """Return the surgeries of all beats in the time to come, the next one first."""
    return list(_meetings(_surgeries.get(), now, within))


def _load_surgeries() -> list[Surgery]:
    return list(Surgery.objects.select_related("desk__beat"))


SURGERIES = "surgeries"
"""The layer whose version changes with every surgery."""
_surgeries = Kept(SURGERIES, _load_surgeries)


def list_free_slots(*, beat: Beat, now: datetime) -> list[Slot]:
    """Return the slots that nobody took and that somebody would be there for, over the next four weeks."""
    desk = BeatDesk.objects.filter(beat=beat).first()
    if desk is None:
        return []
    surgeries = list_surgeries(desk=desk)
    taken = set(
        Appointment.objects.filter(surgery__in=surgeries, starts_at__gt=now)
        .exclude(enquiry__state=Enquiry.State.WITHDRAWN)
        .values_list("surgery_id", "starts_at")
    )
    if not surgeries:
        return []
    is_served = _who_is_there(desk, now)
    slots = (slot for meeting in _meetings(surgeries, now, SLOTS_AHEAD) for slot in _slots(meeting))
    return [
        slot
        for slot in slots
        if slot.starts_at >= now + NOTICE
        and (slot.surgery.pk, slot.starts_at) not in taken
        and is_served(slot.starts_at)
    ]


def _who_is_there(desk: BeatDesk, now: datetime) -> Callable[[datetime], bool]:
    """Return whether anyone who serves a desk is at work at a later moment, as far as is known now; two queries."""
    postings = list(Posting.objects.with_presence(now).filter(desk=desk).exclude(ends_at__lte=now))
    members = {posting.staff_member_id for posting in postings}
    absences = list(Absence.objects.filter(staff_member__in=members).exclude(ends_at__lte=now))

    def is_served(moment: datetime) -> bool:
        away = {absence.staff_member_id for absence in absences if _holds(absence, moment)}
        return any(_holds(posting, moment) and posting.staff_member_id not in away for posting in postings)

    return is_served


def _holds(period: Posting | Absence, moment: datetime) -> bool:
    return period.starts_at <= moment and (period.ends_at is None or moment < period.ends_at)


def find_free_slot(*, beat: Beat, key: str, now: datetime) -> Slot | None:
    return next((slot for slot in list_free_slots(beat=beat, now=now) if slot.key == key), None)


def find_appointment(*, enquiry: Enquiry) -> Appointment | None:
    return Appointment.objects.select_related("surgery").filter(enquiry=enquiry).first()


def find_received(*, once: str) -> Enquiry | None:
    """Return what a form became that was sent before."""
    return Enquiry.objects.filter(code=code_once(once)).first() if once else None


def list_called_off(*, desks: QuerySet[BeatDesk], now: datetime) -> list[Appointment]:
    """Return the appointments to come that the commune cancelled, the next one first."""
    cancelled = EnquiryStep.objects.filter(what=EnquiryStep.What.CANCELLED).values("enquiry")
    rows = Appointment.objects.filter(
        surgery__desk__in=desks, starts_at__gt=now, enquiry__in=cancelled, enquiry__destroyed_at=None
    )
    return list(rows.select_related("enquiry__beat", "enquiry__office", "surgery__desk__beat"))


def _leading_digits(text: str) -> str:
    return text[: len(text) - len(text.lstrip("0123456789"))]


def _meetings(surgeries: Iterable[Surgery], now: datetime, within: timedelta) -> Iterator[Meeting]:
    known = list(surgeries)
    day = timezone.localdate(now)
    last = timezone.localdate(now + within)
    while day <= last:
        if is_working_day(day) or day.weekday() == Surgery.Weekday.SATURDAY:
            today = (_meeting(surgery, day) for surgery in known if _is_held(surgery, day))
            yield from sorted((m for m in today if m.ends_at > now), key=lambda m: m.starts_at)
        day += timedelta(days=1)


def _is_held(surgery: Surgery, day: date) -> bool:
    in_time = surgery.from_on <= day and (surgery.until_on is None or day <= surgery.until_on)
    return in_time and surgery.weekday == day.weekday()


def _meeting(surgery: Surgery, day: date) -> Meeting:
    return Meeting(
        surgery=surgery,
        starts_at=timezone.make_aware(datetime.combine(day, surgery.opens)),
        ends_at=timezone.make_aware(datetime.combine(day, surgery.closes)),
    )


def _slots(meeting: Meeting) -> Iterator[Slot]:
    length = timedelta(minutes=meeting.surgery.slot_minutes)
    starts_at = meeting.starts_at
    while starts_at + length <= meeting.ends_at:
        yield Slot(meeting.surgery, starts_at, starts_at + length)
        starts_at += length


def _first(n: int, meetings: Iterator[Meeting]) -> Iterator[Meeting]:
    for _count, meeting in zip(range(n), meetings, strict=False):
        yield meeting


def line(enquiry: Enquiry, now: datetime) -> Line:
    """Return an enquiry as the desk shows it; an appointment counts at its hour, the rest at their deadline."""
    happens_at = enquiry.happens_at
    next_at = happens_at if happens_at and happens_at > now else enquiry.due_at
    is_today = timezone.localdate(next_at) == timezone.localdate(now)
    return Line(enquiry, next_at, enquiry.is_late(now), is_today)


def list_streets_by_letter() -> dict[str, list[StreetLine]]:
    """Return every street with the beats of its addresses, under its letter; two queries."""
    beats: dict[int, set[str]] = {}
    rows = (
        Address.objects.present()
        .filter(beat__isnull=False)
        .order_by()
        .values_list("street_id", "beat__code")
        .distinct()
    )
    for street_id, code in rows:
        beats.setdefault(street_id, set()).add(code)
    letters: dict[str, list[StreetLine]] = {}
    streets = Street.objects.present().filter(pk__in=beats)
    for street in sorted(streets, key=lambda street: plain(street.name)):
        letters.setdefault(plain(street.name)[:1].upper(), []).append(StreetLine(street, sorted(beats[street.pk])))
    return letters


def list_parts_of_street(*, street_id: int) -> list[StreetPart]:
    """Return the beats of a street with its numbers in each; one query."""
    addresses = Address.objects.present().select_related("beat").filter(street_id=street_id, beat__isnull=False)
    by_beat: dict[Beat, list[str]] = {}
    for address in addresses:
        by_beat.setdefault(address.beat, []).append(address.house_number)
    return [
        StreetPart(beat, numbers_in_words(numbers))
        for beat, numbers in sorted(by_beat.items(), key=lambda p: p[0].code)
    ]


def numbers_in_words(texts: Iterable[str]) -> str:
    """Return the first and last number of each side, as street lists do: `1–31, 2–28`."""
    numbers = sorted({int(digits) for text in texts if (digits := _leading_digits(text))})
    sides = [[n for n in numbers if n % 2 == parity] for parity in (1, 0)]
    return ", ".join(f"{side[0]}–{side[-1]}" if len(side) > 1 else f"{side[0]}" for side in sides if side)


def coverage() -> Coverage:
    """Return how many addresses of the commune have no inspector, and a few of them; three queries."""
    addresses = Address.objects.present().filter(street__commune__is_home=True)
    without = addresses.filter(beat=None)
    return Coverage(addresses.count(), without.count(), list(without.select_related("street")[:5]))


def list_posts() -> list[Post]:
    return list(Post.objects.select_related("help_number"))


def plain(text: str) -> str:
    """Return a text without accents or capitals, for sorting."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
