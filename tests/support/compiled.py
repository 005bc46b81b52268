"""Every test makes its own application. What such an application compiles anew, always alike, is kept for the next."""

from functools import wraps

from jinja2 import BytecodeCache
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

MOST_STATEMENTS = 4000


class Templates(BytecodeCache):
    """Compiled templates by name and by the checksum of their text: a third of what a page costs in a test."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket) -> None:
        if code := self._kept.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class Statements:
    """Statements in SQL: SQLAlchemy keeps them for each engine apart, by its dialect, though all engines of a run are alike."""

    def __init__(self) -> None:
        self._dialect, self._kept = None, LRUCache(MOST_STATEMENTS)

    def begin_with(self, engine) -> None:
        """Take the dialect of an engine that has been connected, so that it knows its server."""
        self._dialect = engine.dialect

    def lend_to(self, engine) -> None:
        """Let an engine use what others have compiled."""
        if self._dialect and self._dialect.name == engine.dialect.name:
            engine.dialect = engine.pool._dialect = self._dialect
            engine._compiled_cache = self._kept


TEMPLATES, STATEMENTS = Templates(), Statements()


def remember_rules() -> None:
    """Keep what werkzeug compiles of each address (200 ms for one application), for all of this process.

    What is kept depends on nothing but what is in the key; the functions take their rule as an argument.
    """
    kept, original = {}, Rule.compile
    made = ("_parts", "_trace", "_converters", "_build", "_build_unknown")

    @wraps(original)
    def remembered(rule):
        around = rule.map
        key = (rule.rule, repr(rule.defaults), rule.subdomain, rule.host, rule.merge_slashes, around.host_matching)
        key += tuple(around.converters.items())
        if key not in kept:
            original(rule)
            kept[key] = {name: getattr(getattr(rule, name), "__func__", getattr(rule, name)) for name in made}, rule.arguments
        parts, arguments = kept[key]
        rule.__dict__.update(parts)
        rule._build, rule._build_unknown = (parts[name].__get__(rule) for name in ("_build", "_build_unknown"))
        rule.arguments = set(arguments)

    if all(hasattr(Rule, name) for name in ("compile", "_compile_builder")):  # another werkzeug: every application compiles its own
        Rule.compile = remembered
