"""How kernels are compiled and kept: `kernel` for what is called, `inner` for what is written into its callers."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numba

_PACKAGE = "serein.engines.dialaride"
_KERNELS = ("routes", "removal", "pool", "search", "dispatch", "returns", "drops")
_MODULES = ("_tables", "_compiling", *(f"_kernels_{name}" for name in _KERNELS))


def _stamp() -> tuple[object, ...]:
    """
    Tell the state of all files that hold kernels.

    Numba keeps machine code until the file of the function changes, though what it calls in other files is inside
    that code; so each kernel is kept until any of these files changes.
    """
    marks: list[object] = [numba.__version__, sys.version]
    for name in _MODULES:
        spec = find_spec(f"{_PACKAGE}.{name}")
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
    """Write a function into each of its callers: what is not called counts no references."""
    return numba.njit(forceinline=True, error_model="numpy")(function)
