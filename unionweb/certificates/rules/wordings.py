"""What a certificate says: its kinds, their usual words, and the placeholders, which are replaced and never evaluated."""

import re
from dataclasses import dataclass
from enum import StrEnum

from unionweb.kernel import labels


class Kind(StrEnum):
    honour = "honour"
    group = "group"
    training = "training"
    volunteer = "volunteer"
    thanks = "thanks"


class Subject(StrEnum):
    person = "person"
    unit = "unit"
    team = "team"
    family = "family"


labels.register(
    {
        Kind.honour: "荣誉证书（个人）",
        Kind.group: "荣誉证书（单位、团队、家庭）",
        Kind.training: "培训证书",
        Kind.volunteer: "志愿服务记录证明",
        Kind.thanks: "感谢状",
    },
    {Subject.person: "个人", Subject.unit: "单位", Subject.team: "团队", Subject.family: "家庭"},
)

PLACEHOLDERS = ("姓名", "单位", "荣誉", "年度", "项目", "内容", "学时", "时长", "时间")
ADDRESS = {Subject.person: " 同志：", Subject.unit: "：", Subject.team: "：", Subject.family: "家庭："}
_PLACE = re.compile(r"\{([^{}\n]{0,20})\}")


@dataclass(frozen=True)
class Wording:
    """The words of a kind. With `opens`, the first line names the recipient, as is fit for the subject."""

    heading: str
    body: str
    closing: str
    opens: bool = True

    @property
    def wanted(self) -> tuple[str, ...]:
        """The placeholders in it, in the order of PLACEHOLDERS; the recipient's name is always there."""
        found = set(_PLACE.findall(self.body + self.closing))
        return tuple(name for name in PLACEHOLDERS if name in found and name != "姓名")


USUAL = {
    Kind.honour: Wording(
        "荣誉证书", "在{年度}年度工会工作中认真履职、无私奉献，成绩突出，被评为“{荣誉}”。", "特发此证，以资鼓励。"
    ),
    Kind.group: Wording("荣誉证书", "在{年度}年度评选中事迹突出，起到了示范带动作用，被评为“{荣誉}”。", "特发此证，以资鼓励。"),
    Kind.training: Wording("培训证书", "于{时间}参加“{项目}”，学完规定课程，共{学时}学时，考核合格，准予结业。", "特发此证。"),
    Kind.volunteer: Wording(
        "志愿服务记录证明",
        "{姓名}（{单位}）于{时间}参加“{项目}”志愿服务，服务内容为{内容}，经核实，累计服务时长{时长}小时。",
        "特此证明。",
        opens=False,
    ),
    Kind.thanks: Wording("感谢状", "承蒙您于{时间}为“{项目}”主讲，内容充实、深受教职工欢迎。", "谨致谢忱。"),
}
SUBJECTS = {Kind.group: (Subject.unit, Subject.team, Subject.family)}


def subjects_of(kind: Kind) -> tuple[Subject, ...]:
    return SUBJECTS.get(kind, (Subject.person,))


def unknown_placeholders(text: str) -> list[str]:
    """What stands in braces and is no placeholder."""
    return [name for name in dict.fromkeys(_PLACE.findall(text)) if name not in PLACEHOLDERS]


def parts_of(text: str, values: dict[str, str]) -> list[tuple[str, str | None]]:
    """(text, placeholder that it came from or None). Values are text, whatever they look like: they are not read again."""
    parts, end = [], 0
    for found in _PLACE.finditer(text):
        if found[1] in PLACEHOLDERS:
            parts += [(text[end : found.start()], None), (values.get(found[1], ""), found[1])]
            end = found.end()
    return [(part, name) for part, name in [*parts, (text[end:], None)] if part]


def filled(text: str, values: dict[str, str]) -> str:
    """The text with its placeholders replaced."""
    return "".join(part for part, _ in parts_of(text, values))
