"""The one way to read D3 fields: it leaves an entry in the journal."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models, transaction

from serein.kit import journal, sealing
from serein.kit.actors import Actor
from serein.kit.fields import Sealed


@transaction.atomic
def read(*, row: models.Model, fields: list[str], why: str, by: Actor, at: datetime) -> dict[str, str]:
    """
    Return the plain texts of sealed fields, and journal that `by` read them.

    :param why: a short word of ours (`answer`, `export`), never free text
    :raises KeyLost: if a field's key is gone
    """
    texts = {name: open_unseen(getattr(row, name)) for name in fields}
    journal.write(act="sealed.read", about=row, by=by, at=at, why=why, fields=",".join(fields))
    return texts


def open_each_unseen(values: Iterable[Sealed]) -> list[str]:
    """Open many sealed values for a machine's work, reading each key once."""
    return sealing.unseal_each((value.value, value.bound_to) for value in values)


def open_unseen(value: Sealed | str | None) -> str:
    """Open a sealed value for a machine's work (sealing anew, sending); no person sees it."""
    if not value:
        return ""
    return sealing.unseal(value.value, bound_to=value.bound_to) if isinstance(value, Sealed) else value
