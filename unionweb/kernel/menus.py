"""Menus: each feature adds its entries when it is imported; a page shows those whose rule says yes."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from flask_login import current_user

from unionweb.kernel.addresses import address


@dataclass(frozen=True)
class Entry:
    """One line of a menu. rule(user) decides who sees it; badge() is a number worth looking at, 0 for none."""

    order: int
    text: str
    endpoint: str
    rule: Callable
    badge: Callable[[], int] | None = None
    badge_words: str = ""
    values: tuple = ()
    also: tuple = ()  # prefixes of further endpoints that belong under this entry
    exactly: tuple = ()  # such endpoints that are prefixes of others which do not
    covers: str = ""  # a menu all of whose pages belong under this entry

    @property
    def address(self) -> str:
        return address(self.endpoint, **dict(self.values))

    @property
    def nearness(self) -> int:
        """How closely this entry covers the page at hand: the length of what fits its endpoint, 0 for nothing."""
        here = request.endpoint or ""
        below = [entry.nearness for entry in _menus.get(self.covers, ())]
        own = [len(here)] if here in {self.endpoint, *self.exactly} else []
        return max([0, *below, *own, *(len(prefix) for prefix in self.also if here.startswith(prefix))])


@dataclass(frozen=True)
class Shown:
    """An entry as a template needs it."""

    text: str
    address: str
    here: bool
    badge: int
    badge_words: str


_menus: dict[str, list[Entry]] = {"main": [], "office": []}


def add(menu: str, order: int, text: str, endpoint: str, rule: Callable, **more) -> None:
    """Add an entry to the "main" or the "office" menu; entries stand in the order of `order`."""
    _menus[menu].append(Entry(order, text, endpoint, rule, **more))
    _menus[menu].sort(key=lambda entry: entry.order)


def entries(menu: str) -> list[Shown]:
    """What the person behind this request sees of a menu."""
    user = current_user._get_current_object()  # asked often: without the proxy
    seen = [e for e in _menus[menu] if e.rule(user)]
    nearest = max((e.nearness for e in seen), default=0)
    return [Shown(e.text, e.address, 0 < e.nearness == nearest, e.badge() if e.badge else 0, e.badge_words) for e in seen]


def may_open_any(user, menu: str = "office") -> bool:
    """Whether a menu has anything for this person."""
    return any(e.rule(user) for e in _menus[menu])


def first_address(menu: str = "office") -> str:
    """The first page of a menu that this person may open."""
    return next(e.address for e in _menus[menu] if e.rule(current_user))
