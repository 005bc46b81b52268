"""The library: what somebody looks for, a unit's brand, ordering a book."""

from wtforms import BooleanField

from unionweb.calls.queries.library import SoughtCase, shelf
from unionweb.calls.rules.kinds import CallKind
from unionweb.kernel.forms import Choice, Filter, Form, LongText, Text, VersionedForm
from unionweb.kernel.labels import label

ALL = ("", "全部")
WORKS = (CallKind.case_study, CallKind.research_paper, CallKind.artwork, CallKind.story, CallKind.studio, CallKind.contest)


class CasesFilter(Filter):
    """What to look for in the library."""

    q = Text("找", most=60, hint="题目、正文、作者里的词，两个字就行")
    year = Choice("年度")
    kind = Choice("种类", choices=[ALL, *((kind.value, label(kind)) for kind in WORKS)])
    theme = Choice("主题")
    unit = Choice("分工会")

    def __init__(self):
        super().__init__()
        years, themes, units = shelf()
        self.year.choices = [ALL, *((str(year), f"{year} 年") for year in years)]
        self.theme.choices = [ALL, *((theme, theme) for theme in themes)]
        self.unit.choices = [ALL, *((str(id), name) for id, name in units)]
        self.settle()

    def settle(self):
        if self.year.choices:
            super().settle()

    @property
    def sought(self) -> SoughtCase:
        year, unit, kind = self.year.data, self.unit.data, self.kind.data
        said = {"year": int(year) if year else None, "unit_id": int(unit) if unit else None}
        return SoughtCase((self.q.data or "")[:60], theme=self.theme.data or "", kind=CallKind(kind) if kind else None, **said)


class BrandForm(VersionedForm):
    """一会一品牌."""

    name = Text("品牌名称", "请写品牌名称", most=60, hint="如“午间一刻”教工文化驿站")
    motto = Text("一句话介绍", most=120)
    text = LongText("介绍", most=5000, hint="怎么来的、怎么做、有什么成效；空行分段")
    @property
    def said(self) -> dict:
        return {"name": self.name.data, "motto": self.motto.data or "", "text": self.text.data or ""}


class BookForm(Form):
    """A book of the cases that were found."""

    title = Text("书名", "请写书名", most=60)
    preface = LongText("前言", most=5000, hint="可以不写")
    by_theme = BooleanField("按主题编排")

    @property
    def said(self) -> dict:
        return {"title": self.title.data, "preface": self.preface.data or "", "by_theme": bool(self.by_theme.data)}
