"""An installation of its own for a test: a folder, a database, and Serein's commands run on them."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import dj_database_url
import psycopg

from tests.source import ROOT

_NOT_PASSED_ON = ("SEREIN_", "DATABASE_URL", "DJANGO_")
_START = "import django; django.setup()\n"


@dataclass
class Installation:
    var: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return self.settings.get("DATABASE_URL", "").rpartition("/")[2]

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_PASSED_ON)}
        ours = {"SEREIN_VAR": str(self.var), "DJANGO_SETTINGS_MODULE": "serein.config.settings"}
        return kept | ours | self.settings

    def run(
        self, *words: str, stdin: str | None = None, most_bytes: int | None = None
    ) -> subprocess.CompletedProcess[str]:
        """
        Run `./serein` with these words, without the launcher's look at the environment.

        :param most_bytes: how large a file may become, as if the disk were full then
        """
        limit = [] if most_bytes is None else ["prlimit", f"--fsize={most_bytes}:"]
        command = [*limit, sys.executable, "-m", "serein", *words]
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, check=False, input=stdin)

    def must(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def python(self, code: str) -> str:
        """Run a piece of Python inside the installation, and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", _START + code], env=self.env, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def running_python(self, code: str, *, says: str) -> Iterator[None]:
        """Keep a piece of Python running meanwhile, from when it said that it is at work."""
        words = [sys.executable, "-c", _START + code]
        with subprocess.Popen(words, env=self.env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            assert running.stdout.readline().strip() == says
            try:
                yield
            finally:
                running.kill()


def is_on_postgresql() -> bool:
    """Whether this is the second pass of the database tests."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


@contextmanager
def new_installation(folder: Path, like: Installation | None = None) -> Iterator[Installation]:
    """
    Give an installation on SQLite or, in the PostgreSQL pass, on a database of its own there.

    :param like: the one to copy, with its keys and database; else it is empty
    """
    if like is not None:
        shutil.copytree(like.var, folder)
    url = os.environ.get("DATABASE_URL", "")
    if not is_on_postgresql():
        yield Installation(folder)
        return
    name = f"serein_{uuid.uuid4().hex[:12]}"
    template = f' TEMPLATE "{like.database}"' if like is not None else ""
    on_server(url, f'CREATE DATABASE "{name}"{template}')
    try:
        yield Installation(folder, {"DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"})
    finally:
        for aside in (name, f"{name}_before_restore"):
            on_server(url, f'DROP DATABASE IF EXISTS "{aside}" WITH (FORCE)')


def bring_up(made: Installation) -> None:
    """Give an empty installation its keys and tables."""
    made.must("manage", "keys", "add")
    made.must("manage", "migrate")


def on_server(url: str, statement: str) -> None:
    """Have the PostgreSQL of that URL carry out a statement, beside the database that the URL names."""
    told = dj_database_url.parse(url)
    with psycopg.connect(
        host=told["HOST"], port=told["PORT"], user=told["USER"], dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)
