"""What is done with an enquiry: one verb, one transaction, one journal entry."""

from serein.enquiries.operations._parts import SEALED
from serein.enquiries.operations.ending import (
    SILENT_CLOSE,
    cancel,
    close_silent,
    erase,
    erase_again,
    export,
    give_opinion,
    withdraw,
)
from serein.enquiries.operations.handling import (
    STEP_UP,
    DayOutOfReach,
    answer,
    escalate,
    hand_over,
    plan_for,
    read_contact,
    take_in_hand,
    wait_for,
)
from serein.enquiries.operations.joining import NotToItself, join
from serein.enquiries.operations.opening import (
    AlreadyReceived,
    NobodyWouldAnswer,
    drop_rule,
    keep_rule,
    keep_standard_answer,
    open_enquiry,
    set_kind,
)
from serein.enquiries.states import AlreadyAnswered, NotAllowed, NotAnswered, NotOpen

__all__ = [
    "SEALED",
    "SILENT_CLOSE",
    "STEP_UP",
    "AlreadyAnswered",
    "AlreadyReceived",
    "DayOutOfReach",
    "NobodyWouldAnswer",
    "NotAllowed",
    "NotAnswered",
    "NotOpen",
    "NotToItself",
    "answer",
    "cancel",
    "close_silent",
    "drop_rule",
    "erase",
    "erase_again",
    "escalate",
    "export",
    "give_opinion",
    "hand_over",
    "join",
    "keep_rule",
    "keep_standard_answer",
    "open_enquiry",
    "plan_for",
    "read_contact",
    "set_kind",
    "take_in_hand",
    "wait_for",
    "withdraw",
]
