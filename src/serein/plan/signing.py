"""The ledger's own key, Ed25519, made once beside the key ring; whoever has the public one verifies offline."""

import os

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from serein.kit import paths

_NAME = "ledger_ed25519"


def sign(message: bytes) -> bytes:
    return _private_key().sign(message)


def public_pem() -> str:
    """Return the public key as openssl reads it."""
    key = _private_key().public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def _private_key() -> Ed25519PrivateKey:
    file = paths.keys() / _NAME
    if not file.exists():
        _make()
    return Ed25519PrivateKey.from_private_bytes(file.read_bytes())


def _make() -> None:
    """Write a key, once: of two processes that make it together, the first one counts."""
    file = paths.keys() / _NAME
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = file.with_suffix(f".{os.getpid()}")
    partial.touch(mode=0o600)
    partial.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
    try:
        os.link(partial, file)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
