"""What makes an honour, and reading a list of past ones out of a table. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from hashlib import sha256

from unionweb.calls.rules.kinds import HonourKey, Subject
from unionweb.kernel.labels import label

COLUMNS = ("年度", "荣誉", "等次", "类别", "姓名或名称", "工号", "单位", "作品", "颁发单位", "颁发日期")
NEEDED = ("年度", "荣誉", "姓名或名称")
ALSO = {"姓名": "姓名或名称", "名称": "姓名或名称", "荣誉名称": "荣誉", "获奖等级": "等次", "等级": "等次", "奖项": "荣誉", "年份": "年度",
        "发证单位": "颁发单位", "表彰单位": "颁发单位", "所在单位": "单位", "分工会": "单位", "作品名称": "作品"}  # fmt: skip
MOST = 5000
LONGEST = {"荣誉": 80, "等次": 40, "姓名或名称": 80, "单位": 60, "作品": 120, "颁发单位": 60, "工号": 20}
SUBJECTS = {"个人": Subject.person, "单位": Subject.unit, "分工会": Subject.unit, "集体": Subject.team, "团队": Subject.team,
            "家庭": Subject.family, "作品": Subject.work}  # fmt: skip
FIRST_YEAR = 1950
LONGEST_PRINTED = 118
KEYS = {label(key): key for key in HonourKey}


@dataclass(frozen=True)
class PastHonour:
    """One row of a list as it was read. number: as Excel counts; problems: why it cannot be taken, in words."""

    number: int
    year: int | None
    title: str
    grade: str
    subject: str
    name: str
    staff_no: str
    unit: str
    work: str
    issuer: str
    issued_on: str
    problems: tuple[str, ...] = field(default=())

    @property
    def kept(self) -> dict:
        """As it is stored until somebody says yes."""
        return asdict(self) | {"problems": list(self.problems)}


class NotHonours(ValueError):
    """The list cannot be used; the sentence says what to do."""


def past_honours(header: list[str], rows: Iterable[tuple[int, Mapping[str, str]]], *, this_year: int) -> list[PastHonour]:
    """The rows of a table with named columns. Raises NotHonours when a needed column is not there."""
    names = {column: ALSO.get(column, column) for column in header}
    if lacking := [name for name in NEEDED if name not in names.values()]:
        raise NotHonours(f"没有找到“{'”“'.join(lacking)}”这几列。请下载样表，照着填好再上传。")
    if len(set(names.values())) < len(names):
        raise NotHonours("有两列是同一个意思（如“荣誉”和“荣誉名称”），请只留一列。")
    return [_past(number, {names[column]: cells[column] for column in header}, this_year) for number, cells in rows]


def _past(number: int, cells: Mapping[str, str], this_year: int) -> PastHonour:
    problems = [f"缺“{name}”" for name in NEEDED if not cells.get(name)]
    problems += [f"“{name}”超过 {most} 个字" for name, most in LONGEST.items() if len(cells.get(name, "")) > most]
    year, on = _year(cells.get("年度", "")), cells.get("颁发日期", "")
    if cells.get("年度") and (year is None or not FIRST_YEAR <= year <= this_year):
        problems.append(f"年度要写 {FIRST_YEAR} 到 {this_year} 之间的四位数")
    if on and _day(on) is None:
        problems.append("颁发日期请写成 2025-12-30 这样")
    kind = cells.get("类别", "") or ("作品" if cells.get("作品") else "个人")
    if kind not in SUBJECTS:
        problems.append("类别请写个人、单位、集体、家庭或作品")
    texts = (cells.get(name, "") for name in ("荣誉", "等次", "姓名或名称", "工号", "单位", "作品", "颁发单位"))
    title, grade, name, staff_no, unit, work, issuer = texts
    found = _day(on)
    day = found.isoformat() if found else ""
    subject = SUBJECTS.get(kind, Subject.person).value
    return PastHonour(number, year, title, grade, subject, name, staff_no, unit, work, issuer, day, tuple(problems))


def _year(text: str) -> int | None:
    found = re.fullmatch(r"(\d{4})(?:年度?)?", text.strip(), re.ASCII)
    return int(found[1]) if found else None


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: \d{1,2}:\d{2})?", text.strip(), re.ASCII)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def identity(year: int, title: str, grade: str, whose: str, *, work: str = "") -> str:
    """The same for the same honour, wherever it comes from. whose: "m17" for a member, else kind, unit and name."""
    return sha256("\x1f".join([str(year), title.strip(), grade.strip(), whose, work.strip()]).encode()).hexdigest()


def whose(member_id: int | None, subject: Subject, unit: str, name: str) -> str:
    """Who it belongs to, for `identity`."""
    if member_id:
        return f"family of m{member_id}" if subject is Subject.family else f"m{member_id}"
    return f"{subject.value}|{unit.strip()}|{name.strip()}"


def key_of(title: str) -> str | None:
    """Which of the honours of the plan a title names: 优秀工会工作者, also with its year in front."""
    plain = re.sub(r"^\d{4}年度?", "", title.strip())
    return KEYS.get(plain)


def printed_title(title: str) -> str:
    """What a call is called where the year and 评选 stand beside it: 2026年度工作案例征集 → 工作案例."""
    plain = re.sub(r"^(?:\d{4}|[一二三四五六七八九〇○零]{4})\s*年?度?\s*", "", " ".join(title.split()))
    short = re.sub(r"(?:征集|评选|申报|推荐|评审|展评)+(?:活动|工作)?$", "", plain)
    return short or plain or title


def fitted(text: str) -> str:
    """A text as it fits on a certificate."""
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_PRINTED else plain[: LONGEST_PRINTED - 1] + "…"


def shown_grade(grade: str) -> str:
    """Grades that only say that it was given say nothing on paper."""
    return "" if grade in {"授予", "入选"} else grade
