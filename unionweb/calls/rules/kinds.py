"""The words of calls and entries, and which states mean what. Pure."""

from enum import StrEnum

from unionweb.kernel import labels


class CallKind(StrEnum):
    """What is collected. Each is a preset of settings, nothing more."""

    case_study = "case_study"
    research_paper = "research_paper"
    artwork = "artwork"
    story = "story"
    studio = "studio"
    honour = "honour"
    contest = "contest"


class HonourKey(StrEnum):
    """The seven honours of the yearly plan."""

    model_home = "model_home"
    outstanding_cadre = "outstanding_cadre"
    active_member = "active_member"
    vanguard_team = "vanguard_team"
    march8_individual = "march8_individual"
    march8_team = "march8_team"
    most_beautiful_family = "most_beautiful_family"


class Subject(StrEnum):
    """What an entry is about: somebody or something that is put forward, or a work."""

    person = "person"
    unit = "unit"
    team = "team"
    family = "family"
    work = "work"


class CallState(StrEnum):
    """How far a call is."""

    draft = "draft"
    open = "open"
    closed = "closed"
    reviewing = "reviewing"
    decided = "decided"
    on_notice = "on_notice"
    final = "final"
    called_off = "called_off"


class Aggregate(StrEnum):
    """How the scores of several reviewers become one."""

    mean = "mean"
    median = "median"
    trimmed = "trimmed"


class QuotaRule(StrEnum):
    """How many entries a unit may send on. shared rules give away `quota_number` places in all."""

    none = "none"
    percent_members = "percent_members"
    percent_cadres = "percent_cadres"
    percent_women = "percent_women"
    fixed = "fixed"
    shared_units = "shared_units"
    shared_campuses = "shared_campuses"
    by_hand = "by_hand"


class Rounding(StrEnum):
    """What becomes of the part of a place."""

    half_up = "half_up"
    down = "down"
    up = "up"


class PostRule(StrEnum):
    """Which posts somebody who is put forward may hold."""

    any = "any"
    cadre = "cadre"
    not_cadre = "not_cadre"


class SubmissionStatus(StrEnum):
    """How far an entry is. under_review: the office has accepted its form; rejected: by the unit, or by the office for
    its form; declined: by the one put forward; withdrawn: by its author."""

    draft = "draft"
    submitted = "submitted"
    returned = "returned"
    unit_approved = "unit_approved"
    under_review = "under_review"
    shortlisted = "shortlisted"
    on_public_notice = "on_public_notice"
    awarded = "awarded"
    not_awarded = "not_awarded"
    withdrawn = "withdrawn"
    rejected = "rejected"
    declined = "declined"


class Reading(StrEnum):
    """How much of a file its text says: all; all but what its pictures show; only a part, or nothing."""

    whole = "whole"
    pictures = "pictures"
    part = "part"


class FileKind(StrEnum):
    """main: the work itself; opinion: the stamped recommendation form, for the union only."""

    main = "main"
    attachment = "attachment"
    picture = "picture"
    opinion = "opinion"


class CoAuthorState(StrEnum):
    """What a co-author answered."""

    invited = "invited"
    confirmed = "confirmed"
    declined = "declined"


class Step(StrEnum):
    """The steps of the unit chain."""

    author = "author"
    unit = "unit"
    party = "party"
    office = "office"
    nominee = "nominee"


class Decision(StrEnum):
    """What came of a step."""

    submitted = "submitted"
    approved = "approved"
    returned = "returned"
    recorded = "recorded"
    accepted = "accepted"
    withdrawn = "withdrawn"
    declined = "declined"
    not_sent = "not_sent"
    rejected = "rejected"


EDITABLE = (SubmissionStatus.draft, SubmissionStatus.returned)
# What goes no further, whoever ended it; its place is free again.
ENDED = (SubmissionStatus.withdrawn, SubmissionStatus.rejected, SubmissionStatus.declined)
SENT = tuple(s for s in SubmissionStatus if s not in {SubmissionStatus.draft, *ENDED})
IN_UNIT = (SubmissionStatus.draft, SubmissionStatus.submitted, SubmissionStatus.returned)
# What counts against a unit's quota: everything it has sent on to the office.
COUNTED = tuple(s for s in SENT if s not in IN_UNIT)
# What the office has accepted: the entries that reviewers, meetings and results are about.
ACCEPTED = (
    SubmissionStatus.under_review,
    SubmissionStatus.shortlisted,
    SubmissionStatus.on_public_notice,
    SubmissionStatus.awarded,
    SubmissionStatus.not_awarded,
)
WITHDRAWABLE = (
    SubmissionStatus.draft,
    SubmissionStatus.submitted,
    SubmissionStatus.returned,
    SubmissionStatus.unit_approved,
    SubmissionStatus.under_review,
)
PERCENT_RULES = (QuotaRule.percent_members, QuotaRule.percent_cadres, QuotaRule.percent_women)
NUMBER_RULES = (QuotaRule.fixed, QuotaRule.shared_units, QuotaRule.shared_campuses)
SHOWN = tuple(s for s in CallState if s not in {CallState.draft, CallState.called_off})

