"""What arrives that no page of ours sends: wrong shapes for every field there is."""

import io
from collections.abc import Callable
from functools import lru_cache, partial
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
HUGE, NUMBER = "长" * 3400, "9" * 40
BAD_VALUES = (
    "", HUGE, "abc", NUMBER, "-1", "0", "1.5", "2147483648", "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "99999-01-01",
    "2026-W38-3", "25:61", "\ud83d", "a\0b", "<b>&'\"", "٣", "１２", "²", "null", "on",
)  # fmt: skip
NUMBERS_OF_NOTHING = ("0", str(2**31 - 1), str(2**63), str(2**64), "9" * 400, "-1", "abc", "1.0", "²")
MARKUP = "</textarea><script>alert(1)</script>'\"&"
PICTURE = b"\x89PNG\r\n\x1a\n"


def fields_of_all_forms() -> list[str]:
    """The names of every field of every form class."""
    from unionweb.kernel.forms import Form

    names, todo = set(), [Form]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        names |= {name for name in dir(kind) if hasattr(getattr(kind, name), "field_class")}
    return sorted(names)


def shapes(names: list[str]) -> dict[str, Callable[[], dict]]:
    """Name → what makes the keywords of post(): the same wrong thing in every field."""
    alike = {"empty": "", "huge": HUGE, "letters": "abc", "negative": "-1", "another row": "987654", "NUL": "a\0b", "markup": MARKUP,
             "the last day": "9999-12-31"}  # fmt: skip
    made = {name: partial(_form, **dict.fromkeys(names[:90] if value == HUGE else names, value)) for name, value in alike.items()}
    return made | {
        "twice": partial(_form, **{name: ["1", "2"] for name in names}),
        "files": lambda: {"data": {name: (io.BytesIO(PICTURE), f"{name}.png") for name in names}},
        "no UTF-8": partial(_body, "&".join(f"{name}=%ff%fe%ed%a0%bd" for name in names)),
        "lists": partial(_form, **{f"{name}[]": "1" for name in names}),
        "JSON": lambda: {"json": dict.fromkeys(names, 1)},
    }


def bodies() -> dict[str, Callable[[], dict]]:
    """The same for bodies that are no form of ours at all, whatever is asked for."""
    return {
        "a megabyte": partial(_body, f"text={'a' * 2**20}"),
        "50,000 fields": partial(_body, "a=&" * 50_000),
        "many parts": lambda: {"data": {f"field{n}": "1" for n in range(600)}, "content_type": "multipart/form-data"},
        "plain text": partial(_body, "slot_id=1", kind="text/plain"),
        "broken JSON": partial(_body, "{", kind="application/json"),
        "broken multipart": partial(_body, "--x\r\nContent-Disposition: form-data", kind="multipart/form-data; boundary=x"),
        "no boundary": partial(_body, "--x", kind="multipart/form-data"),
        "an odd charset": partial(_body, "+AGE-=1", kind=f"{FORM}; charset=utf-7"),
        "a broken escape": partial(_body, "%=%&slot_id=%zz%2;;&&==="),
        "strange names": partial(_form, **{"": "1", "slot_id[]": "1", "__class__": "1", "a" * 5000: "1"}),
    }


def _form(**fields) -> dict:
    return {"data": _encoded(tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in fields.items())), "content_type": FORM}


@lru_cache(maxsize=64)
def _encoded(fields: tuple) -> bytes:
    """A form as a browser sends it: a megabyte of it is sent to hundreds of addresses, and slow to write."""
    return urlencode(fields, doseq=True).encode()


def _body(text: str, kind: str = FORM) -> dict:
    return {"data": text.encode(), "content_type": kind}
