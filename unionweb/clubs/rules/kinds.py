"""The states of clubs, of those who belong to them and of their checks, and their Chinese words."""

from enum import StrEnum

from unionweb.kernel import labels


class ClubState(StrEnum):
    """proposed: founders are being gathered, or the office gave it back. submitted: the office decides."""

    proposed = "proposed"
    submitted = "submitted"
    active = "active"
    dissolved = "dissolved"
    withdrawn = "withdrawn"


class FounderState(StrEnum):
    asked = "asked"
    confirmed = "confirmed"
    declined = "declined"


class MembershipState(StrEnum):
    asked = "asked"
    active = "active"
    declined = "declined"
    taken_back = "taken_back"
    left = "left"
    removed = "removed"


class Post(StrEnum):
    president = "president"
    vice_president = "vice_president"
    secretary = "secretary"
    treasurer = "treasurer"


class CheckState(StrEnum):
    """mend: to be put right and submitted again."""

    submitted = "submitted"
    passed = "passed"
    mend = "mend"
    failed = "failed"


PLANNED = (ClubState.proposed, ClubState.submitted)
PUBLIC = (ClubState.active, ClubState.dissolved)  # what stands in the register
JUDGEMENTS = (CheckState.passed, CheckState.mend, CheckState.failed)

labels.register(
    {
        ClubState.proposed: "筹备中", ClubState.submitted: "待批准", ClubState.active: "正常",
        ClubState.dissolved: "已解散", ClubState.withdrawn: "不办了",
    },
    {FounderState.asked: "还没答复", FounderState.confirmed: "已确认", FounderState.declined: "不参加"},
    {
        MembershipState.asked: "待同意", MembershipState.active: "会员", MembershipState.declined: "没有同意",
        MembershipState.taken_back: "已收回", MembershipState.left: "已退出", MembershipState.removed: "已除名",
    },
    {
        Post.president: "会长", Post.vice_president: "副会长", Post.secretary: "秘书长", Post.treasurer: "财务",
    },
    {
        CheckState.submitted: "待审", CheckState.passed: "合格", CheckState.mend: "要整改", CheckState.failed: "不合格",
    },
)  # fmt: skip
