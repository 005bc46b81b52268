"""The application's own files as data: modules with their imports, templates as syntax trees. For tests/test_house.py."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from jinja2 import Environment, meta, nodes

from unionweb import ROOT

LAYERS = ("rules", "models", "queries", "services", "forms", "views")
TEMPLATES = ROOT / "templates"
_jinja = Environment(trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class Module:
    """One Python file of unionweb."""

    path: Path

    @cached_property
    def name(self) -> str:
        """unionweb.bookings.services.booking; a package's __init__ goes by the package's name."""
        parts = self.path.relative_to(ROOT).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def room(self) -> str:
        """kernel, common, a feature, demo; empty for the files on top (create_app, cli, config)."""
        parts = self.name.split(".")
        return parts[1] if (ROOT / "unionweb" / "/".join(parts[1:2])).is_dir() and len(parts) > 1 else ""

    @cached_property
    def layer(self) -> str | None:
        """rules … views; None for a helper that stands beside the layers."""
        parts = self.name.split(".")
        return parts[2] if len(parts) > 2 and parts[2] in LAYERS else None

    @cached_property
    def imports(self) -> set[str]:
        """Everything imported, anywhere in the file, as dotted names down to what is taken out of a module."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
        return found

    @cached_property
    def functions(self) -> list[ast.FunctionDef]:
        return [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    def calls(self) -> Iterator[ast.Call]:
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.Call))


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the application, migrations apart."""
    paths = sorted((ROOT / "unionweb").rglob("*.py"))
    return tuple(Module(p) for p in paths if "migrations" not in p.parts)


def module_of(dotted: str) -> Module | None:
    """The module that an imported name comes from: the longest module whose name begins it."""
    parts = dotted.split(".")
    by_name = {m.name: m for m in modules()}
    found = (by_name.get(".".join(parts[:n])) for n in range(len(parts), 0, -1))
    return next((m for m in found if m), None)


def called(node: ast.Call) -> str:
    """The last part of what is called: db.session.add(…) → add."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def dotted(node: ast.AST) -> str:
    """db.session.add as text; a part that is no name is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return getattr(node, "id", "")


@dataclass(frozen=True)
class Template:
    """One file of templates/."""

    path: Path

    @cached_property
    def name(self) -> str:
        return self.path.relative_to(TEMPLATES).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> nodes.Template:
        return _jinja.parse(self.text)

    @cached_property
    def is_fragment(self) -> bool:
        return self.path.name.startswith("_")

    @cached_property
    def parts(self) -> set[str]:
        """The names of templates it extends, includes, imports from or takes in by kept(name, …)."""
        named = {name for name in meta.find_referenced_templates(self.tree) if name}
        return named | {call.args[0].as_const() for call in self.calls("kept")}

    @cached_property
    def whole(self) -> str:
        """The text of this template and of everything it brings in."""
        seen, todo = set(), {self.name}
        while todo:
            name = todo.pop()
            seen.add(name)
            todo |= by_template()[name].parts - seen
        return "".join(by_template()[name].text for name in sorted(seen))

    def calls(self, *names: str) -> Iterator[nodes.Call]:
        """Calls of the functions with these names."""
        return (c for c in self.tree.find_all(nodes.Call) if isinstance(c.node, nodes.Name) and c.node.name in names)


@cache
def templates() -> tuple[Template, ...]:
    return tuple(Template(p) for p in sorted(TEMPLATES.rglob("*.html")))


@cache
def by_template() -> dict[str, Template]:
    return {t.name: t for t in templates()}


def plain_markup(text: str) -> str:
    """A template's markup alone, without {# comments #}, {% statements %} and {{ expressions }}."""
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.S)


def ids_in(text: str) -> set[str]:
    """The ids that a template's text gives to elements; a computed part of one stands as *."""
    return {re.sub(r"\{\{.*?\}\}", "*", found) for found in re.findall(r'\sid="([^"]+)"', text)}


def targets_in(text: str) -> set[str]:
    """The ids that htmx is told to swap, computed parts as *."""
    return {re.sub(r"\{\{.*?\}\}", "*", found) for found in re.findall(r'hx-target="#([^" ]+)"', text)}
