"""Uploaded rosters."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from unionweb.accounts.models import ImportState, Member, RosterImport
from unionweb.accounts.queries.roster.columns import unpacked
from unionweb.accounts.queries.roster.planning import Fault, ImportPlan, plan_rows
from unionweb.kernel.extensions import db


def import_for(user, import_id: int) -> RosterImport | None:
    """An upload of the reader's own that was not dropped. Each roster is finished by the person who began it."""
    own = (RosterImport.id == import_id, RosterImport.uploaded_by_id == user.id)
    return db.session.scalar(select(RosterImport).where(*own, RosterImport.state != ImportState.dropped))


def plan_of(roster: RosterImport) -> ImportPlan:
    """What importing it would do now."""
    return plan_rows(roster.rows, roster.is_complete)


def faults_of(roster: RosterImport) -> list[Fault]:
    """The rows that were left out; of a finished import those of that day, before it those of now."""
    if roster.state is ImportState.imported:
        return [Fault(unpacked(row), row[-1]) for row in roster.rows]
    return plan_of(roster).faulty


def latest_imports(count: int = 10) -> list[tuple[RosterImport, str]]:
    """The rosters that were imported, newest first, with the name of who did it; without their rows."""
    done = select(RosterImport, Member.name).join(Member, Member.id == RosterImport.uploaded_by_id)
    done = done.options(defer(RosterImport.rows)).where(RosterImport.state == ImportState.imported)
    return list(db.session.execute(done.order_by(RosterImport.id.desc()).limit(count)))


def open_import(user) -> RosterImport | None:
    """The reader's own upload that still waits for an answer."""
    own = (RosterImport.uploaded_by_id == user.id, RosterImport.state == ImportState.previewed)
    latest = select(RosterImport).options(defer(RosterImport.rows)).where(*own).order_by(RosterImport.id.desc())
    return db.session.scalar(latest.limit(1))
