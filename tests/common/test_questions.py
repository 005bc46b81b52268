"""Own questions: built, asked, answered, exported, forgotten."""

import io

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from unionweb.accounts.models import Member
from unionweb.common import questions
from unionweb.common.questions import QuestionForm, QuestionKind
from unionweb.kernel.db import write
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.forms import Form

ABOUT = ("test", 1)


def facts(text="忌口", kind=QuestionKind.text, *, required=False, choices=()):
    return {"text": text, "kind": kind, "hint": "", "is_required": required, "choices": list(choices)}


def add(text="忌口", kind=QuestionKind.text, **more) -> int:
    return questions.add_question(*ABOUT, facts(text, kind, **more), db.session.get(Member, 10003))


@write
def save(respondent, values):
    questions.save_answers(respondent, values)


def posted(app, **typed):
    """The form of the present questions, filled as a browser would."""
    asked = questions.questions_of(*ABOUT)
    data = MultiDict([(name, value) for name, values in typed.items() for value in (values if isinstance(values, list) else [values])])
    with app.test_request_context("/", method="POST", data=data):
        form = questions.form_of(Form, asked)()
        fine = form.validate_on_submit()
        return fine, {name: errors for name, errors in form.errors.items() if errors}, questions.values_in(form, asked) if fine else {}


def test_each_kind_takes_what_fits_it_and_says_what_does_not(app, inside):
    def build():
        return {
            "text": add("忌口"), "long": add("想说的", QuestionKind.long), "number": add("人数", QuestionKind.number),
            "choice": add("坐车", QuestionKind.choice, choices=["校车", "自己去"]),
            "several": add("项目", QuestionKind.several, choices=["跳绳", "拔河", "接力"]), "day": add("到达", QuestionKind.day),
        }  # fmt: skip

    ids = inside(build)
    good = {"text": "花生", "long": "一\r\n二", "number": "3", "choice": "校车", "several": ["接力", "跳绳"], "day": "2026-09-20"}

    def check():
        fine, errors, values = posted(app, **{f"q{ids[kind]}": value for kind, value in good.items()})
        assert fine, errors
        assert values[ids["several"]] == ["跳绳", "接力"]
        assert values[ids["number"]] == 3
        assert values[ids["day"]] == "2026-09-20"
        bad = {"text": "长" * 201, "number": "三", "choice": "飞机", "several": ["拔河", "游泳"], "day": "九月"}
        _, errors, _ = posted(app, **{f"q{ids[kind]}": value for kind, value in bad.items()})
        assert set(errors) == {f"q{ids[kind]}" for kind in bad}

    inside(check)


def test_required_questions_are_asked_for(app, inside):
    ids = inside(lambda: [add("忌口", required=True), add("项目", QuestionKind.several, required=True, choices=["跳绳", "拔河"])])

    def check():
        _, errors, _ = posted(app, **{f"q{ids[0]}": " "})
        assert set(errors) == {f"q{id}" for id in ids}

    inside(check)


def test_answers_are_shown_in_words_and_replaced(inside):
    def check():
        kinds = [add("忌口"), add("项目", QuestionKind.several, choices=["跳绳", "拔河"]), add("到达", QuestionKind.day)]
        save(7, {kinds[0]: "花生", kinds[1]: ["跳绳", "拔河"], kinds[2]: "2026-09-20"})
        save(7, {kinds[0]: "虾"})
        save(8, {kinds[0]: "=1+1"})
        return questions.answers_of(questions.questions_of(*ABOUT), [7, 8]), kinds

    found, kinds = inside(check)
    assert found == {7: {kinds[0]: "虾", kinds[1]: "跳绳、拔河", kinds[2]: "2026年9月20日"}, 8: {kinds[0]: "=1+1"}}


