"""The house rules, kept by machine. Where one fails, it names the file; docs for the rules: each test's own name."""

import ast
import hashlib
import os
import re
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import pytest
from jinja2 import nodes
from werkzeug.routing import IntegerConverter

from tests.support.sources import (
    LAYERS,
    by_template,
    called,
    dotted,
    ids_in,
    module_of,
    modules,
    plain_markup,
    targets_in,
    templates,
)
from unionweb import FEATURES, ROOT
from unionweb.accounts.rules import Role
from unionweb.kernel import labels

# Who may import whom, besides kernel and common. One floor stands on the one below; there is no way round.
EDGES = {
    "kernel": set(),
    "common": set(),
    "accounts": set(),
    "inbox": {"accounts"},
    "bookings": {"accounts", "inbox"},
    "clubs": {"accounts", "inbox"},
    "activities": {"accounts", "inbox", "clubs", "notices", "certificates"},
    "mixers": {"accounts", "inbox", "activities"},
    "retreats": {"accounts", "inbox", "notices"},
    "calls": {"accounts", "inbox", "notices", "certificates"},
    "office": {"accounts", "inbox", "bookings", "notices", "certificates", "clubs", "activities", "mixers", "retreats",
               "calls"},
    "certificates": {"accounts", "inbox"},
    "notices": {"accounts", "inbox"},
}
LOADERS = {"", "demo"}  # create_app, the commands, the demo: they put everything together
SESSION = re.compile(r"unionweb\.kernel\.(extensions\.db|db\.(transaction|write|after_commit|lock_name))$|sqlalchemy\b")
TEXT_ARGUMENTS = {"name", "code", "token", "key"}  # parts of addresses that are text: file, job, door, feed, setting
HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
WRITING = {"add", "add_all", "delete", "merge", "bulk_save_objects", "bulk_insert_mappings"}
LONGEST_FILE, LONGEST_FUNCTION, MOST_POSITIONAL = 300, 40, 4


def app_modules(*layers):
    return [m for m in modules() if m.room in FEATURES and (not layers or m.layer in layers)]


def height(module) -> int:
    """How far right a module stands among the layers; a helper stands where the rightmost of its imports does."""
    if module.layer:
        return LAYERS.index(module.layer)
    own = [m for name in module.imports if (m := module_of(name)) and m.room == module.room and m is not module]
    return max((height(m) for m in own if m.name.count(".") > 1), default=0)


def test_layers_import_only_leftwards():
    wrong = [
        f"{m.name} imports {name}"
        for m in app_modules(*LAYERS)
        for name in m.imports
        if (other := module_of(name)) and other.room == m.room and height(other) > height(m)
    ]
    assert not wrong, wrong


def test_rooms_import_only_what_they_stand_on():
    wrong = []
    for module in modules():
        if module.room in LOADERS:
            continue
        below = {module.room, "kernel", *EDGES[module.room]} | ({"common"} if module.room != "kernel" else set())
        others = {name: other for name in module.imports if (other := module_of(name))}
        wrong += [f"{module.name} imports {name}" for name, other in others.items() if other.room not in below]
    assert not wrong, wrong


def test_the_rooms_have_no_cycle():
    def reached(room):
        return set().union(*({other} | reached(other) for other in EDGES[room])) if EDGES[room] else set()

    assert set(FEATURES) <= set(EDGES)
    assert not [room for room in EDGES if room in reached(room)]


def test_views_and_forms_are_imported_by_no_other_feature():
    wrong = []
    for module in (m for m in modules() if m.room not in LOADERS):
        others = {name: other for name in module.imports if (other := module_of(name)) and other.room in FEATURES}
        above = {name for name, other in others.items() if other.layer in {"views", "forms"}}
        wrong += [f"{module.name} imports {name}" for name in above if others[name].room != module.room]
    assert not wrong, wrong


def test_every_feature_has_a_word_about_itself_and_every_module_a_docstring():
    silent = [m.name for m in modules() if not ast.get_docstring(m.tree)]
    assert not silent, silent


def test_views_forms_and_rules_never_touch_the_session():
    wrong = [f"{m.name}: {n}" for m in app_modules("views", "forms", "rules") for n in m.imports if SESSION.match(n)]
    assert not wrong, wrong


