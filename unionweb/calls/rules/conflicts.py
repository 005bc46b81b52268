"""Conflicts of interest: who may not judge what, and why. The bar itself is one query, see queries.bars."""

from enum import StrEnum

from unionweb.accounts.rules import LEADING, Role, is_office
from unionweb.kernel import labels


class Bar(StrEnum):
    """Why a reviewer may not judge an entry."""

    own = "own"
    co_author = "co_author"
    unit = "unit"
    declared = "declared"
    pinned = "pinned"


class Tie(StrEnum):
    """What a reviewer has with a person, a unit or an entry."""

    family = "family"
    mentor = "mentor"
    cooperation = "cooperation"
    dispute = "dispute"
    other = "other"


OWN = (Bar.own, Bar.co_author)  # these bar the office's own staff, too
LEADERS = tuple(LEADING)  # posts of a unit that make its entries one's own


def may_run_reviews(user) -> bool:
    """The office for calls invites, assigns and reads scores."""
    return is_office(user, "calls")


def may_see_scores(user) -> bool:
    """The office for calls, and the auditor."""
    return may_run_reviews(user) or any(r.role is Role.auditor for r in user.roles)


def is_reviewer(user) -> bool:
    """Who has the reviewer's role, or was asked to review something, finds the reviews in the menu."""
    return any(r.role is Role.reviewer for r in user.roles) or bool(user.along.get("asked_to_review"))


def may_take_back(conflict, user) -> bool:
    """Reviewers may take back what they declared themselves; what the office has put down stays until the office lifts it."""
    return conflict.member_id == user.id and not conflict.is_pinned


labels.register(
    {
        Bar.own: "本人的",
        Bar.co_author: "合作者是本人",
        Bar.unit: "本单位的",
        Bar.declared: "自己申报回避",
        Bar.pinned: "办公室定的回避",
    },
    {
        Tie.family: "亲属",
        Tie.mentor: "师生",
        Tie.cooperation: "合作",
        Tie.dispute: "有过争议",
        Tie.other: "其他",
    },
)
