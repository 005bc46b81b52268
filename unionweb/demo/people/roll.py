"""The people of the demo university: a fixed cast, some names that test a system, and the many."""

from collections import Counter
from dataclasses import dataclass, replace
from operator import itemgetter
from random import Random

from unionweb.accounts.pinyin import pinyin_of
from unionweb.demo.people.names import full_name, leaning_low
from unionweb.demo.people.university import BRANCH_UNITS, BranchUnit, Group

# The year in which the demo plays; ages are counted from it.
YEAR = 2026
FIRST_FREE_STAFF_NO = 10015
# Years of birth. Women retire at 55, men at 60; the months added by the law of 2025 are left out.
OLDEST_AT_WORK = {"female": YEAR - 55, "male": YEAR - 60}
YOUNGEST = 2002
RETIRED_SHARE = 0.06
EMAIL_SHARE = 0.3
EMAIL_DOMAIN = "haichuan.example"
# No carrier has numbers that begin with 154, so none of these rings at a real person's; they still pass
# for mobile numbers (11 digits, 1 and then 3–9). The cast has 154000 and the staff number.
PHONE_PREFIX = "154"


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the staff list. `sex` is female or male, `employment_status` active, retired or dispatched."""

    staff_no: str
    name: str
    sex: str
    campus_code: str
    unit_name: str
    group_name: str
    employment_status: str
    phone: str
    birth_year: int
    email: str | None


def _cast_member(staff_no: int, name: str, unit: str, group: str, birth_year: int, campus: str, email: bool) -> Person:
    address = f"{pinyin_of(name)[0]}@{EMAIL_DOMAIN}" if email else None
    phone = f"{PHONE_PREFIX}000{staff_no}"
    return Person(str(staff_no), name, "female", campus, unit, group, "active", phone, birth_year, address)


# The named accounts of the demo, its manual and its tests: never change them, whatever the seed.
CAST = (
    _cast_member(10001, "王敏", "外国语学院", "英语系", 1988, "east", True),
    _cast_member(10002, "李静", "外国语学院", "大学外语教学部", 1979, "east", True),
    _cast_member(10003, "赵岚", "机关第一分工会", "校工会", 1982, "east", True),
    _cast_member(10004, "孙越", "网络与信息中心", "信息系统组", 1990, "east", True),
    _cast_member(10005, "周外", "海洋学院", "海洋科学系", 1991, "coast", False),
    _cast_member(10006, "何言", "校医院", "心理健康教育中心", 1984, "east", True),
    _cast_member(10007, "吴舍", "后勤处", "综合办公室", 1980, "east", True),
    _cast_member(10008, "郑评", "法学院", "民商法教研室", 1985, "west", True),
    _cast_member(10009, "林初晴", "教育科学学院", "心理学系", 1989, "west", True),
    _cast_member(10010, "苏望舒", "校医院", "滨海校区门诊部", 1992, "coast", True),
    _cast_member(10011, "陈一诺", "外国语学院", "日语系", 1994, "east", True),
    _cast_member(10012, "马春梅", "后勤处", "西校区服务部", 1976, "west", False),
    _cast_member(10013, "丁海霞", "后勤处", "滨海校区服务部", 1978, "coast", False),
    _cast_member(10014, "许宁", "机关第一分工会", "校工会", 1986, "east", True),
)

# Names that every real list has and that systems stumble over: surnames read otherwise than they look,
# two-character surnames, names with a dot, characters outside the old standards. Sex, year of birth.
_MEMORABLE = """
单思远 m1986 单丽萍 f1968 仇若兰 f1990 仇建明 m1973 查明轩 m1987 查文静 f1981 解玉芬 f1966 解晓峰 m1978
曾慧敏 f1975 任晓东 m1980 区志强 m1971 盖晓红 f1972 缪雅琴 f1969 乐明 m1983 冼丽珍 f1964 员建军 m1970
种永强 m1974 翟文斌 m1977 覃海燕 f1979 朴英姬 f1974 佘秀云 f1958 逄海波 m1976 隗晓晨 f1988 吕律 m1992
欧阳慧敏 f1977 欧阳俊 m1985 上官文静 f1988 司徒建华 m1963 诸葛明 m1982 尉迟海峰 m1975 皇甫晓东 m1979
令狐雪 f1992 夏侯振宇 m1987 万俟红梅 f1973 澹台静 f1984 慕容嘉 f1991 长孙立新 m1967
阿依古丽·买买提 f1990 古丽娜尔·艾力 f1985 迪丽努尔·阿不都拉 f1993 买合木提·吐尔逊 m1979 艾合买提·玉素甫 m1988
扎西多吉 m1987 次仁卓玛 f1991 其其格 f1983 萨仁高娃 f1976 苏日娜 f1992
陈㛃 f1987 黄𬭎 m1990 李䶮 m1989 王𫖮 m1993 周𬀩 m1985 张喆 m1984 赵垚 m1991 刘赟 m1982
吴珺 f1986 徐玥彤 f1995 孙燊 m1988
"""


@dataclass(frozen=True, slots=True)
class _Draft:
    """Somebody at a place in a branch union, not yet hired: no staff number, and a name only if memorable."""

    unit: BranchUnit
    group: Group
    sex: str
    status: str
    birth_year: int
    name: str = ""


def people(seed: int = YEAR) -> list[Person]:
    """Everybody at the university by staff number, 1,900: the same list for the same seed, on every machine.

    The cast comes first with 10001–10014; the others have the numbers from 10015 on, in the order in which
    they were hired. Some share a name, as people do, but nobody shares one with the cast.
    """
    rng = Random(seed)
    drafts = [_draft(rng, unit) for unit in BRANCH_UNITS for _ in range(unit.weight - _cast_in(unit))]
    drafts = _with_memorable_names(rng, drafts)
    hired = [draft for _, draft in sorted(((_hired(rng, draft), draft) for draft in drafts), key=itemgetter(0))]
    names = _names(rng, hired)
    numbers = range(FIRST_FREE_STAFF_NO, FIRST_FREE_STAFF_NO + len(hired))
    columns = zip(hired, numbers, names, _phones(rng, len(hired)), _emails(rng, names), strict=True)
    return [*CAST, *(_person(*column) for column in columns)]


def _person(draft: _Draft, number: int, name: str, phone: str, email: str | None) -> Person:
    place = (draft.group.campus_code, draft.unit.name, draft.group.name)
    return Person(str(number), name, draft.sex, *place, draft.status, phone, draft.birth_year, email)


def _cast_in(unit: BranchUnit) -> int:
    return sum(1 for person in CAST if person.unit_name == unit.name)


def _draft(rng: Random, unit: BranchUnit) -> _Draft:
    sex = "female" if rng.random() < unit.women else "male"
    group = unit.groups[_below(rng, len(unit.groups))]
    status = _status(rng, unit)
    return _Draft(unit, group, sex, status, _birth_year(rng, sex, status))


def _status(rng: Random, unit: BranchUnit) -> str:
    draw = rng.random()
    if draw < RETIRED_SHARE:
        return "retired"
    return "dispatched" if draw < RETIRED_SHARE + unit.dispatched else "active"


def _birth_year(rng: Random, sex: str, status: str) -> int:
    """Most of those who work are around the middle of working life; most of the retired retired lately."""
    oldest = OLDEST_AT_WORK[sex]
    if status == "retired":
        return oldest - 1 - int(24 * leaning_low(rng))
    return oldest + int((YOUNGEST + 1 - oldest) * (rng.random() + rng.random()) / 2)


def _with_memorable_names(rng: Random, drafts: list[_Draft]) -> list[_Draft]:
    """Some of the drafts, anywhere, become the people of that list."""
    words = _MEMORABLE.split()
    chosen = sorted(range(len(drafts)), key=[rng.random() for _ in drafts].__getitem__)
    for place, name, known in zip(chosen, words[::2], words[1::2], strict=False):
        sex, birth_year = {"f": "female", "m": "male"}[known[0]], int(known[1:])
        status = "retired" if birth_year < OLDEST_AT_WORK[sex] else "active"
        drafts[place] = replace(drafts[place], name=name, sex=sex, birth_year=birth_year, status=status)
    return drafts


def _hired(rng: Random, draft: _Draft) -> float:
    """The year somebody came: at 22 to 34, those of other employers not before 2008."""
    year = draft.birth_year + 22 + 12 * rng.random()
    return max(year, 2008 + 16 * rng.random()) if draft.status == "dispatched" else year


def _names(rng: Random, drafts: list[_Draft]) -> list[str]:
    reserved = {person.name for person in CAST}
    return [draft.name or full_name(rng, draft.sex, draft.birth_year, reserved) for draft in drafts]


def _phones(rng: Random, count: int) -> list[str]:
    phones: dict[str, None] = {}
    while len(phones) < count:
        phones[f"{PHONE_PREFIX}{10_000_000 + _below(rng, 90_000_000)}"] = None
    return list(phones)


def _emails(rng: Random, names: list[str]) -> list[str | None]:
    """Addresses for some; whoever comes second with the same letters has a 2 behind them."""
    used = Counter(pinyin_of(person.name)[0] for person in CAST)
    return [_email(name, used) if rng.random() < EMAIL_SHARE else None for name in names]


def _email(name: str, used: Counter) -> str | None:
    letters = pinyin_of(name)[0]
    used[letters] += 1
    number = "" if used[letters] == 1 else used[letters]
    return f"{letters}{number}@{EMAIL_DOMAIN}" if letters.isascii() else None


def _below(rng: Random, limit: int) -> int:
    return int(rng.random() * limit)
