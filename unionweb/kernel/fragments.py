"""Pieces of pages that many people see alike: the rows of a week, the facts of a place, the foot."""

from functools import lru_cache

from flask import render_template, request
from markupsafe import Markup


def kept(template: str, **values) -> Markup:
    """A template that depends on nothing but `values`, all hashable: rendered once for the same ones."""
    return _rendered(request.script_root, template, tuple(values.items()))


@lru_cache(maxsize=1000)
def _rendered(_script_root: str, template: str, values: tuple) -> Markup:
    return Markup(render_template(template, **dict(values)))
