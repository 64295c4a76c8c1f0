"""Quarters of the year, by their first day."""

from datetime import date


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that holds a day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def next_quarter(quarter: date) -> date:
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def quarter_before(quarter: date) -> date:
    return date(quarter.year - (quarter.month == 1), (quarter.month - 4) % 12 + 1, 1)
