"""`python -m serein <command>`: what `./serein` runs once the environment is up to date."""

import os
import sys

from serein.config import commands


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "serein.config.settings")
    sys.exit(commands.run(sys.argv[1:]))


if __name__ == "__main__":
    main()
