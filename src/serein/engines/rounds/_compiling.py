"""How kernels are compiled, and kept until any file that holds kernels changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numba

_MODULES = ("_tables", "_compiling", "_kernels_time", "_kernels_exact", "_kernels_search")


def _stamp() -> tuple[object, ...]:
    """Tell the state of those files: machine code contains what it calls in other ones, at which Numba never looks."""
    marks: list[object] = [numba.__version__, sys.version]
    for name in _MODULES:
        spec = find_spec(f"serein.engines.rounds.{name}")
        loader: Any = spec and spec.loader
        if spec is not None and hasattr(loader, "path_stats"):
            marks += sorted(loader.path_stats(spec.origin).items())
    return tuple(marks)


_STAMP = _stamp()


def kernel(function: Callable[..., Any]) -> Any:
    """Compile at the first call, without Python's lock, and keep the machine code beside the source."""
    dispatcher: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    dispatcher._cache._cache_file._source_stamp = _STAMP
    return dispatcher


def inner(function: Callable[..., Any]) -> Any:
    """Write a function into each of its callers: what is not called counts no references to arrays."""
    return numba.njit(forceinline=True, error_model="numpy")(function)
