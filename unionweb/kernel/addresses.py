"""Addresses of our own pages. A page asks for the same ones again and again, so each is worked out once."""

from datetime import date
from functools import lru_cache

from flask import request, url_for

PLAIN = str | int | date | None  # values of which an address needs nothing but the text


def address(endpoint: str, **values) -> str:
    """What url_for says, for templates and menus."""
    if any(name.startswith("_") or not isinstance(value, PLAIN) for name, value in values.items()):
        return url_for(endpoint, **values)
    return _address(request.script_root, endpoint, tuple((n, str(v)) for n, v in values.items() if v is not None))


@lru_cache(maxsize=4096)
def _address(_script_root: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    return url_for(endpoint, **dict(values))
