"""The register of honours: entered out of calls, brought in from past years after a look, taken back with a reason."""

from datetime import date

from sqlalchemy import select

from unionweb.accounts.models import Member, Unit
from unionweb.calls.models import Call, Entry, Honour, HonourImport, HonourPerson, ImportState
from unionweb.calls.queries import announcing
from unionweb.calls.queries import honours as queries
from unionweb.calls.rules.honours import PastHonour, identity, key_of, printed_title, shown_grade, whose
from unionweb.calls.rules.kinds import HonourKey, Subject
from unionweb.certificates import services as certificates
from unionweb.certificates.rules.states import CertificateState
from unionweb.common import audit, organisation
from unionweb.kernel import clock
from unionweb.kernel.db import lock_name, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.labels import label
from unionweb.kernel.search import folded

OFFICE = audit.ActorKind.office
AT_ONCE = 400
HELD_BY_ONE = (Subject.person, Subject.work, Subject.family)


def title_of(call: Call) -> str:
    """What an honour out of this call is called: that of the plan, or the call's own title without its year and 征集."""
    return label(HonourKey(call.honour_key)) if call.honour_key else printed_title(call.title)


def record_honours(call: Call, issuer: str, actor) -> int:
    """Part of a transaction: everything a call gives is in the register; returns how many are new. Twice adds nothing."""
    lock_name("honours")
    rows = []
    for entry, grade, _ in announcing.given_entries(call.id):
        common = {"key": call.honour_key, "title": title_of(call), "grade": shown_grade(grade), "year": call.year, "issuer": issuer,
                  "issued_on": clock.today(), "call_id": call.id, "entry_id": entry.id, "subject": call.subject}  # fmt: skip
        unit = entry.nominee_unit or entry.unit
        if call.subject is Subject.work:
            rows += [_honour(common, person, person.name, person.unit, work=entry.title) for person in announcing.authors_of(entry)]
        else:
            rows.append(_honour(common, entry.nominee, announcing.who(entry, call.subject), unit))
            rows[-1].people = _team(entry)
    return _added(rows, actor)


def _honour(common: dict, member: Member | None, name: str, unit: Unit | None, *, work: str = "") -> Honour:
    subject, unit_name = common["subject"], unit.name if unit else ""
    own = member if subject in HELD_BY_ONE else None
    place = {"unit_id": unit.id if unit else None, "unit_name": unit_name}
    return _finished(Honour(**common, name=name, work=work, member_id=own.id if own else None, **place))


def _team(entry: Entry) -> list[HonourPerson]:
    return [HonourPerson(member_id=one.member_id, sort=one.sort, is_leader=one.is_leader) for one in entry.team]


def _finished(row: Honour) -> Honour:
    """Part of a transaction: what is derived from the rest."""
    belongs = whose(row.member_id, row.subject, row.unit_name or "", row.name)
    row.identity = identity(row.year, row.title, row.grade, belongs, work=row.work)
    row.search = folded(f"{row.name} {row.unit_name} {row.title} {row.grade} {row.work} {row.year} {row.issuer}")[:500]
    return row


def _added(rows: list[Honour], actor) -> int:
    """Part of a transaction: the rows that are not in the register yet; what was taken back stays taken back."""
    known: set[str] = set()
    wanted = [row.identity for row in rows]
    for start in range(0, len(wanted), AT_ONCE):
        known.update(db.session.scalars(select(Honour.identity).where(Honour.identity.in_(wanted[start : start + AT_ONCE]))))
    fresh: dict[str, Honour] = {}
    for row in rows:  # of several that are the same the first counts
        if row.identity not in known:
            fresh.setdefault(row.identity, row)
    for row in fresh.values():
        row.recorded_at, row.recorded_by_id = clock.now(), actor.id
    db.session.add_all(fresh.values())
    return len(fresh)


@write
def keep_import(filename: str, rows: list[PastHonour], actor) -> int:
    """Keep a list that was uploaded, to be looked at; returns its id. An earlier one of this person is given up for it."""
    lock_name(f"honour import {actor.id}")
    open_ones = HonourImport.uploaded_by_id == actor.id, HonourImport.state == ImportState.previewed
    for old in db.session.scalars(select(HonourImport).where(*open_ones)):
        old.state, old.rows, old.ended_at = ImportState.dropped, [], clock.now()
    kept = _checked([row.kept for row in rows])
    found = HonourImport(
        filename=filename[:120], state=ImportState.previewed, rows=kept, uploaded_by_id=actor.id, uploaded_at=clock.now()
    )
    db.session.add(found)
    db.session.flush()
    return found.id


def _checked(rows: list[dict]) -> list[dict]:
    """The same rows, with a problem where the staff number is that of somebody of another name; a note where one repeats another."""
    members = _members([row["staff_no"] for row in rows])
    for row in rows:
        known = members.get(row["staff_no"])
        if known and Subject(row["subject"]) in (Subject.person, Subject.work) and known.name != row["name"]:
            row["problems"].append(f"工号 {row['staff_no']} 不是这个姓名，请核对")
    _note_repeats([row for row in rows if not row["problems"]], members)
    return rows


