"""Columns that only this installation can read: encrypted with a key that lies outside the database."""

from functools import lru_cache

from cryptography.fernet import Fernet
from flask import current_app
from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator


class Secret(TypeDecorator):
    """Text, encrypted at rest (Fernet: AES-128-CBC with HMAC). Cannot be searched or sorted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else _cipher(current_app.config["DATA_KEY"]).encrypt(value.encode()).decode()

    def process_result_value(self, value, dialect):
        return None if value is None else _cipher(current_app.config["DATA_KEY"]).decrypt(value.encode()).decode()


@lru_cache
def _cipher(key: str) -> Fernet:
    return Fernet(key)
