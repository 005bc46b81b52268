"""What really reached the database: every INSERT, UPDATE and DELETE that was committed, and where it was not allowed."""

import re
from dataclasses import dataclass, field

from flask import has_request_context
from sqlalchemy import event

from unionweb.kernel.extensions import db

WRITING = re.compile(r"\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)", re.I)


@dataclass
class Watch:
    """committed: (verb, table) of every change since `start`; outside: changes made outside `transaction()`."""

    committed: list[tuple[str, str]] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    _open: dict[int, list] = field(default_factory=dict)

    def start(self) -> None:
        """Forget what was so far."""
        self.committed.clear()

    @property
    def tables(self) -> set[str]:
        """The tables that were changed."""
        return {table for _verb, table in self.committed}

    def attach(self, engine) -> "Watch":
        event.listen(engine, "after_cursor_execute", self._executed)
        event.listen(engine, "commit", self._committed)
        event.listen(engine, "rollback", lambda connection: self._open.pop(id(connection), None))
        return self

    def _executed(self, connection, _cursor, statement, *_rest) -> None:
        found = WRITING.match(statement)
        if not found:
            return
        verb, table = found[1].split()[0].upper(), found[2].lower()
        self._open.setdefault(id(connection), []).append((verb, table))
        if has_request_context() and not db.session().info.get("writing"):
            self.outside.append(statement.split("\n")[0])

    def _committed(self, connection) -> None:
        self.committed += self._open.pop(id(connection), [])


def watch(app) -> Watch:
    """Watch the database of an application."""
    with app.app_context():
        return Watch().attach(db.engine)
