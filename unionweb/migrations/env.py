"""Runs migrations on the application's own engine; the same scripts on SQLite and PostgreSQL."""

from alembic import context
from flask import current_app

from unionweb.kernel.extensions import db


def render_item(kind, item, autogen_context):
    """Write our column types into scripts as plain SQLAlchemy ones, so that old scripts keep working."""
    if kind == "type" and type(item).__module__.startswith("unionweb."):
        return {"Moment": "sa.DateTime()", "Secret": "sa.Text()"}[type(item).__name__]
    return False


def run() -> None:
    with db.engine.connect().execution_options(writing=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_item=render_item,
            transaction_per_migration=True,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
