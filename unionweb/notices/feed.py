"""Atom for the campus portal: which notices there are, and where; what they say is read inside."""

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree

from unionweb.common import organisation
from unionweb.kernel import clock
from unionweb.kernel.labels import label
from unionweb.kernel.web import external

ATOM = "http://www.w3.org/2005/Atom"


def atom(notices: Iterable) -> bytes:
    """The notices, newest first, as an Atom feed."""
    rows = list(notices)
    root = ElementTree.Element("feed", xmlns=ATOM)
    own = external("notices.show_feed")
    latest = rows[0].published_at if rows else clock.now().replace(month=1, day=1, hour=0, minute=0, second=0)
    _texts(root, id=own, title=f"{organisation.name()}通知公告", updated=_moment(latest))
    ElementTree.SubElement(root, "link", rel="self", href=own)
    for row in rows:
        entry, address = ElementTree.SubElement(root, "entry"), external("notices.show", notice_id=row.id)
        _texts(entry, id=address, title=row.title, updated=_moment(row.published_at), published=_moment(row.published_at))
        ElementTree.SubElement(entry, "link", rel="alternate", href=address)
        ElementTree.SubElement(entry, "category", term=row.kind.value, label=label(row.kind))
        _texts(ElementTree.SubElement(entry, "author"), name=row.organs)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _texts(parent: ElementTree.Element, **texts: str) -> None:
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text


def _moment(moment: datetime) -> str:
    return moment.replace(tzinfo=clock.ZONE).isoformat()
