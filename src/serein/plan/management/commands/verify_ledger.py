"""Verify an exported ledger: its signature, and that each entry follows from the one before. No database is read."""

import base64
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.management.base import BaseCommand, CommandError

from serein.plan import chain


class Command(BaseCommand):
    help = "Verify an exported ledger; with --key against a public key that you kept, else against the file's own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--key", type=Path, metavar="PUB", help="a public key in PEM")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = json.loads(options["file"].read_bytes())
            pem = options["key"].read_bytes() if options["key"] else told["public_key"].encode()
            signature, ledger = base64.b64decode(told["signature"]), told["ledger"]
            entries, key = ledger["entries"], load_pem_public_key(pem)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"{options['file']} is no export of a ledger: {error}") from error
        self._refuse_signature(key, signature, chain.canonical(ledger))
        if found := chain.faults(entries):
            raise CommandError("\n".join(found))
        self.stdout.write(f"Signed, and {len(entries)} entries follow from one another (up to {ledger['as_of']}).")

    def _refuse_signature(self, key: object, signature: bytes, message: bytes) -> None:
        if not isinstance(key, Ed25519PublicKey):
            raise CommandError("The key is not an Ed25519 public key.")
        try:
            key.verify(signature, message)
        except InvalidSignature:
            raise CommandError("The signature is not of this ledger by this key.") from None
