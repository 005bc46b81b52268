"""Own questions: whoever runs something asks what they need to know of those who come, in a form built on a page.

A feature says what the questions are about (subject_kind, subject_id) and who answers (respondent_id, a row of its own).
Questions with answers are not reworded, only withdrawn, so that every answer stays under the words it was given to.
"""

from unionweb.common.questions.answering import Upload, answers_of, file_answer, forget_answers, save_answers
from unionweb.common.questions.asking import form_of, values_in
from unionweb.common.questions.editing import (
    add_question,
    answered_questions_of,
    change_question,
    copy_questions,
    move_question,
    question_or_none,
    questions_of,
    withdraw_question,
)
from unionweb.common.questions.forms import QuestionForm
from unionweb.common.questions.models import Answer, Question, QuestionKind

__all__ = [
    "Answer", "Question", "QuestionForm", "QuestionKind", "Upload", "add_question", "answered_questions_of", "answers_of",
    "change_question",
    "copy_questions", "file_answer", "forget_answers", "form_of", "move_question", "question_or_none", "questions_of",
    "save_answers", "values_in", "withdraw_question",
]  # fmt: skip
