"""Counting what a page asks of the database; statements that only open or close a transaction do not count."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

_OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


@contextmanager
def at_most(most: int) -> Iterator[None]:
    """
    Let the block ask the database at most so many queries.

    :raises AssertionError: listing them
    """
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [query["sql"] for query in captured if not query["sql"].startswith(_OF_THE_TRANSACTION)]
    assert len(asked) <= most, f"{len(asked)} queries, {most} are allowed:\n" + "\n".join(sql[:160] for sql in asked)
