"""`./serein restore FILE`: put a backup back."""

import argparse
from pathlib import Path


def run(arguments: list[str]) -> int:
    import django

    django.setup()
    from serein.config import restoring, running
    from serein.config.terminal import say, step

    options = _read(arguments)
    file = options.file.resolve()
    with running.alone(), step(f"Putting back {file}"):
        manifest = restoring.restore(file, keep_old=options.keep_old)
    say(f"The installation stands as it did on {manifest.written_at[:16].replace('T', ' ')}.")
    for sentence in restoring.list_unreadable():
        say(sentence)
    return 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./serein restore", description="Put a backup in the place of what is here.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--keep-old", action="store_true", help="leave the old database aside when the new one stands")
    return parser.parse_args(arguments)
