"""What an offer asks of the routes: the best vehicle for a request, and the least delay that makes one possible."""

from __future__ import annotations

from typing import Any

from serein.engines.dialaride._compiling import kernel
from serein.engines.dialaride._kernels_routes import NEVER, cheapest, fits
from serein.engines.dialaride._tables import lend


@kernel
def _best(T: Any, R: Any, W: Any, r: int, slack: float, wait_weight: float, found: Any) -> Any:
    """Write (score, vehicle, p, q, added cost, pick-up, drop-off) of the best insertion of request r."""
    n = T.ride.shape[0]
    found[0] = NEVER
    for k in range(R.size.shape[0]):
        if not T.allowed[r, k]:
            continue
        added, p, q = cheapest(T, R, W, k, r, slack, NEVER)
        if added >= NEVER or not fits(T, R, W, k, r, p, q):
            continue
        up, off = W.ear[p + 1], W.ear[q + 2]
        score = added + wait_weight * (off - T.opens[r + n])
        if score < found[0]:
            found[0], found[1], found[2], found[3] = score, k, p, q
            found[4], found[5], found[6] = added, up, off
    return found[0] < NEVER


@kernel
def best_offer(T_: Any, R_: Any, W_: Any, r: int, slack: float, wait_weight: float, found: Any) -> Any:
    """Find the vehicle and place in its route that serve request r at the least cost and wait. Cost: 5-20 µs."""
    return _best(lend(T_), lend(R_), lend(W_), r, slack, wait_weight, found)


@kernel
def least_delay(T_: Any, R_: Any, W_: Any, r: int, slack: float, most: float, precision: float, found: Any) -> Any:
    """
    Find the least delay of both windows' ends that makes request r possible, to a precision; NEVER when none does.

    The windows of r are left as they were; `found` holds the insertion. Cost: log2(most / precision) offers.
    """
    T, R, W = lend(T_), lend(R_), lend(W_)
    n = T.ride.shape[0]
    closes, closes_off = T.closes[r], T.closes[r + n]
    low, high, delay = 0.0, most, NEVER
    trial = high
    for _ in range(64):
        T.closes[r], T.closes[r + n] = closes + trial, closes_off + trial
        if _best(T, R, W, r, slack, 0.0, found):
            high = delay = trial
        else:
            if trial >= most:
                break
            low = trial
        if high - low <= precision:
            break
        trial = (low + high) / 2
    if delay < NEVER:
        T.closes[r], T.closes[r + n] = closes + delay, closes_off + delay
        _best(T, R, W, r, slack, 0.0, found)
    T.closes[r], T.closes[r + n] = closes, closes_off
    return delay
