"""What kinds of notices there are, who issues them, and how far one has come."""

from enum import StrEnum

from unionweb.kernel import labels
from unionweb.notices.rules.document import Form


class Kind(StrEnum):
    announcement = "announcement"
    publicity = "publicity"
    proclamation = "proclamation"
    letter = "letter"
    minutes = "minutes"


class Organ(StrEnum):
    """Who issues it. Of a joint one the union leads, and its code stands in the number."""

    union = "union"
    womens_committee = "womens_committee"
    joint = "joint"


class State(StrEnum):
    draft = "draft"
    checked = "checked"
    published = "published"
    withdrawn = "withdrawn"


class AudienceKind(StrEnum):
    everyone = "everyone"
    unit = "unit"
    campus = "campus"
    role = "role"


USUAL_FORM = {Kind.letter: Form.letter, Kind.minutes: Form.minutes}


def usual_form(kind: Kind) -> Form:
    """函 as 信函, 纪要 as 纪要, everything else as 文件."""
    return USUAL_FORM.get(kind, Form.document)


labels.register(
    {
        Kind.announcement: "通知",
        Kind.publicity: "公示",
        Kind.proclamation: "公告",
        Kind.letter: "函",
        Kind.minutes: "纪要",
    },
    {
        Organ.union: "校工会",
        Organ.womens_committee: "妇委会",
        Organ.joint: "校工会和妇委会联合",
    },
    {
        State.draft: "起草中",
        State.checked: "已核稿",
        State.published: "已发布",
        State.withdrawn: "已撤回",
    },
    {
        AudienceKind.everyone: "全体会员",
        AudienceKind.unit: "基层工会",
        AudienceKind.campus: "校区",
        AudienceKind.role: "身份",
    },
)
