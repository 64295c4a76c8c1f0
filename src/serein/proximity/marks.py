"""
The opaque mark of a person on what they noted of their own work.

No row here points to a person (H22, H32): it carries a mark that only the installation's key makes, so that someone's
own pages find what is theirs, and figures can count how many people they rest on. It keeps out curiosity and later
functions, not whoever holds the machine and its journal (docs/decisions/0016).
"""

from serein.kit import sealing
from serein.people.models import Account


def own_mark(account: Account) -> str:
    """Return the mark of who is logged in: 32 hex digits, the same each time."""
    return sealing.blind_index(str(account.pk), purpose="proximity.own_work")
