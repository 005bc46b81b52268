"""Rows in bulk. Parts of a running transaction."""

from sqlalchemy import insert, select

from unionweb.kernel.extensions import db


def add_rows(model, rows: list[dict]) -> None:
    """Insert rows as they are, in as few statements as there are sets of columns."""
    if rows:
        db.session.execute(insert(model), rows, execution_options={"render_nulls": True})


def added(model, rows: list[dict]) -> list[int]:
    """Insert rows and return their ids, in order: nobody else writes to an installation that is being filled."""
    add_rows(model, rows)
    newest = select(model.id).order_by(model.id.desc()).limit(len(rows))
    return list(db.session.scalars(newest))[::-1]
