from serein.listening.models.change import ChangeAnswer, ChangeRound, PublishedChange
from serein.listening.models.contribution import Contribution
from serein.listening.models.partner import Delivery, Partner, Webhook
from serein.listening.models.priority import (
    Ballot,
    Candidate,
    Criterion,
    Panel,
    PanelLetter,
    PriorityRound,
    PublishedPriority,
    Score,
)
from serein.listening.models.problem import FieldNote, Problem, ProblemVersion, SourceCitation
from serein.listening.models.report import Report

__all__ = [
    "Ballot",
    "Candidate",
    "ChangeAnswer",
    "ChangeRound",
    "Contribution",
    "Criterion",
    "Delivery",
    "FieldNote",
    "Panel",
    "PanelLetter",
    "Partner",
    "PriorityRound",
    "Problem",
    "ProblemVersion",
    "PublishedChange",
    "PublishedPriority",
    "Report",
    "Score",
    "SourceCitation",
    "Webhook",
]
