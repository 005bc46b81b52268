"""The list of five thousand sign-ups, page by page and as an Excel file, beside the list of thirty."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import event, insert

from bench.data import opened
from bench.serving import Client, application
from bench.table import Row, at_most
from tests.activities import held
from tests.support import university
from tests.support.server import passes
from unionweb.activities.models import Signup
from unionweb.activities.rules.kinds import SignupStatus
from unionweb.common.questions import Answer, Question, QuestionKind
from unionweb.kernel import clock
from unionweb.kernel.extensions import db

FEW, MANY, OFFICE, FIRST_MEMBER = 30, 5000, 10003, 20001
PART = "listing"


def measure(options) -> list[Row]:
    """Statements for both lists, seconds for the file."""
    with TemporaryDirectory(prefix="unionweb-bench-run-") as name, opened(Path(name)) as app:
        with app.app_context():
            university.migrate()
            university.build()
            for member_id in range(FIRST_MEMBER, FIRST_MEMBER + MANY):
                university.add_member(member_id)
            few, many = _activity(FEW), _activity(MANY)
        person = passes(app, [OFFICE])[0]
        counts = [_statements(app, person, f"/activities/{one}/signups") for one in (few, many)]
        with application(Path(name)) as server, contextlib.closing(Client(server, Cookie=person.cookie)) as client:
            seconds = median(_timed(client, f"/activities/{many}/signups.xlsx") for _ in range(options.rounds))
    what, told = f"statements for a page of {MANY:,} sign-ups, of {FEW}", f"{counts[1]} and {counts[0]}"
    same = Row(PART, what, "the same", told, counts[0] == counts[1])
    return [same, at_most(PART, f"{MANY:,} sign-ups with their answers as Excel", 3, seconds, "s")]


def _activity(count: int) -> int:
    """An activity with so many sign-ups, each with an answer to its question."""
    activity_id = held.add_activity(f"{count} 人的讲座", capacity=None)
    facts = {"sort": 1, "kind": QuestionKind.text, "text": "忌口", "is_required": False, "choices": []}
    question = Question(subject_kind="activity", subject_id=activity_id, **facts)
    db.session.add(question)
    db.session.flush()
    usual = {"activity_id": activity_id, "status": SignupStatus.confirmed, "seats": 1, "companions": [], "created_at": clock.now()}
    numbered = range(1, count + 1)
    rows = [usual | {"member_id": FIRST_MEMBER + n - 1, "number": n, "token": f"{activity_id}-{n}"} for n in numbered]
    db.session.execute(insert(Signup), rows)
    ids = db.session.scalars(db.select(Signup.id).where(Signup.activity_id == activity_id)).all()
    db.session.execute(insert(Answer), [{"question_id": question.id, "respondent_id": one, "value": "花生"} for one in ids])
    db.session.commit()
    return activity_id


def _statements(app, person, path: str) -> int:
    """How many statements answer this address, the second time it is asked for."""
    browser = app.test_client(use_cookies=False)
    browser.get(path, headers={"Cookie": person.cookie})
    with app.app_context(), _counted(db.engine) as found:
        answer = browser.get(path, headers={"Cookie": person.cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"GET {path} answered {answer.status_code}")
    return len(found)


@contextlib.contextmanager
def _counted(engine) -> Iterator[list]:
    found: list = []

    def note(_connection, _cursor, statement, *_):
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _timed(client: Client, path: str) -> float:
    began = time.monotonic()
    client.get(path)
    return time.monotonic() - began
