"""What a call of each kind begins with. A kind is a preset of settings and nothing else. Pure."""

from dataclasses import dataclass, field

from unionweb.calls.rules.kinds import Aggregate, CallKind, HonourKey, PostRule, QuotaRule, Rounding, Subject
from unionweb.kernel.labels import label


@dataclass(frozen=True)
class AttachmentPreset:
    """A kind of file that is asked for."""

    name: str
    kinds: tuple[str, ...]
    least: int = 0
    most: int = 1
    largest_mb: int = 10
    is_for_reviewers: bool = True
    has_captions: bool = False


@dataclass(frozen=True)
class QuestionPreset:
    """An own question with the length of its answer in characters."""

    text: str
    least: int = 0
    most: int = 600
    is_required: bool = True


@dataclass(frozen=True)
class Preset:
    """settings: columns of Call; what is not named keeps the column's own default."""

    title: str
    text: str
    settings: dict
    attachments: tuple[AttachmentPreset, ...] = ()
    questions: tuple[QuestionPreset, ...] = field(default=())


DOCUMENTS, PICTURES = ("pdf", "docx"), ("jpg", "png")
MATERIAL = AttachmentPreset("证明材料", ("pdf", "docx", "jpg", "png"), most=5, is_for_reviewers=True)
PICTURE = AttachmentPreset("工作照片", PICTURES, most=4, has_captions=True)

WORKS = {
    CallKind.case_study: Preset(
        "工会特色亮点工作案例征集",
        "围绕“一会一品牌”，写一件做成了的事。请写清背景、做法、成效、推广价值，写事实和数字，不写套话。",
        {
            "subject": Subject.work,
            "word_least": 800,
            "word_most": 2000,
            "per_unit_least": 1,
            "per_unit_most": 3,
            "per_person_most": 1,
            "co_authors_most": 4,
            "blind_authors": True,
            "fields": ["思想引领", "建功立业", "维权服务", "组织建设", "改革创新"],
        },
        (PICTURE, MATERIAL),
    ),
    CallKind.research_paper: Preset(
        "工会优秀调研成果征集",
        "论文不超过 10000 字，调研报告不超过 20000 字。正文里请不要出现作者和单位。",
        {
            "subject": Subject.work,
            "has_body": False,
            "per_unit_least": 1,
            "per_person_most": 1,
            "co_authors_most": 4,
            "blind_authors": True,
            "aggregate": Aggregate.trimmed,
            "reviews_per_entry": 5,
            "fields": ["论文", "调研报告"],
        },
        (AttachmentPreset("论文或报告全文", DOCUMENTS, least=1),),
        (QuestionPreset("摘要", 100, 400),),
    ),
    CallKind.artwork: Preset(
        "教职工书法美术摄影作品征集",
        "作品须为本人原创，每幅写明题目和创作说明。",
        {
            "subject": Subject.work,
            "has_body": True,
            "word_most": 300,
            "per_person_most": 3,
            "blind_authors": True,
            "likes_weight": 10,
            "fields": ["书法", "美术", "摄影"],
        },
        (AttachmentPreset("作品图片", PICTURES, least=1, most=9, has_captions=True),),
    ),
    CallKind.story: Preset(
        "劳模和师德故事征集",
        "写身边的人和事，真实具体。",
        {"subject": Subject.work, "word_least": 500, "word_most": 3000, "per_person_most": 2, "co_authors_most": 2},
        (PICTURE,),
    ),
    CallKind.studio: Preset(
        "劳模和优秀人才创新工作室申报",
        "写清带头人、团队、场地、近三年的成果和带徒情况。",
        {
            "subject": Subject.team,
            "word_least": 500,
            "word_most": 3000,
            "per_unit_most": 1,
            "needs_party_opinion": True,
            "team_least": 3,
            "blind_reviewers": True,
        },
        (MATERIAL,),
    ),
    CallKind.contest: Preset(
        "教职工技能竞赛作品征集",
        "按竞赛通知的要求报送作品。",
        {
            "subject": Subject.work,
            "has_body": True,
            "word_most": 1000,
            "per_person_most": 1,
            "co_authors_most": 4,
            "blind_authors": True,
        },
        (AttachmentPreset("参赛作品", (*DOCUMENTS, *PICTURES), least=1, most=3),),
    ),
}

