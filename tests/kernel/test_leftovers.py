"""Files go with the transaction they came in; what a killed process leaves goes at night, and nothing that a row names."""

import os
import time

import pytest

from tests.kernel.test_files import PNG
from unionweb.accounts.models import Member
from unionweb.bookings.models import ServicePoint
from unionweb.common import audit
from unionweb.common.questions import Answer, Question, QuestionKind
from unionweb.kernel import db as kernel
from unionweb.kernel import documents, files, jobs
from unionweb.kernel.db import after_rollback, transaction, write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.jobs import Outcome
from unionweb.kernel.leftovers import MANY, remove_leftovers

PDF = b"%PDF-1.7\n%%EOF\n"


def stored(app):
    folder = app.instance_path + "/uploads"
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def put(data=PDF, kind="pdf", *, days=2):
    """A file that has lain there for days."""
    name = files.store(data, kind)
    aged(name, days)
    return name


def aged(name, days):
    moment = time.time() - days * 24 * 3600
    os.utime(files.folder() / name, (moment, moment))


@write
def keep_and_fail():
    documents.keep(PDF, "a.pdf")
    raise Refused("不行。")


def test_a_file_goes_when_its_transaction_is_undone(app, inside):
    with pytest.raises(Refused):
        inside(keep_and_fail)
    assert stored(app) == []


def test_a_file_that_was_to_go_stays_when_the_transaction_is_undone(app, inside):
    name = inside(lambda: files.store(PDF, "pdf"))

    @write
    def drop_and_fail():
        documents.drop(name)
        raise Refused("不行。")

    with pytest.raises(Refused):
        inside(drop_and_fail)
    assert stored(app) == [name]


def test_a_file_goes_only_once_the_transaction_is_on_disk(app, inside):
    name = inside(lambda: files.store(PDF, "pdf"))

    @write
    def drop():
        documents.drop(name)
        return stored(app)

    assert inside(drop) == [name]
    assert stored(app) == []


def test_a_file_stays_when_nobody_knows_whether_the_commit_stands(app, inside, monkeypatch):
    def lost():
        raise ConnectionError("gone")

    def keep():
        with transaction() as session:
            monkeypatch.setattr(session, "commit", lost)
            files.store(PDF, "pdf")

    with pytest.raises(ConnectionError):
        inside(keep)
    assert len(stored(app)) == 1


def test_what_runs_after_a_rollback_hides_no_error(inside, caplog):
    def fail():
        with transaction():
            after_rollback(lambda: 1 / 0)
            raise Refused("不行。")

    with pytest.raises(Refused):
        inside(fail)
    assert "after a rollback" in caplog.text
    assert not inside(kernel.in_transaction)


def test_the_night_removes_what_no_row_names(app, inside):
    def lay():
        lost, young = put(), put(days=0.5)
        draft = f".{'a' * 32}.pdf"
        (files.folder() / draft).write_bytes(b"")
        aged(draft, 2)
        (files.folder() / "README").write_bytes(b"by hand")
        aged("README", 2)
        return lost, young

    lost, young = inside(lay)
    assert "2 个" in inside(remove_leftovers)
    assert lost not in stored(app)
    assert stored(app) == sorted([young, "README"])


def test_the_night_keeps_what_a_row_names_in_a_column_in_json_or_in_text(app, inside):
    @write
    def lay():
        photo, answered, noted = put(PNG, "png"), put(), put()
        db.session.get(ServicePoint, 1).photo = photo
        question = Question(subject_kind="activity", subject_id=1, sort=1, kind=QuestionKind.file, text="证明", is_required=False)
        db.session.add(question)
        db.session.flush()
        db.session.add(Answer(question_id=question.id, respondent_id=1, value={"file": answered, "title": "证明.pdf"}))
        audit.record("changed", "question", 1, actor=db.session.get(Member, 1), kind=audit.ActorKind.office, detail={"old": noted})
        return sorted([photo, answered, noted])

    kept = inside(lay)
    inside(remove_leftovers)
    assert stored(app) == kept


def test_the_night_touches_nothing_when_most_files_belong_to_no_row(app, inside):
    inside(lambda: [put() for _ in range(MANY + 1)])
    run = inside(lambda: jobs.run("leftover_files"))
    assert run.outcome is Outcome.failed
    assert "核对备份" in run.detail
    assert len(stored(app)) == MANY + 1