def test_queries_only_read():
    wrong = [f"{m.name}: {n}" for m in app_modules("queries") for n in m.imports if re.search(r"kernel\.db\.(write|transaction)$", n)]
    wrong += [f"{m.name}:{c.lineno}" for m in app_modules("queries") for c in m.calls() if is_writing(c)]
    assert not wrong, wrong


def is_writing(call: ast.Call) -> bool:
    """db.session.add(…) and the like, or execute() of an update, an insert or a delete."""
    name = dotted(call.func)
    if name.startswith(("db.session.", "session.")) and called(call) in WRITING:
        return True
    inner = [c for a in call.args for c in ast.walk(a) if isinstance(c, ast.Call)]
    return called(call) in {"execute", "scalars", "scalar"} and any(
        isinstance(c.func, ast.Name) and c.func.id in {"update", "insert", "delete"} for c in inner
    )


def test_only_the_kernel_commits():
    wrong = [f"{m.name}:{c.lineno}" for m in modules() for c in m.calls() if dotted(c.func).endswith("session.commit")]
    assert not [w for w in wrong if not w.startswith(("unionweb.kernel.db:", "unionweb.demo"))], wrong


def test_every_writing_function_is_a_transaction_or_says_that_it_is_a_part_of_one():
    wrong = [
        f"{m.name}.{f.name}"
        for m in modules()
        if m.room not in LOADERS
        for f in m.functions
        if not f.name.startswith("_") and any(is_writing(c) for c in ast.walk(f) if isinstance(c, ast.Call))
        if not ({"write", "transaction"} & {getattr(d, "id", "") for d in f.decorator_list}) and not says_it_is_a_part(m, f)
    ]
    assert not wrong, wrong


def says_it_is_a_part(module, function) -> bool:
    words = f"{ast.get_docstring(module.tree)} {ast.get_docstring(function)}"
    return bool(re.search(r"(part of|inside|to) (a|the) (running )?transaction|running\s+transaction", words, re.I)) or any(
        isinstance(n, ast.With) and "transaction" in ast.unparse(n.items[0]) for n in ast.walk(function)
    )


def test_weasyprint_is_imported_only_where_it_is_fenced_in():
    assert {m.name for m in modules() if any(n.startswith("weasyprint") for n in m.imports)} == {
        "unionweb.kernel.pdf.child", "unionweb.kernel.pdf.setting",
    }


def test_files_and_functions_stay_small():
    wrong = [f"{m.name}: {m.text.count(chr(10))} lines" for m in modules() if m.text.count("\n") > LONGEST_FILE]
    wrong += [
        f"{m.name}.{f.name}: {f.end_lineno - f.lineno + 1} lines"
        for m in modules()
        for f in m.functions
        if f.end_lineno - f.lineno >= LONGEST_FUNCTION
    ]
    wrong += [f"{t.name}: {t.text.count(chr(10))} lines" for t in templates() if t.text.count("\n") > LONGEST_FILE]
    assert not wrong, wrong


def test_calls_of_queries_and_services_can_be_read():
    wrong = []
    for module in app_modules("queries", "services"):
        for f in (n for n in module.tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")):
            wrong += [f"{module.name}.{f.name} takes {len(f.args.args)}"] if len(f.args.args) > MOST_POSITIONAL else []
    assert not wrong, wrong


# ---- addresses


def test_every_endpoint_carries_a_rule(app):
    assert [e for e, view in app.view_functions.items() if not callable(getattr(view, "rule", None))] == []


def test_only_get_and_post_so_that_everything_works_without_script(app):
    assert {m for r in app.url_map.iter_rules() for m in r.methods} <= {"GET", "POST", "HEAD", "OPTIONS"}
    both = [r.rule for r in app.url_map.iter_rules() if {"GET", "POST"} <= r.methods]
    assert not both, both


def test_addresses_are_kebab_case_and_their_numbers_are_numbers(app):
    wrong = []
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]*>", "", rule.rule)
        wrong += [rule.rule] if not re.fullmatch(r"[a-z0-9/.-]*", fixed) else []
        for name, converter in rule._converters.items():
            is_text = name in TEXT_ARGUMENTS or type(converter).__name__ == "AnyConverter"
            wrong += [f"{rule.rule}: {name}"] if not (is_text or isinstance(converter, IntegerConverter)) else []
    assert not wrong, wrong


