"""Files that no row names any more: left by a process that was killed between the disk and the database.

Once a night every stored name is looked for in every column that could hold one, whichever feature it belongs to: a feature
has nothing to register, and so can forget nothing. Younger than a day, a file may still belong to something that is running.
"""

import re
import time
from collections.abc import Iterator

from sqlalchemy import JSON, Column, String, Text, cast, or_, select

from unionweb.kernel import documents, files
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import job
from unionweb.kernel.secret import Secret

AGE = 24 * 3600  # seconds
SHORTEST = 36  # characters of the shortest name: 32 digits, a dot and an ending
MANY = 200  # so many at once, and more than are in use, are no leftovers: it is the wrong database
DRAFT = re.compile(rf"\.{documents.NAME.pattern}", re.ASCII)
WRONG_DATABASE = "没有主的文件比有主的还多，像是数据库和文件对不上。一个也没有删，请先核对备份。"


@job("leftover_files", "清理没有主的文件", minute="10", hour="4")
def remove_leftovers() -> str:
    """Remove stored files, older than a day, that no row names. Refused when that would be most of what there is."""
    old = set(_old_names())
    drafts = {name for name in old if DRAFT.fullmatch(name)}
    used = _used_names({name.rpartition(".")[2] for name in old}) & old
    lost = {name for name in old - drafts if documents.NAME.fullmatch(name)} - used
    if len(lost) > max(MANY, len(used)):
        raise Refused(WRONG_DATABASE)
    for name in lost | drafts:
        files.remove(name)
    return f"删了 {len(lost | drafts)} 个没有主的文件。"


def _old_names() -> Iterator[str]:
    before = time.time() - AGE
    if files.folder().is_dir():
        yield from (path.name for path in files.folder().iterdir() if path.is_file() and path.stat().st_mtime < before)


def _used_names(endings: set[str]) -> set[str]:
    """The names that stand anywhere in the database, of files with one of these endings."""
    found = set()
    for column in _columns() if endings else ():
        text = cast(column, Text)
        for value in db.session.scalars(select(text).where(or_(*(text.contains(f".{ending}") for ending in endings)))):
            found.update(match[0] for match in documents.NAME.finditer(value))
    db.session.rollback()  # what was read is not held while files go
    return found


def _columns() -> Iterator[Column]:
    for table in db.metadata.sorted_tables:
        yield from (column for column in table.columns if _may_hold_a_name(column))


def _may_hold_a_name(column: Column) -> bool:
    if isinstance(column.type, Secret):
        return False  # encrypted, and for what people write
    is_long = isinstance(column.type, String) and (column.type.length or SHORTEST) >= SHORTEST
    return is_long or isinstance(column.type, JSON)