_HONOUR = {
    "kind": CallKind.honour,
    "needs_party_opinion": True,
    "word_least": 300,
    "word_most": 1500,
    "blind_reviewers": True,
}
_HALF = {"quota_rounding": Rounding.half_up}
HONOURS = {
    HonourKey.model_home: Preset(
        "模范教工之家评选",
        "推荐工作有特色、会员满意的分工会。",
        _HONOUR | {"subject": Subject.unit, "quota_rule": QuotaRule.fixed, "quota_number": 1, "once_in_years": 2},
        (MATERIAL,),
    ),
    HonourKey.outstanding_cadre: Preset(
        "优秀工会工作者评选",
        "推荐任职满一年的工会干部。",
        _HONOUR
        | {
            "subject": Subject.person,
            "quota_rule": QuotaRule.percent_cadres,
            "quota_permille": 200,
            "quota_least": 1,
            **_HALF,
            "post_rule": PostRule.cadre,
            "tenure_months": 12,
            "once_in_years": 2,
        },
        (MATERIAL,),
    ),
    HonourKey.active_member: Preset(
        "工会积极分子评选",
        "推荐热心工会活动的会员，不含工会干部，入会不满半年的不推荐。",
        _HONOUR
        | {
            "subject": Subject.person,
            "quota_rule": QuotaRule.percent_members,
            "quota_permille": 50,
            **_HALF,
            "post_rule": PostRule.not_cadre,
            "tenure_months": 6,
            "needs_party_opinion": False,
        },
        (MATERIAL,),
    ),
    HonourKey.vanguard_team: Preset(
        "教工先锋号评选",
        "推荐在教学、科研、管理、服务一线作出成绩的集体。",
        _HONOUR
        | {
            "subject": Subject.team,
            "quota_rule": QuotaRule.fixed,
            "quota_number": 1,
            "team_least": 3,
            "once_in_years": 3,
        },
        (MATERIAL,),
    ),
    HonourKey.march8_individual: Preset(
        "三八红旗手评选",
        "推荐爱岗敬业、成绩突出的女教职工。",
        _HONOUR
        | {
            "subject": Subject.person,
            "quota_rule": QuotaRule.percent_women,
            "quota_permille": 20,
            "quota_least": 1,
            **_HALF,
            "is_for_women": True,
            "once_in_years": 3,
        },
        (MATERIAL,),
    ),
    HonourKey.march8_team: Preset(
        "三八红旗集体评选",
        "推荐女教职工不少于一半、负责人里有女教职工的集体。",
        _HONOUR
        | {
            "subject": Subject.team,
            "quota_rule": QuotaRule.shared_campuses,
            "quota_number": 11,
            "team_least": 3,
            "women_percent": 50,
            "once_in_years": 3,
        },
        (MATERIAL,),
    ),
    HonourKey.most_beautiful_family: Preset(
        "最美家庭评选",
        "推荐夫妻和睦、家风良好、邻里认可的教职工家庭。请只写与家庭故事有关的事，不写未成年人的姓名。",
        _HONOUR
        | {
            "subject": Subject.family,
            "quota_rule": QuotaRule.percent_members,
            "quota_permille": 10,
            "quota_least": 1,
            **_HALF,
            "needs_party_opinion": False,
            "once_in_years": 5,
        },
        (MATERIAL,),
    ),
}


def preset_for(key: str) -> Preset | None:
    """The preset of a kind of work or of an honour, by its key; None for anything else."""
    return HONOURS.get(key) or WORKS.get(key)


def settings_for(key: str) -> dict:
    """The columns of a new call of this preset."""
    preset = preset_for(key)
    own = {"kind": CallKind.honour, "honour_key": key} if key in HONOURS else {"kind": CallKind(key)}
    return {"title": preset.title, "text": preset.text} | own | preset.settings


def choices() -> list[tuple[str, str]]:
    """All presets as (key, name), works first."""
    return [(kind.value, label(kind)) for kind in WORKS] + [(key.value, label(key)) for key in HONOURS]