def test_the_list_of_addresses_is_the_one_agreed_on(app):
    """A changed address breaks bookmarks, posters and mails. After a wanted change: UNIONWEB_RENEW=1 pytest tests/test_house.py"""
    lines = sorted(
        f"{','.join(sorted(r.methods - {'HEAD', 'OPTIONS'})):5}{r.rule}  {r.endpoint}  {app.view_functions[r.endpoint].rule.__name__}"
        for r in app.url_map.iter_rules()
    )
    kept = Path(__file__).with_name("routes.txt")
    if os.environ.get("UNIONWEB_RENEW"):
        kept.write_text("\n".join(lines) + "\n")
    assert kept.read_text().splitlines() == lines


def required(app, endpoint):
    """The arguments that every address of an endpoint needs, or None when there is no such endpoint."""
    rules = [r for r in app.url_map.iter_rules() if r.endpoint == endpoint]
    return set.intersection(*(r.arguments for r in rules)) if rules else None


def addressed_in_templates():
    """(where, endpoint, named arguments or None when they are not all visible) of every url_for."""
    for template in templates():
        for call in template.calls("url_for"):
            given = None if call.dyn_kwargs is not None else {k.key for k in call.kwargs}
            first = call.args[0] if call.args else None
            choices = [first.expr1, first.expr2] if isinstance(first, nodes.CondExpr) else [first]
            for one in choices:
                yield f"{template.name}:{call.lineno}", getattr(one, "value", None), given


def addressed_in_python():
    """The same for url_for, see, external and see_path, and the entries of menus."""
    place = {"url_for": 0, "see": 0, "external": 0, "see_path": 1}
    for module in modules():
        for call in module.calls():
            name = called(call)
            if dotted(call.func) == "menus.add" and len(call.args) > 3:
                has_values = any(k.arg == "values" for k in call.keywords)
                yield f"{module.name}:{call.lineno}", getattr(call.args[3], "value", None), None if has_values else set()
            elif name in place and len(call.args) > place[name]:
                endpoint = call.args[place[name]]
                given = {k.arg for k in call.keywords}
                if module.room not in {"kernel"} or isinstance(endpoint, ast.Constant):
                    yield f"{module.name}:{call.lineno}", getattr(endpoint, "value", None), None if None in given else given


@pytest.mark.parametrize("found", [addressed_in_templates, addressed_in_python])
def test_every_named_address_exists_and_is_given_what_it_needs(app, found):
    wrong = []
    for where, endpoint, given in found():
        needs = required(app, endpoint) if endpoint else None
        if needs is None:
            wrong.append(f"{where}: {endpoint}")
        elif given is not None and not needs <= given:
            wrong.append(f"{where}: {endpoint} needs {needs - given}")
    assert not wrong, wrong


# ---- templates


@pytest.mark.parametrize("template", [t for t in templates() if t.is_fragment], ids=lambda t: t.name)
def test_a_fragment_says_what_it_wants_and_carries_its_own_id(template):
    first = template.text.split("\n", 1)[0]
    assert re.fullmatch(r"\{#.+#\}", first), "the first line must be a {# comment #} that says what the fragment wants"
    if template.name.startswith(("shared/", "errors/")) or not first.startswith("{# fragment #"):
        return
    wanted = re.match(r"\{# fragment #([\w-]+):", first)
    assert wanted, first
    assert wanted[1] in ids_in(template.text), "the id of the first line is on no element"


@pytest.mark.parametrize("template", [t for t in templates() if not t.is_fragment], ids=lambda t: t.name)
def test_every_swap_finds_its_target_on_the_page(template):
    missing = targets_in(template.whole) - ids_in(template.whole)
    assert not missing, missing


def test_what_is_included_exists_and_every_fragment_is_used():
    used = set().union(*(t.parts for t in templates()))
    assert used <= set(by_template()), used - set(by_template())
    rendered = "".join(m.text for m in modules())
    unused = [t.name for t in templates() if t.name not in used and f'"{t.name}"' not in rendered]
    unused = [name for name in unused if not (name.startswith("errors/") or "print/" in name)]
    assert not unused, unused


