"""The settings of reviews, the words of their events for the page of operations, and the lines of calls on the first pages."""

from unionweb.accounts.queries.sessions import read_along
from unionweb.calls.queries.front import office_lines, open_lines, own_lines, unit_lines
from unionweb.calls.queries.reviews_own import asked_to_review
from unionweb.calls.rules.scoring import Invitation, ReviewState
from unionweb.common import audit, front, settings
from unionweb.common.front import Side

settings.define(
    settings.Definition(
        "calls.disputed_from", "评委的最高分和最低分相差", 20, unit="分起，算意见不一", least=1, most=100, group="征集评选",
        hint="意见不一的作品在评分表上标出来，由会议讨论",
    ),
    settings.Definition("calls.review_reminder_days", "评审截止前", 3, unit="天提醒还没有评完的评委", least=1, most=14, group="征集评选"),
)  # fmt: skip
read_along("asked_to_review", asked_to_review())
for side, source in ((Side.own, own_lines), (Side.unit, unit_lines), (Side.office, office_lines), (Side.open, open_lines)):
    front.add(side, source)
audit.subjects.update(call_reviewer="评委", review="评审", criterion="评审标准", review_conflict="回避", blind_check="盲评检查")
audit.states.update(call_reviewer=Invitation, review=ReviewState)
MORE = {
    "invited": "邀请了", "accepted": "接受了", "declined": "不参加", "ended": "不再请", "shared_out": "分配了评审",
    "began_review": "开始了评审", "extended_review": "延长了评审", "tied": "登记了回避", "lifted": "取消了回避", "assigned": "指定了评委",
    "taken_back": "收回了", "refused": "不评", "submitted": "提交了", "reopened": "重新打开了", "reminded": "提醒了",
    "checked": "核对了", "veiled": "盲评期间看不到作者和单位", "changed": "改了", "created": "建了",
    "removed": "去掉了", "imported": "导入了",
}  # fmt: skip
audit.words.update({code: word for code, word in MORE.items() if code not in audit.words})
