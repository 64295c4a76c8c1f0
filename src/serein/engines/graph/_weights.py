"""What edges cost: checked at the door, and laid beside the rows that searches read."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from serein.engines.graph._tables import Costs, Streets

Floats = NDArray[np.float64]


def checked(values: ArrayLike, name: str, count: int) -> Floats:
    """
    Return values, one an edge, as float64.

    Raises
    ------
    ValueError
        Unless there is one finite value of at least 0 for each edge.
    """
    array = np.ascontiguousarray(values, np.float64)
    if array.shape != (count,):
        raise ValueError(f"{name} has shape {array.shape}; ({count},) is accepted.")
    is_bad = ~((array >= 0.0) & (array < np.inf))
    if is_bad.any():
        edge = int(is_bad.argmax())
        raise ValueError(f"{name} is {array[edge]} at edge {edge}; finite values of at least 0 are accepted.")
    return array


def checked_classes(values: ArrayLike, count: int, most: int) -> NDArray[np.int64]:
    """Return classes, one an edge, as int64; a ValueError says what is wrong."""
    array = np.asarray(values)
    if array.shape != (count,):
        raise ValueError(f"exposure_class has shape {array.shape}; ({count},) is accepted.")
    if not np.issubdtype(array.dtype, np.integer):
        raise ValueError(f"exposure_class holds {array.dtype}; whole numbers are accepted.")
    if len(np.unique(array)) > most:
        raise ValueError(f"exposure_class holds {len(np.unique(array))} classes; at most {most} are accepted.")
    return array.astype(np.int64)


def chain_sums(streets: Streets, weights: Floats) -> Floats:
    """Return what each chain costs from end to end."""
    if len(streets.chain_dart) == 0:
        return np.zeros(len(streets.chain_start) - 1)
    return np.add.reduceat(weights[streets.chain_dart >> 1], streets.chain_start[:-1])


def least_ratio(straight_m: Floats, weights: Floats) -> float:
    """Return what a metre as the crow flies costs at least, rounded down; `straight_m` is inf where unusable."""
    if len(weights) == 0:
        return 0.0
    return max(0.0, float((weights / straight_m).min(initial=np.inf, where=straight_m < np.inf)) * (1 - 1e-9))


def lay_costs(streets: Streets, straight_m: Floats, weights: Floats) -> Costs:
    sums = chain_sums(streets, weights)
    ratio = least_ratio(straight_m, weights)
    return Costs(
        weights, sums[streets.over_chain >> 1], sums[streets.under_chain >> 1], ratio if np.isfinite(ratio) else 0.0
    )
