"""A heap of four children a node on two arrays: the least key is at 0."""

from __future__ import annotations

from typing import Any

import numpy as np

from serein.engines.graph._compiling import inner


@inner
def push(keys: Any, items: Any, size: int, key: float, item: int) -> int:
    """Add an item; return the new size."""
    at = size
    while at > 0:
        above = (at - 1) >> 2
        if keys[above] <= key:
            break
        keys[at], items[at] = keys[above], items[above]
        at = above
    keys[at], items[at] = key, item
    return size + 1


@inner
def pop(keys: Any, items: Any, size: int) -> int:
    """Take the item at 0 away; return the new size."""
    size -= 1
    key, item = keys[size], items[size]
    at = 0
    while True:
        child = 4 * at + 1
        if child >= size:
            break
        least = child
        for other in range(child + 1, min(child + 4, size)):
            if keys[other] < keys[least]:
                least = other
        if keys[least] >= key:
            break
        keys[at], items[at] = keys[least], items[least]
        at = least
    keys[at], items[at] = key, item
    return size


@inner
def longer(values: Any, more: int) -> Any:
    """Return a longer array that begins with the same values."""
    longer = np.empty(more, values.dtype)
    for i in range(len(values)):
        longer[i] = values[i]
    return longer
