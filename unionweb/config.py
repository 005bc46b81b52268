"""Settings of one installation, all read here and nowhere else. A bad value stops the start with a sentence.

Rules of the union (limits, deadlines) are not here: they are dated rows, see common.settings.
"""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.fernet import Fernet

MEGABYTE = 1024 * 1024


class BadSetting(SystemExit):
    """An environment variable has a value that cannot work; the message names it and the remedy."""


def from_environment(root: Path) -> dict:
    """Read every UNIONWEB_* variable; returns the Flask configuration. Raises BadSetting."""
    instance = Path(_text("INSTANCE", str(root / "instance"))).absolute()
    instance.mkdir(parents=True, exist_ok=True)
    secure = _flag("SECURE")
    return {
        "INSTANCE": instance,
        "SECRET_KEY": _secret(instance, "secret_key", lambda: secrets.token_hex(32)),
        "DATA_KEY": _secret(instance, "data_key", lambda: Fernet.generate_key().decode()),
        "SQLALCHEMY_DATABASE_URI": database_url(instance),
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(database_url(instance)),
        "REDIS_URL": _url("REDIS_URL", {"redis", "rediss", "unix"}),
        "SMTP_URL": _url("SMTP_URL", {"smtp", "smtps", "smtp+starttls"}),
        "MAIL_FROM": _text("MAIL_FROM", "unionweb@localhost"),
        "BASE_URL": (_url("BASE_URL", {"http", "https"}) or "").rstrip("/") or None,
        "TRUSTED_HOSTS": ["127.0.0.1", "localhost", "[::1]", *_text("TRUSTED_HOSTS", "").replace(",", " ").split()],
        "PROXY_HOPS": _number("PROXY_HOPS", 0, 0, 5),
        "FONTS": {role: _names(f"FONT_{role.upper()}") for role in ("title", "fangsong", "sans", "kai", "serif", "name")},
        "SECURE": secure,
        "NOW": _moment("NOW"),
        "MAX_CONTENT_LENGTH": 16 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 500,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "SESSION_IDLE": timedelta(hours=_number("SESSION_IDLE_HOURS", 8, 1, 168)),
        "SESSION_COOKIE_NAME": "__Host-session" if secure else "session",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,  # tied to the session: a page left open over lunch still works
    }


def database_url(instance: Path) -> str:
    """UNIONWEB_DATABASE_URL, or the SQLite file of the instance."""
    url = _text("DATABASE_URL", f"sqlite:///{instance}/unionweb.db")
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("UNIONWEB_DATABASE_URL must start with sqlite:/// or postgresql://")
    return url


def engine_options(url: str) -> dict:
    """Small pools: on SQLite they make a rush faster, since waiting threads queue here instead of sleeping there."""
    options = {"pool_size": 4, "max_overflow": 0, "pool_timeout": 20}
    options["hide_parameters"] = True  # an error in the log must not carry what somebody typed
    if not url.startswith("sqlite"):
        options |= {"pool_size": 8, "pool_pre_ping": True}
    return options


def _text(name: str, default: str) -> str:
    path = os.environ.get(f"UNIONWEB_{name}_FILE")
    value = Path(path).read_text().strip() if path else os.environ.get(f"UNIONWEB_{name}", "").strip()
    return value or default


def _names(name: str) -> tuple[str, ...]:
    """Names separated by commas; those of fonts may have spaces in them."""
    return tuple(part.strip() for part in _text(name, "").split(",") if part.strip())


def _flag(name: str) -> bool:
    value = _text(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise BadSetting(f"UNIONWEB_{name} must be 1 or 0, not {value!r}")
    return value in {"1", "true", "yes"}


def _number(name: str, default: int, least: int, most: int) -> int:
    value = _text(name, str(default))
    if not value.isdigit() or not least <= int(value) <= most:
        raise BadSetting(f"UNIONWEB_{name} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def _url(name: str, schemes: set[str]) -> str | None:
    value = _text(name, "")
    if value and urlsplit(value).scheme not in schemes:
        raise BadSetting(f"UNIONWEB_{name} must start with one of {', '.join(sorted(schemes))}://")
    return value or None


def _moment(name: str) -> datetime | None:
    value = _text(name, "")
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError as error:
        raise BadSetting(f"UNIONWEB_{name} must be a date-time like 2026-09-16T10:38") from error


def _secret(instance: Path, name: str, make) -> str:
    """Read a secret of this installation; made on the first start, by whichever process comes first."""
    given = _text(name.upper(), "")
    if given:
        return given
    path = instance / name
    if not path.exists():
        draft = instance / f".{name}.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)  # never replaces: the first process wins, the others read its key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
