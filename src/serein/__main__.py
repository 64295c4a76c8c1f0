"""`python -m serein manage …`: Django's management commands under Serein's settings."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serein.config.settings")
    if sys.argv[1:2] != ["manage"]:
        sys.exit(f"`python -m serein` takes one word, `manage`; it was given {sys.argv[1:2] or 'nothing'}.")
    execute_from_command_line(["./serein manage", *sys.argv[2:]])


if __name__ == "__main__":
    main()
