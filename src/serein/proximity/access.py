"""The only door through which a page obtains a beat, an appointment, a task or a visit."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from serein.enquiries.access import get_own_enquiry
from serein.people.models import Post
from serein.proximity.models import (
    Appointment,
    IntakeFormat,
    LetterTemplate,
    PlannedContact,
    SampledDay,
    Task,
    TaskType,
    Visit,
    VisitAttempt,
    VisitNotice,
)
from serein.proximity.queries import inspectors
from serein.proximity.queries.today import CORRECTED_FOR
from serein.territory.models import Beat, BeatVersion, StreetRange


def get_beat(*, code: str) -> Beat:
    beat = inspectors.find_beat(code=code)
    if beat is None:
        raise Http404
    return beat


def get_beat_to_ask(*, code: str) -> Beat:
    """Return a beat of which something can be asked; one without a role address, or out of force, answers nobody."""
    beat = inspectors.find_beat_to_ask(code=code)
    if beat is None:
        raise Http404
    return beat


def get_post(*, code: str) -> Post:
    return get_object_or_404(Post, code=code)


def get_own_appointment(*, code: str) -> Appointment:
    """Return the appointment whose author holds this code."""
    appointment = inspectors.find_appointment(enquiry=get_own_enquiry(code=code))
    if appointment is None:
        raise Http404
    return appointment


def get_beat_version(*, pk: int) -> BeatVersion:
    return get_object_or_404(BeatVersion, pk=pk)


def get_row(*, version: BeatVersion, pk: int) -> StreetRange:
    """Return a row of the street table of a version."""
    return get_object_or_404(version.ranges.select_related("street", "version"), pk=pk)


def get_task(*, pk: int, beats: Collection[int] | None) -> Task:
    """Return a task of these beats; None means of any."""
    tasks = Task.objects.select_related("task_type", "beat")
    return get_object_or_404(tasks if beats is None else tasks.filter(beat__in=beats), pk=pk)


def get_task_type(*, code: str) -> TaskType:
    return get_object_or_404(TaskType, code=code)


def get_format(*, pk: int) -> IntakeFormat:
    return get_object_or_404(IntakeFormat.objects.select_related("task_type"), pk=pk)


def get_planned_contact(*, pk: int, beats: Collection[int] | None) -> PlannedContact:
    """Return a booked hour of these beats; None means of any."""
    rows = PlannedContact.objects.all() if beats is None else PlannedContact.objects.filter(beat__in=beats)
    return get_object_or_404(rows, pk=pk)


def get_own_sampled_day(*, pk: int, mark: str) -> SampledDay:
    """Return a drawn day of the person whose mark this is: to anyone else it does not exist."""
    return get_object_or_404(SampledDay, pk=pk, by_mark=mark)


def get_visit(*, pk: int, beats: Collection[int]) -> Visit:
    """Return a visit of these beats whose door is still kept, ended or not: what was done late is noted too."""
    rows = Visit.objects.select_related("task__task_type", "task__beat")
    return get_object_or_404(rows, pk=pk, task__beat__in=beats, erased_at=None)


def get_own_attempt(*, pk: int, mark: str, now: datetime) -> VisitAttempt:
    """Return what the person whose mark this is noted at a door lately: to anyone else it does not exist."""
    rows = VisitAttempt.objects.select_related("visit__task__task_type").filter(visit__erased_at=None)
    return get_object_or_404(rows, pk=pk, by_mark=mark, began_at__gte=now - CORRECTED_FOR)


def attempts_in(*, beats: Collection[int]) -> QuerySet[VisitAttempt]:
    """Return what was noted at the doors of these beats that still wait."""
    open_doors = VisitAttempt.objects.filter(visit__task__beat__in=beats, visit__task__closed_on=None)
    return open_doors.select_related("visit")


def get_untied_notice(*, pk: int, beats: Collection[int]) -> VisitNotice:
    """Return a notice of these beats whose door nobody knows yet."""
    return get_object_or_404(VisitNotice, pk=pk, beat__in=beats, attempt=None)


def get_notice(*, code: str) -> VisitNotice:
    """Return the notice whose paper one holds; PostgreSQL is not asked what it cannot hold."""
    if "\0" in code:
        raise Http404
    return get_object_or_404(VisitNotice.objects.select_related("attempt__visit__task"), code=code)


def get_letter_template(*, pk: int) -> LetterTemplate:
    return get_object_or_404(LetterTemplate, pk=pk)
