"""What people are asked after an activity. Pure: no database, no request."""

from dataclasses import dataclass
from enum import StrEnum

from unionweb.kernel import labels


class FeedbackKind(StrEnum):
    """rating: 1 to 5. words: free text."""

    rating = "rating"
    choice = "choice"
    words = "words"


RATINGS = (("5", "很好"), ("4", "好"), ("3", "一般"), ("2", "不太好"), ("1", "不好"))
MOST_QUESTIONS = 12
MOST_CHOICES = 10


@dataclass(frozen=True)
class Asked:
    """A question as it is put."""

    kind: FeedbackKind
    text: str
    choices: tuple[str, ...] = ()


USUAL = (
    Asked(FeedbackKind.rating, "总的来说，这次活动怎么样"),
    Asked(FeedbackKind.rating, "时间、地点和组织安排得怎么样"),
    Asked(FeedbackKind.choice, "以后再办，您还愿意来吗", ("愿意", "看情况", "不愿意")),
    Asked(FeedbackKind.words, "哪里办得好，哪里可以改进"),
)


def options_of(kind: FeedbackKind, choices: list[str]) -> list[tuple[str, str]]:
    """(value, words) of what can be chosen; nothing for free text."""
    match kind:
        case FeedbackKind.rating:
            return list(RATINGS)
        case FeedbackKind.choice:
            return [(choice, choice) for choice in choices]
    return []


labels.register({FeedbackKind.rating: "打分", FeedbackKind.choice: "选一项", FeedbackKind.words: "文字"})
