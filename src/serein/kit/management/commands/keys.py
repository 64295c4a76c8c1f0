"""The key ring from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from serein.kit import keyring, resealing


class Command(BaseCommand):
    help = "Show the key ring, add a key, seal everything anew under the current one, or forget a key."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["status", "add", "reencrypt", "forget"])
        parser.add_argument("kid", nargs="?", help="which key to forget")

    def handle(self, *args: Any, act: str, kid: str | None, **options: Any) -> None:
        if act == "add":
            self.stdout.write(f"Key {keyring.add_key()} is the current one.")
        elif act == "reencrypt":
            for name, count in resealing.reseal_everything().items():
                self.stdout.write(f"{name}: {count} sealed anew")
        elif act == "forget":
            self._forget(kid)
        else:
            self._show()

    def _forget(self, kid: str | None) -> None:
        if kid is None:
            raise CommandError("Which key? `keys status` lists them.")
        if in_use := resealing.count_under(kid):
            raise CommandError(f"{in_use} values are still under key {kid}: run `keys reencrypt` first.")
        try:
            keyring.forget_key(kid)
        except (KeyError, ValueError) as refusal:
            raise CommandError(f"Not forgotten: {refusal}") from refusal
        self.stdout.write(f"Key {kid} is forgotten.")

    def _show(self) -> None:
        ring = keyring.ring()
        for kid in ring.keys:
            mark = "current" if kid == ring.current else "kept"
            self.stdout.write(f"{kid}  {mark}  {resealing.count_under(kid)} values")
