"""How sensitive what we hold is; every model says it, and a test reads it."""

from enum import StrEnum


class DataClass(StrEnum):
    """D0 public, D1 anonymous, D2 ordinary personal, D3 sensitive by effect. D4 does not enter."""

    D0 = "D0"
    D1 = "D1"
    D2 = "D2"
    D3 = "D3"