labels.register(
    {
        CallKind.case_study: "工作案例",
        CallKind.research_paper: "调研成果",
        CallKind.artwork: "书画摄影作品",
        CallKind.story: "故事",
        CallKind.studio: "创新工作室",
        CallKind.honour: "荣誉推荐",
        CallKind.contest: "竞赛作品",
    },
    {
        HonourKey.model_home: "模范教工之家",
        HonourKey.outstanding_cadre: "优秀工会工作者",
        HonourKey.active_member: "工会积极分子",
        HonourKey.vanguard_team: "教工先锋号",
        HonourKey.march8_individual: "三八红旗手",
        HonourKey.march8_team: "三八红旗集体",
        HonourKey.most_beautiful_family: "最美家庭",
    },
    {
        Subject.person: "个人",
        Subject.unit: "分工会",
        Subject.team: "集体",
        Subject.family: "家庭",
        Subject.work: "作品",
    },
    {
        CallState.draft: "准备中",
        CallState.open: "征集中",
        CallState.closed: "已截止",
        CallState.reviewing: "评审中",
        CallState.decided: "已评出",
        CallState.on_notice: "公示中",
        CallState.final: "已公布",
        CallState.called_off: "已取消",
    },
    {Aggregate.mean: "平均分", Aggregate.median: "中位数", Aggregate.trimmed: "去掉最高分和最低分后的平均分"},
    {
        QuotaRule.none: "不限名额",
        QuotaRule.percent_members: "按会员人数的比例",
        QuotaRule.percent_cadres: "按工会干部人数的比例",
        QuotaRule.percent_women: "按女会员人数的比例",
        QuotaRule.fixed: "每个分工会一样多",
        QuotaRule.shared_units: "总名额按人数分到分工会",
        QuotaRule.shared_campuses: "总名额按人数分到校区",
        QuotaRule.by_hand: "逐个填写",
    },
    {Rounding.half_up: "四舍五入", Rounding.down: "只舍不入", Rounding.up: "只入不舍"},
    {PostRule.any: "不限", PostRule.cadre: "只推荐工会干部", PostRule.not_cadre: "不推荐工会干部"},
    {
        SubmissionStatus.draft: "草稿",
        SubmissionStatus.submitted: "待分工会审核",
        SubmissionStatus.returned: "已退回修改",
        SubmissionStatus.unit_approved: "待校工会受理",
        SubmissionStatus.under_review: "已受理",
        SubmissionStatus.shortlisted: "拟评出",
        SubmissionStatus.on_public_notice: "公示中",
        SubmissionStatus.awarded: "已评出",
        SubmissionStatus.not_awarded: "未评出",
        SubmissionStatus.withdrawn: "已撤回",
        SubmissionStatus.rejected: "未通过审核",
        SubmissionStatus.declined: "本人谢绝",
    },
    {Reading.whole: "都读到了", Reading.pictures: "里面有图片", Reading.part: "文字读不全"},
    {FileKind.main: "正文", FileKind.attachment: "附件", FileKind.picture: "图片", FileKind.opinion: "盖章的推荐表"},
    {CoAuthorState.invited: "待确认", CoAuthorState.confirmed: "已确认", CoAuthorState.declined: "不参加"},
    {Step.author: "作者", Step.unit: "分工会", Step.party: "党组织", Step.office: "校工会", Step.nominee: "被推荐人"},
    {
        Decision.submitted: "提交",
        Decision.approved: "同意推荐",
        Decision.returned: "退回修改",
        Decision.recorded: "登记了意见",
        Decision.accepted: "受理",
        Decision.withdrawn: "撤回",
        Decision.declined: "谢绝推荐",
        Decision.not_sent: "不推荐",
        Decision.rejected: "不受理",
    },
)
