from serein.proximity.models.catalogue import Activity, Doer, TaskDecision, TaskRule, TaskType
from serein.proximity.models.days import Contact, HalfDay, PlaceType, PlannedContact, Round, Theme
from serein.proximity.models.intake import IntakeFormat
from serein.proximity.models.letters import LetterTemplate
from serein.proximity.models.meetings import Appointment, Surgery
from serein.proximity.models.tasks import MinutesBand, Task, Visit, VisitAttempt, VisitNotice
from serein.proximity.models.timeuse import (
    BeatPopulation,
    ContactTarget,
    DayDraw,
    SampledDay,
    SampledTime,
    StaffConsultation,
    StaffingNorm,
    TimeFigure,
)

__all__ = [
    "Activity",
    "Appointment",
    "BeatPopulation",
    "Contact",
    "ContactTarget",
    "DayDraw",
    "Doer",
    "HalfDay",
    "IntakeFormat",
    "LetterTemplate",
    "MinutesBand",
    "PlaceType",
    "PlannedContact",
    "Round",
    "SampledDay",
    "SampledTime",
    "StaffConsultation",
    "StaffingNorm",
    "Surgery",
    "Task",
    "TaskDecision",
    "TaskRule",
    "TaskType",
    "Theme",
    "TimeFigure",
    "Visit",
    "VisitAttempt",
    "VisitNotice",
]
