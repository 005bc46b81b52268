"""What is marked, as each kind of call starts with it; the office changes it before the review begins."""

from typing import NamedTuple

from unionweb.calls.rules.kinds import CallKind

MOST_CRITERIA = 12


class Preset(NamedTuple):
    """One criterion to begin with. Weights are out of 100."""

    name: str
    weight: int
    guidance: str


ANCHORS = "90–100 突出\n75–89 良好\n60–74 一般\n60 以下 不足"
CASE = (
    Preset("真实性", 15, "事实清楚，数据有来源，做法可以核对"),
    Preset("针对性", 20, "抓住职工最关心的问题，对象和目标明确"),
    Preset("创新性", 25, "思路、方法、载体有新意"),
    Preset("实效性", 25, "有看得见的成效，职工认可"),
    Preset("典型性", 15, "别的单位能学、能推广"),
)
PAPER = (
    Preset("选题价值", 20, "问题真、意义清楚"),
    Preset("调查方法", 25, "样本、方法、数据可靠"),
    Preset("分析论证", 30, "材料支撑观点，结论站得住"),
    Preset("对策建议", 15, "可操作"),
    Preset("文字规范", 10, "结构清楚，引用规范"),
)
ART = (
    Preset("主题", 30, "切合主题，立意积极"),
    Preset("技法", 40, "构图、笔墨、用光或制作水平"),
    Preset("创意", 30, "有自己的表达"),
)
STORY = (
    Preset("真实感人", 40, "人和事真实，细节可信"),
    Preset("主题", 30, "体现教职工精神面貌"),
    Preset("表达", 30, "文字流畅，有感染力"),
)
STUDIO = (
    Preset("团队与条件", 20, "带头人、成员、场地和制度"),
    Preset("创新成果", 40, "成果数量、水平和转化"),
    Preset("传帮带", 20, "青年成长、技能传承"),
    Preset("示范作用", 20, "可复制、可推广"),
)
MERIT = (
    Preset("思想与作风", 25, "思想品德和群众基础"),
    Preset("工作实绩", 50, "任期内做成的事"),
    Preset("示范作用", 25, "带动身边人和本单位"),
)
PRESETS = {
    CallKind.case_study: CASE, CallKind.research_paper: PAPER, CallKind.artwork: ART, CallKind.story: STORY,
    CallKind.studio: STUDIO, CallKind.honour: MERIT, CallKind.contest: ART,
}  # fmt: skip
