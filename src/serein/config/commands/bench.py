"""`./serein bench <subject>`: run a benchmark of benchmarks/ by its protocol."""

import sys
from importlib import import_module

from serein.config.terminal import Refusal, say
from serein.kit import paths


def run(arguments: list[str]) -> int:
    folder = paths.repository() / "benchmarks"
    subjects = sorted(file.parent.name for file in folder.glob("*/__main__.py"))
    if not arguments or arguments[0] in {"-h", "--help"}:
        say(f"./serein bench <subject> [--json]; subjects: {', '.join(subjects)}.")
        return 0
    if arguments[0] not in subjects:
        raise Refusal(f"There is no bench {arguments[0]}; there are: {', '.join(subjects)}.")
    sys.path.insert(0, str(paths.repository()))
    return int(import_module(f"benchmarks.{arguments[0]}.__main__").main(arguments[1:]) or 0)
