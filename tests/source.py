"""Reading our own source, for the tests that hold the whole repository to its rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "serein"
# From the ground up; a package may import those that stand on a lower floor.
FLOORS: list[set[str]] = [
    {"engines"},
    {"kit"},
    {"territory"},
    {"people"},
    {"enquiries"},
    {"streets", "regulation"},
    {"listening", "nightlife", "cohesion", "emergency"},
    {"proximity", "shuttles", "casework", "prevention", "concertation"},
    {"plan"},
    {"portal"},
    {"config"},
]


def floor_of(package: str) -> int:
    return next(floor for floor, packages in enumerate(FLOORS) if package in packages)


def package_of(file: Path) -> str:
    """Return the package that a file below src/serein belongs to."""
    return file.relative_to(SOURCE).parts[0]


@cache
def python_files() -> tuple[Path, ...]:
    return tuple(file for file in sorted(SOURCE.rglob("*.py")) if "migrations" not in file.parts)


@cache
def templates() -> tuple[Path, ...]:
    """Return every page, part, mail and document template."""
    found = (file for file in SOURCE.rglob("*") if file.suffix in {".html", ".txt", ".typ"})
    return tuple(sorted(file for file in found if "vendor" not in file.parts))


@cache
def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


def imports_of(file: Path) -> Iterator[str]:
    """Yield the full name of everything that a module imports."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place(file: Path) -> str:
    return str(file.relative_to(ROOT))
