"""What is hashed, and how: the same bytes on every machine, so that anybody gets the same order. Pure."""

import hashlib
import hmac
import json
import unicodedata


def canonical(obj) -> str:
    """JSON with sorted keys and without spaces; Chinese stands as it is."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256_of(text: str) -> str:
    """The SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def key_of(seed_hex: str, public_number: str, number: str) -> str:
    """By what an application is put in order: HMAC-SHA256 of "public number|application", keyed by the seed."""
    return hmac.digest(bytes.fromhex(seed_hex), f"{public_number}|{number}".encode(), "sha256").hex()


def plain_number(text: str) -> str:
    """A public number as it is joined: its letters and digits only, half-width, no small letters: 03 07，1２ → 030712.

    So nobody can choose between ways to write it.
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).upper() if sign.isalnum())