def test_a_question_with_answers_keeps_its_words(inside):
    def check():
        question_id = add()
        save(7, {question_id: "花生"})
        with pytest.raises(Refused, match="已经有人答过"):
            questions.change_question(question_id, facts("爱吃什么"), db.session.get(Member, 10003))
        questions.withdraw_question(question_id, db.session.get(Member, 10003))
        assert not questions.questions_of(*ABOUT)
        with pytest.raises(Refused, match="不在了"):
            questions.withdraw_question(question_id, db.session.get(Member, 10003))

    inside(check)


def test_answers_to_a_withdrawn_question_are_still_listed(inside):
    def check():
        actor, answered, unanswered, kept = db.session.get(Member, 10003), add("忌口"), add("车牌"), add("人数", QuestionKind.number)
        save(7, {answered: "花生", kept: 0})
        questions.withdraw_question(answered, actor)
        questions.withdraw_question(unanswered, actor)
        listed = questions.answered_questions_of(*ABOUT)
        assert [q.heading for q in listed] == ["忌口（不再问）", "人数"]
        assert questions.answers_of(listed, [7]) == {7: {answered: "花生", kept: "0"}}
        assert [q.id for q in questions.questions_of(*ABOUT)] == [kept]

    inside(check)


def test_the_order_changes_with_the_neighbour(inside):
    def check():
        first, second, third = add("一"), add("二"), add("三")
        actor = db.session.get(Member, 10003)
        questions.move_question(third, actor, up=True)
        questions.move_question(first, actor, up=True)
        assert [q.id for q in questions.questions_of(*ABOUT)] == [first, third, second]

    inside(check)


def test_the_same_question_twice_and_too_many_are_refused(inside):
    def check():
        add("一")
        with pytest.raises(Refused, match="一样的"):
            add("一")
        for number in range(2, 21):
            add(str(number))
        with pytest.raises(Refused, match="最多 20 题"):
            add("再来一题")

    inside(check)


def test_a_document_is_kept_replaced_and_forgotten(app, inside):
    from unionweb.kernel import files

    def check():
        question_id = add("健康证", QuestionKind.file)
        asked = questions.questions_of(*ABOUT)
        names = []
        for body in (b"%PDF-1.7 a", b"%PDF-1.7 b"):
            file = FileStorage(io.BytesIO(body), "证.pdf")
            with app.test_request_context("/", method="POST", data={f"q{question_id}": file}):
                form = questions.form_of(Form, asked)()
                assert form.validate_on_submit(), form.errors
                values = questions.values_in(form, asked)
            save(7, values)
            names.append(db.session.scalar(select(questions.Answer)).value["file"])
        kept = [(files.folder() / name).exists() for name in names]
        assert kept == [False, True]
        forget()
        assert not (files.folder() / names[1]).exists()
        assert db.session.scalar(select(questions.Answer)) is None

    @write
    def forget():
        questions.forget_answers("test", [7])

    inside(check)


def test_what_is_no_document_is_refused(app, inside):
    def check():
        question_id = add("健康证", QuestionKind.file, required=True)
        asked = questions.questions_of(*ABOUT)
        for file in (FileStorage(io.BytesIO(b"MZ"), "证.pdf"), None):
            data = {f"q{question_id}": file} if file else {}
            with app.test_request_context("/", method="POST", data=data):
                form = questions.form_of(Form, asked)()
                assert not form.validate_on_submit()

    inside(check)


@pytest.mark.parametrize(
    ("kind", "choices", "fine"),
    [("choice", "甲\n乙\n乙\n", True), ("choice", "甲", False), ("several", "", False), ("text", "", True), ("poem", "", False)],
)
def test_a_question_is_written_whole(app, inside, kind, choices, fine):
    def check():
        data = {"text": "坐车", "kind": kind, "choices": choices, "hint": "", "is_required": "y"}
        with app.test_request_context("/", method="POST", data=data):
            form = QuestionForm()
            assert form.validate_on_submit() is fine
            if fine and choices:
                assert form.facts["choices"] == ["甲", "乙"]

    inside(check)
