"""Rows that are written once: no code of ours changes or removes them (H29)."""

from typing import Any, NoReturn, Self

from django.db import models


class WrittenForGood(Exception):
    """A row of the history was to be changed or removed; write another one instead."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **_fields: Any) -> NoReturn:
        raise WrittenForGood(f"{self.model.__name__} is append-only: nothing of it is changed.")

    def delete(self) -> NoReturn:
        raise WrittenForGood(f"{self.model.__name__} is append-only: nothing of it is removed.")

    def bulk_update(self, *_args: Any, **_fields: Any) -> NoReturn:
        raise WrittenForGood(f"{self.model.__name__} is append-only: nothing of it is changed.")


AppendOnlyManager = models.Manager.from_queryset(AppendOnlyQuerySet)


class AppendOnly(models.Model):
    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self: Self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise WrittenForGood(f"{type(self).__name__} {self.pk} stands; what changed is a row of its own.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise WrittenForGood(f"{type(self).__name__} {self.pk} stands: nothing of the history is removed.")
