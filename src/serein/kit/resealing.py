"""Sealing everything anew under the ring's current key, so that an old one can be forgotten."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from serein.kit import keyring, sealing
from serein.kit.fields import EncryptedTextField, SealedTextField

Encrypted = EncryptedTextField | SealedTextField


def encrypted_fields() -> Iterator[Encrypted]:
    """Yield every encrypted field of every model."""
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, EncryptedTextField | SealedTextField):
                yield field


def reseal_everything() -> dict[str, int]:
    """Seal anew what stands under an older long-lived key; return how many values, by field."""
    return {field.bound_to: _reseal(field) for field in encrypted_fields()}


def count_under(kid: str) -> int:
    """Count the values that need the key `kid`."""
    return sum(len(_values_under(field, f"{kid}:%")) for field in encrypted_fields())


def count_unreadable() -> dict[str, int]:
    """Count, by field, the values whose key this machine does not hold."""
    counts = {}
    for field in encrypted_fields():
        lost = sum(1 for _pk, value in _values_under(field, "%") if not _is_held(sealing.kid_of(value)))
        if lost:
            counts[field.bound_to] = lost
    return counts


def _is_held(kid: str) -> bool:
    try:
        keyring.secret(kid)
    except (keyring.KeyLost, keyring.KeyRingMissing):
        return False
    return True


@transaction.atomic
def _reseal(field: Encrypted) -> int:
    ring = keyring.ring()
    older = [kid for kid in ring.keys if kid != ring.current]
    done = 0
    for kid in older:
        for pk, value in _values_under(field, f"{kid}:%"):
            text = sealing.unseal(value, bound_to=field.bound_to)
            new = sealing.seal(text, kid=ring.current, key=ring.keys[ring.current], bound_to=field.bound_to)
            _replace(field, pk, value, new)
            done += 1
    return done


def _values_under(field: Encrypted, pattern: str) -> list[tuple[Any, str]]:
    table, column, key = _names(field)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {column} FROM {table} WHERE {column} LIKE %s AND {column} <> ''", [pattern])
        return [(pk, value) for pk, value in cursor.fetchall()]


def _replace(field: Encrypted, pk: Any, old: str, new: str) -> None:
    """Write the new value unless the row changed meanwhile: what was emptied or written since stays so."""
    table, column, key = _names(field)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s AND {column} = %s", [new, pk, old])


def _names(field: Encrypted) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    model: type[models.Model] = field.model
    return quote(model._meta.db_table), quote(str(field.column)), quote(str(model._meta.pk.column))
