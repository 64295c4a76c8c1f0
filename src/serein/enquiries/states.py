"""From which state an enquiry may go to which: the one table that every act on it obeys."""

from serein.enquiries.models import Enquiry

S = Enquiry.State
_IN_WORK = {S.NEW, S.IN_HAND, S.PLANNED, S.WAITING, S.ANSWERED, S.WITHDRAWN, S.JOINED}
ALLOWED: dict[str, frozenset[str]] = {
    S.NEW: frozenset(_IN_WORK),
    S.IN_HAND: frozenset(_IN_WORK),
    S.PLANNED: frozenset(_IN_WORK),
    S.WAITING: frozenset(_IN_WORK),
    S.UNSOLVED: frozenset(_IN_WORK),
    S.ANSWERED: frozenset({S.CLOSED, S.UNSOLVED, S.JOINED}),
    S.CLOSED: frozenset({S.UNSOLVED}),
    S.JOINED: frozenset({S.JOINED, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}
"""A joined request is not worked on; it takes the place of the one it was joined to when that is taken back."""


class NotAllowed(Exception):
    """The act does not fit the state that the enquiry is in now; someone acted first, or it is over."""

    def __init__(self, enquiry: Enquiry, to: str) -> None:
        since = enquiry.closed_at or enquiry.answered_at or enquiry.received_at
        super().__init__(f"Enquiry {enquiry.pk} is {enquiry.state} since {since}; it cannot become {to}.")
        self.state = enquiry.state


class NotOpen(NotAllowed):
    """The enquiry was closed or withdrawn before."""


class AlreadyAnswered(NotAllowed):
    """Someone answered first; two answers would contradict each other."""


class NotAnswered(NotAllowed):
    """An opinion is given on an answer, and there is none yet."""


def require(enquiry: Enquiry, to: str, *, refusal: type[NotAllowed] = NotOpen) -> None:
    """:raises NotAllowed: of the kind `refusal`, if the table does not lead there"""
    if to not in ALLOWED[enquiry.state]:
        raise refusal(enquiry, to)
