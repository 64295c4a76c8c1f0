"""AES-256-GCM as `kid:nonce:ciphertext`, bound to the field it belongs to, and the blind index."""

import base64
import hmac
import os
from collections.abc import Callable, Iterable
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from serein.kit import keyring


class SealBroken(Exception):
    """A sealed value was altered, or moved from another field."""


def seal(text: str, *, kid: str, key: bytes, bound_to: str) -> str:
    """Return `text` encrypted; it opens only for the same `bound_to` (model.field)."""
    nonce = os.urandom(12)
    ciphertext = AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return f"{kid}:{_encode(nonce)}:{_encode(ciphertext)}"


def unseal(value: str, *, bound_to: str) -> str:
    """
    Return the text sealed in `value`.

    :raises KeyLost: if its key is gone
    :raises SealBroken: if it is not what was sealed for this field
    """
    return _unseal(value, bound_to, _cipher)


def unseal_each(values: Iterable[tuple[str, str]]) -> list[str]:
    """Return the texts of many sealed values, given with what each is bound to; each key is read once."""
    cipher = cache(_cipher)
    return [_unseal(value, bound_to, cipher) for value, bound_to in values]


def _cipher(kid: str) -> AESGCM:
    return AESGCM(keyring.secret(kid))


def _unseal(value: str, bound_to: str, cipher: Callable[[str], AESGCM]) -> str:
    try:
        kid, nonce, ciphertext = value.split(":")
        raw_nonce, raw_ciphertext = base64.b64decode(nonce), base64.b64decode(ciphertext)
    except ValueError:
        raise SealBroken(f"A value of {bound_to} is not of the form kid:nonce:ciphertext.") from None
    try:
        return cipher(kid).decrypt(raw_nonce, raw_ciphertext, bound_to.encode()).decode()
    except InvalidTag:
        raise SealBroken(f"A value of {bound_to} sealed under key {kid} was altered or moved.") from None


def kid_of(value: str) -> str:
    return value.partition(":")[0]


def blind_index(value: str, *, purpose: str) -> str:
    """Return 32 hex digits by which equal values are found without being readable."""
    normal = " ".join(value.casefold().split())
    return hmac.digest(keyring.ring().index_key, f"{purpose}\0{normal}".encode(), "sha256").hex()[:32]


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
