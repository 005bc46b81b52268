"""Every test makes its own application. What such an application compiles anew, always alike, is kept for the next."""

from functools import wraps

from jinja2 import BytecodeCache
from werkzeug.routing import Rule


class Templates(BytecodeCache):
    """Compiled templates by name and by the checksum of their text: a third of what a page costs in a test."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket) -> None:
        if code := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


TEMPLATES = Templates()


def remember_rules() -> None:
    """Keep what werkzeug compiles to build addresses (130 ms for one application), for all of this process.

    The function it compiles takes its rule as an argument and depends on nothing but what is in the key.
    """
    compiled, original = {}, getattr(Rule, "_compile_builder", None)
    if original is None:  # another werkzeug: then every application compiles its own
        return

    @wraps(original)
    def remembered(rule, append_unknown=True):
        converters = tuple((name, type(one)) for name, one in rule._converters.items())
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), converters, append_unknown)
        if key not in compiled:
            compiled[key] = original(rule, append_unknown)
        return compiled[key]

    Rule._compile_builder = remembered
