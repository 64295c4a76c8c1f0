"""The tables of the plan, of the programme and of the account given to residents."""

from serein.kit.append_only import WrittenForGood
from serein.plan.models.account import Digest, Subscription, ToldOnce, is_our_key
from serein.plan.models.event import PlanEvent
from serein.plan.models.indicator import Indicator, IndicatorReading
from serein.plan.models.ledger import Commitment, LedgerEntry, LedgerHead, LedgerProposal, Promise
from serein.plan.models.plan import (
    Action,
    AnswersProblem,
    BudgetLine,
    Dependency,
    Objective,
    PartnerAgreement,
    Plan,
)
from serein.plan.models.step import Reminder, Step

__all__ = [
    "Action",
    "AnswersProblem",
    "BudgetLine",
    "Commitment",
    "Dependency",
    "Digest",
    "Indicator",
    "IndicatorReading",
    "LedgerEntry",
    "LedgerHead",
    "LedgerProposal",
    "Objective",
    "PartnerAgreement",
    "Plan",
    "PlanEvent",
    "Promise",
    "Reminder",
    "Step",
    "Subscription",
    "ToldOnce",
    "WrittenForGood",
    "is_our_key",
]
