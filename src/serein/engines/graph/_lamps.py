"""Street lamps, and which edges they light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


class InvalidLamps(ValueError):
    """The arrays are no lamps."""


@dataclass(frozen=True, eq=False)
class Lamps:
    """
    Lamps of a register, or of a map.

    Attributes
    ----------
    lon_lat : ndarray of float64, shape (l, 2)
        WGS84 degrees.
    ids : ndarray of str, shape (l,)
        As the register numbers them.
    kind : ndarray of str, shape (l,)
        Type of lamp in the register's words; empty where it tells none.
    cabin : ndarray of int32, shape (l,)
        Position in `cabins` of the cabin that switches the lamp; -1 where it is not known.
    cabins : ndarray of str, shape (c,)
        Names of the cabins.
    is_working : ndarray of bool, shape (l,)
        False for a lamp that the register says is out of order, removed or not yet lit.
    is_register : bool
        Whether they come from a register; lamps drawn on a map weigh no more than its tags.
    """

    lon_lat: NDArray[np.float64]
    ids: NDArray[np.str_]
    kind: NDArray[np.str_]
    cabin: NDArray[np.int32]
    cabins: NDArray[np.str_]
    is_working: NDArray[np.bool_]
    is_register: bool = True

    def __len__(self) -> int:
        return len(self.lon_lat)

    def validated(self) -> Lamps:
        """
        Return these lamps once everything in them was found to hold.

        Raises
        ------
        InvalidLamps
            With what was found and what is accepted.
        """
        count = len(self.lon_lat)
        if self.lon_lat.shape != (count, 2):
            raise InvalidLamps(f"lon_lat has shape {self.lon_lat.shape}; ({count}, 2) is accepted.")
        for name in ("ids", "kind", "cabin", "is_working"):
            if getattr(self, name).shape != (count,):
                raise InvalidLamps(f"{name} has shape {getattr(self, name).shape}; ({count},) is accepted.")
        if not np.isfinite(self.lon_lat).all() or (np.abs(self.lon_lat) > (180.0, 90.0)).any():
            raise InvalidLamps("lon_lat holds a point that is no longitude in ±180 and latitude in ±90.")
        if count and not (self.cabin.min() >= -1 and self.cabin.max() < len(self.cabins)):
            reach = f"{self.cabin.min()} to {self.cabin.max()}"
            raise InvalidLamps(f"cabin reaches from {reach}; -1 to {len(self.cabins) - 1} is accepted.")
        return self