def test_templates_have_no_inline_script_style_or_handler():
    bad = re.compile(r"""\sstyle\s*=|\son[a-z]+\s*=|\shx-on|<style|<script(?![^>]*\ssrc=)|javascript:|\shx-vals\s*=\s*["']js""", re.I)
    wrong = [f"{t.name}: {found[0]}" for t in templates() for found in bad.finditer(plain_markup(t.text))]
    assert not wrong, wrong


def test_nothing_typed_is_trusted_as_markup():
    wrong = [t.name for t in templates() for f in t.tree.find_all(nodes.Filter) if f.name == "safe"]
    wrong += [t.name for t in templates() if "autoescape" in t.text]
    drawn = {"unionweb.kernel.qr", "unionweb.kernel.charts", "unionweb.kernel.assets", "unionweb.kernel.fragments"}
    wrong += [m.name for m in modules() if "markupsafe.Markup" in m.imports and m.name not in drawn]
    assert not wrong, wrong


def test_markup_is_only_built_out_of_fixed_text_and_of_templates():
    def is_fixed(argument):
        return isinstance(argument, ast.Constant) or (isinstance(argument, ast.Call) and called(argument) == "render_template")

    wrong = [
        f"{m.name}:{c.lineno}"
        for m in modules()
        for c in m.calls()
        if called(c) == "Markup" and not all(is_fixed(a) for a in c.args)
    ]
    assert not wrong, wrong


def test_templates_ask_rules_and_never_name_roles():
    roles = {role.value for role in Role}
    wrong = []
    for template in templates():
        compared = [c for node in template.tree.find_all((nodes.Compare, nodes.Test)) for c in node.find_all(nodes.Const)]
        wrong += [f"{template.name}: {c.value}" for c in compared if c.value in roles and ".role" in template.text]
        wrong += [f"{template.name}: Role" for n in template.tree.find_all(nodes.Name) if n.name == "Role"]
        own = (n for n in template.tree.find_all(nodes.Getattr) if n.attr in {"roles", "role"})
        wrong += [f"{template.name}: current_user.{n.attr}" for n in own if getattr(n.node, "name", "") == "current_user"]
    assert not wrong, wrong


def test_every_template_compiles(app):
    for template in templates():
        app.jinja_env.compile(template.text, template.name)


def test_every_template_is_called_what_it_is():
    wrong = [t.name for t in templates() if not re.fullmatch(r"[a-z0-9_/]+\.html", t.name)]
    top = {t.name.split("/")[0] for t in templates() if "/" in t.name}
    assert not wrong, wrong
    assert top <= {"shared", "errors", *EDGES}, top


# ---- what is shipped, and words


def test_htmx_is_the_version_that_was_read():
    files = list((ROOT / "static" / "vendor").glob("htmx*.js"))
    assert [f.name for f in files] == ["htmx-4.0.1.min.js"]
    assert hashlib.sha256(files[0].read_bytes()).hexdigest() == HTMX


def test_nothing_on_a_page_comes_from_outside():
    """xmlns and the tel: and mailto: links apart, no address with a host stands in a template or a static file."""
    files = [p for p in (ROOT / "static").rglob("*") if p.suffix in {".css", ".svg", ".js"} and "vendor" not in p.parts]
    texts = {t.name: t.text for t in templates()} | {p.name: p.read_text() for p in files}
    outside = re.compile(r"""(?:src|href|action|url\(|@import)\s*[=(]?\s*["']?(?:https?:)?//(?!www\.w3\.org)""")
    assert not [name for name, text in texts.items() if outside.search(text)]


def test_every_enum_value_has_its_chinese_word(app):
    missing = []
    for module in (m for m in modules() if m.room not in LOADERS):
        loaded = import_module(module.name) if module.layer in {None, "rules", "models"} else None
        kinds = [k for k in vars(loaded).values() if isinstance(k, type) and issubclass(k, StrEnum)] if loaded else []
        own = [k for k in kinds if k.__module__ == module.name]
        missing += [f"{k.__name__}.{v.name}" for k in own for v in k if not has_word(v)]
    assert not missing, missing


def has_word(value) -> bool:
    try:
        return bool(labels.label(value))
    except KeyError:
        return False
