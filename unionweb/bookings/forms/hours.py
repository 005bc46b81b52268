"""Opening hours as people type them: 9:00-11:30, 14:00-16:00, in half or full width; others get a suggestion."""

import re
import unicodedata
from datetime import time
from itertools import pairwise

from wtforms import StringField
from wtforms.validators import InputRequired, Optional

from unionweb.kernel.forms import clean

Span = tuple[time, time]
RANGE = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
EXAMPLE = "像这样写：9:00-11:30，多段用逗号分开"


def read_hours(text: str) -> list[Span]:
    """The stretches of a day, earliest first. ValueError with a sentence that says what to mend."""
    spans = sorted(_span(part, text) for part in _parts(_plain(text)))
    for (_, before), (after, _) in pairwise(spans):
        if after < before:
            raise ValueError(f"两段时间重叠了：{_shown(before)} 还没结束，{_shown(after)} 又开始")
    if len(spans) > 6:
        raise ValueError("一天最多写 6 段时间")
    return spans


def read_clock(text: str) -> time:
    """9:00 in half or full width. ValueError with a suggestion for 9点半 and the like."""
    plain = _plain(text)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})", plain, re.ASCII)
    if found:
        return _time(*found.groups())
    guess = re.fullmatch(r"(\d{1,2}):(\d{2})", _spoken(plain), re.ASCII)
    hint = f"，是不是 {int(guess[1])}:{guess[2]}" if guess and int(guess[1]) < 24 else "，请写成 9:00 这样"
    raise ValueError(f"看不懂“{text.strip()[:20]}”{hint}")


class Clock(StringField):
    """One time of day."""

    def __init__(self, label, required, hint="", **kwargs):
        super().__init__(label, [InputRequired(required)], description=hint, **kwargs)

    def process_formdata(self, values):
        self.typed = clean(values[0]) if values else ""
        self.data = None
        if self.typed:
            self.data = read_clock(self.typed)

    def _value(self):
        return getattr(self, "typed", None) or (_shown(self.data) if isinstance(self.data, time) else "")


class Hours(StringField):
    """Several stretches of a day."""

    def __init__(self, label, hint=EXAMPLE, **kwargs):
        super().__init__(label, [Optional()], description=hint, **kwargs)

    def process_formdata(self, values):
        self.typed = clean(values[0])[:200] if values and values[0] else ""
        self.data = read_hours(self.typed) if self.typed else None

    def _value(self):
        return getattr(self, "typed", None) or ", ".join(f"{_shown(o)}-{_shown(c)}" for o, c in self.data or ())


def _plain(text: str) -> str:
    """Half-width, one kind of dash, comma between stretches."""
    text = unicodedata.normalize("NFKC", text).strip()
    text = re.sub(r"\s*[‐‑‒–—―−~〜至到]+\s*", "-", text)
    text = re.sub(r"\s*-\s*", "-", text)
    return re.sub(r"[\s,、;。和及]+", ",", text).strip(",")


def _parts(plain: str) -> list[str]:
    return [part for part in plain.split(",") if part]


def _span(part: str, typed: str) -> Span:
    found = RANGE.fullmatch(part)
    if not found:
        raise ValueError(f"看不懂“{typed.strip()[:40]}”，{_guess(typed)}")
    opens, closes = _time(found[1], found[2]), _time(found[3], found[4])
    if opens >= closes:
        raise ValueError(f"{_shown(opens)}-{_shown(closes)} 的结束要晚于开始")
    return opens, closes


def _time(hour: str, minute: str) -> time:
    if int(hour) > 23 or int(minute) > 59:
        raise ValueError(f"没有 {int(hour)}:{minute} 这个时间")
    return time(int(hour), int(minute))


def _guess(typed: str) -> str:
    """What the person may have meant, when every part of it makes sense."""
    parts = _parts(_plain(",".join(_spoken(part) for part in _parts(_plain(typed)))))
    try:
        spans = [_span(part, part) for part in parts if RANGE.fullmatch(part)]
    except ValueError:
        spans = []
    if not spans or len(spans) < len(parts):
        return "请写成 9:00-11:30 这样"
    return "是不是 " + ", ".join(f"{_shown(o)}-{_shown(c)}" for o, c in spans)


def _spoken(part: str) -> str:
    """9点到11点半 → 9:00-11:30, 下午2点-4点 → 14:00-16:00, 900-1130 → 9:00-11:30. A guess, never taken as said."""
    late = bool(re.search("下午|晚", part))
    part = re.sub("上午|早上|早|中午|下午|晚上|晚", "", part)
    part = re.sub(r"(\d{1,2})[点时:.]半", r"\1:30", part)
    part = re.sub(r"(\d{1,2})[点时.](\d{1,2})分?", lambda m: f"{m[1]}:{int(m[2]):02d}", part)
    part = re.sub(r"(\d{1,2})[点时]整?", r"\1:00", part)
    part = re.sub(r"(?<![\d:])(\d{1,2})(\d{2})(?![\d:])", r"\1:\2", part)
    part = re.sub(r"(?<![\d:])(\d{1,2})(?![\d:])", r"\1:00", part)
    if late:
        part = re.sub(r"(\d{1,2}):", lambda m: f"{int(m[1]) + 12 * (int(m[1]) < 12)}:", part)
    return part


def _shown(at: time) -> str:
    return f"{at.hour}:{at.minute:02d}"
