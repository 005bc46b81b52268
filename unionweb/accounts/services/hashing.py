"""Password hashes: scrypt, at most two computed at a time in one process (32 MB of memory each)."""

from threading import BoundedSemaphore

from werkzeug.security import check_password_hash, generate_password_hash

_busy = BoundedSemaphore(2)


def hash_of(password: str) -> str:
    """A salted scrypt hash of a password."""
    with _busy:
        return generate_password_hash(password)


def matches(password_hash: str, password: str) -> bool:
    """Whether a password fits a hash, in time that does not depend on where they differ."""
    with _busy:
        return check_password_hash(password_hash, password)
