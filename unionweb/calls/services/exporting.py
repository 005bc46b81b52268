"""The list of what has come in, as a sheet; who had it made is noted."""

from collections.abc import Mapping

from sqlalchemy.orm import joinedload, selectinload

from unionweb.calls.models import CoAuthor, Entry
from unionweb.calls.queries.entries import listed_entries
from unionweb.calls.rules.kinds import CoAuthorState
from unionweb.calls.services.locking import lock_call, note_call
from unionweb.kernel.db import write
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.sheets import Sheet, write_xlsx

HEAD = [
    "分工会",
    "分工会排序",
    "编号",
    "题目或推荐对象",
    "类别",
    "作者或提交人",
    "工号",
    "合作者",
    "进度",
    "提交时间",
    "受理时间",
]
MOST = 5000


@write
def export_entries(call_id: int, wanted: Mapping, actor) -> bytes:
    """An .xlsx of the entries of a call that have reached the office. wanted: as for `listed_entries`."""
    row = lock_call(call_id)
    query = (
        listed_entries(call_id, **wanted)
        .options(joinedload(Entry.nominee), selectinload(Entry.co_authors).joinedload(CoAuthor.member))
        .limit(MOST)
    )
    rows = [_line(entry) for entry in db.session.scalars(query)]
    note_call(row, "entries_exported", actor, detail={"count": len(rows)})
    return write_xlsx([Sheet("报送表", HEAD, rows)])


def _line(entry: Entry) -> list:
    others = "、".join(one.member.name for one in entry.co_authors if one.state is CoAuthorState.confirmed)
    person = entry.nominee or entry.member
    return [
        entry.unit.name, entry.unit_rank, entry.number, entry.subject_name, entry.field, person.name, person.staff_no, others,
        label(entry.status), entry.submitted_at, entry.accepted_at,
    ]  # fmt: skip
