"""Model fields that are encrypted in the database."""

from datetime import date
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from serein.kit import keyring, sealing


class SealedForADay(Exception):
    """A value under a day's key can only be saved through its instance, which knows the day."""


class EncryptedTextField(models.TextField[str, str]):
    """Text under the ring's current key; it reads as text."""

    @property
    def bound_to(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: object) -> Any:
        if not value:
            return value
        ring = keyring.ring()
        return sealing.seal(str(value), kid=ring.current, key=ring.keys[ring.current], bound_to=self.bound_to)

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> str | None:
        return sealing.unseal(value, bound_to=self.bound_to) if value else value


class Sealed:
    """A D3 value as the database holds it. Only `kit.sealed.read` opens it, and journals that it did."""

    def __init__(self, value: str, bound_to: str) -> None:
        self.value = value
        self.bound_to = bound_to

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return "·····" if self.value else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)


class SealedTextField(models.TextField[Any, Any]):
    """
    D3 text. Assign text to it; it reads back as `Sealed`.

    :param until: the name of the model's date field that says when it must be gone; it is then
        sealed under that day's key, which no backup holds
    """

    def __init__(self, *args: Any, until: str = "", **kwargs: Any) -> None:
        self.until = until
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({"until": self.until} if self.until else {})

    @property
    def bound_to(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, Sealed) or not value:
            return value
        sealed = self._seal(value, getattr(model_instance, self.until) if self.until else None)
        setattr(model_instance, self.attname, sealed)
        return sealed

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.value
        if value and self.until:
            raise SealedForADay(f"{self.bound_to} holds text that was not sealed; save it through its instance.")
        return self._seal(value, None).value if value else value

    def from_db_value(self, value: str | None, _expression: object, _connection: BaseDatabaseWrapper) -> Sealed | None:
        return None if value is None else Sealed(value, self.bound_to)

    def _seal(self, text: str, day: date | None) -> Sealed:
        if day is None:
            ring = keyring.ring()
            kid, key = ring.current, ring.keys[ring.current]
        else:
            kid, key = keyring.key_for_day(day)
        return Sealed(sealing.seal(text, kid=kid, key=key, bound_to=self.bound_to), self.bound_to)