def _note_repeats(rows: list[dict], members: dict[str, Member]) -> None:
    """Say of every row that is the same honour as an earlier one of the list that only that one counts."""
    first: dict[str, dict] = {}
    for row in rows:
        same = first.setdefault(_past(row, members, {}, 0).identity, row)
        if same is not row:
            alike = all(row[name] == same[name] for name in row if name not in {"number", "note"})
            row["note"] = f"第 {row['number']} 行与第 {same['number']} 行{'相同，只记一次' if alike else '是同一项荣誉，只记前面那一行'}"


@write
def bring_in(import_id: int, actor) -> int:
    """Enter a list that was looked at; returns how many are new. Refused while a row has a problem, and when it was done."""
    found = _open_import(import_id)
    faulty = [row for row in found.rows if row["problems"]]
    if faulty:
        raise Refused(f"有 {len(faulty)} 行有问题，先改好再上传一次。第 {faulty[0]['number']} 行：{faulty[0]['problems'][0]}。")
    lock_name("honours")
    members, units = _members([row["staff_no"] for row in found.rows]), _units()
    rows = [_past(row, members, units, found.id) for row in found.rows]
    found.added = _added(_not_known(rows), actor)
    found.state, found.rows, found.ended_at = ImportState.imported, [], clock.now()
    detail = {"rows": len(rows), "added": found.added}
    audit.record("honours_brought_in", "honour_import", found.id, actor=actor, kind=OFFICE, detail=detail)
    return found.added


def _not_known(rows: list[Honour]) -> list[Honour]:
    """Part of a transaction: the rows that nobody has in the register under the same name, with or without a staff number.

    A number that an earlier list lacked is added to what it brought in.
    """
    known: dict[tuple, list[Honour]] = {}
    for row in db.session.scalars(select(Honour).where(Honour.year.in_({row.year for row in rows}))):
        known.setdefault(_looks(row), []).append(row)
    fresh = []
    for row in rows:
        same = known.get(_looks(row), [])
        unnumbered = next((one for one in same if one.member_id is None), None)
        if row.member_id is None and same:
            continue
        if row.member_id and unnumbered and not any(one.member_id == row.member_id for one in same):
            unnumbered.member_id = row.member_id
            _finished(unnumbered)
        else:
            fresh.append(row)
    return fresh


def _looks(row: Honour) -> tuple:
    return row.year, row.title, row.grade, row.subject, row.name, row.unit_name, row.work


def _past(row: dict, members: dict[str, Member], units: dict[str, int], import_id: int) -> Honour:
    subject = Subject(row["subject"])
    member = members.get(row["staff_no"]) if subject in HELD_BY_ONE else None
    on = date.fromisoformat(row["issued_on"]) if row["issued_on"] else None
    return _finished(Honour(
        key=key_of(row["title"]), title=row["title"], grade=row["grade"], work=row["work"], subject=subject, name=row["name"],
        member_id=member.id if member else None, unit_id=units.get(row["unit"]), unit_name=row["unit"], year=row["year"],
        issuer=row["issuer"] or organisation.name(), issued_on=on, import_id=import_id,
    ))  # fmt: skip


@write
def drop_import(import_id: int, actor) -> None:
    """Give up a list; nothing of it was entered."""
    found = _open_import(import_id)
    found.state, found.rows, found.ended_at = ImportState.dropped, [], clock.now()


@write
def revoke(honour_id: int, reason: str, actor) -> list[str]:
    """Take an honour back, and the certificate that was issued for it; returns the numbers of those that are void now.

    It stays in the register, with the reason. Refused when it is taken back already.
    """
    row = db.session.get(Honour, honour_id, with_for_update=True, populate_existing=True)
    if row is None or row.revoked_at is not None:
        raise Refused("这一项已经撤销了。")
    row.revoked_at, row.revoked_by_id, row.revoke_reason = clock.now(), actor.id, reason
    audit.record("honour_revoked", "honour", row.id, actor=actor, kind=OFFICE, reason=reason)
    void = [one for one in queries.certificates_of(row) if one.state is CertificateState.valid]
    for one in void:
        certificates.revoke(one.id, reason[:200], actor)
    return [one.serial_no for one in void]


def _open_import(import_id: int) -> HonourImport:
    found = db.session.get(HonourImport, import_id, with_for_update=True, populate_existing=True)
    if found is None or found.state is not ImportState.previewed:
        raise Refused("这份名单已经导入，或者已经放弃了。")
    return found


def _members(staff_nos: list[str]) -> dict[str, Member]:
    found: dict[str, Member] = {}
    wanted = sorted({number for number in staff_nos if number})
    for start in range(0, len(wanted), AT_ONCE):
        rows = db.session.scalars(select(Member).where(Member.staff_no.in_(wanted[start : start + AT_ONCE])))
        found |= {row.staff_no: row for row in rows}
    return found


def _units() -> dict[str, int]:
    return {name: id for id, name in db.session.execute(select(Unit.id, Unit.name).order_by(Unit.id.desc()))}


audit.subjects |= {"honour": "荣誉", "honour_import": "荣誉名单"}
audit.words |= {"honours_brought_in": "导入了荣誉", "honour_revoked": "撤销了荣誉"}
