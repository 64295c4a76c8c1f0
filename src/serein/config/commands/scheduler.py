"""`./serein scheduler`: fire the jobs that come due."""

from serein.config import running


def run(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    with running.held():
        execute_from_command_line(["./serein", "scheduler", *arguments])
    return 0
