"""`./serein carry FILE`: from SQLite to PostgreSQL, with everything."""

import argparse
from pathlib import Path


def run(arguments: list[str]) -> int:
    import django

    django.setup()
    from serein.config import carrying, restoring, running
    from serein.config.terminal import say, step

    file = _read(arguments).file.resolve()
    with running.alone(), step(f"Carrying over {file}"):
        carried = carrying.carry_over(file)
    say(f"{carried.rows} rows of {carried.tables} tables; the journal holds.")
    for sentence in restoring.list_unreadable():
        say(sentence)
    say(f"The old database stays in {file}: take it away yourself once all is well, residents' data is in it.")
    return 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./serein carry", description="Carry a SQLite database over to the empty PostgreSQL of DATABASE_URL."
    )
    parser.add_argument("file", type=Path, help="the SQLite file, usually var/serein.sqlite3")
    return parser.parse_args(arguments)
