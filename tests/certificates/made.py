"""Certificates for these tests."""

from datetime import date

from unionweb.certificates.rules import USUAL, Kind, Paper, Subject

ADDRESS = "https://union.example.edu.cn/verify/AbCdEfGhIjKlMnOpQrStUv"
VALUES = {
    "单位": "外国语学院", "荣誉": "优秀工会工作者", "年度": "2026", "项目": "工会干部培训班", "内容": "乡村小学课后辅导",
    "学时": "40", "时长": "36", "时间": "2026年4月12日",
}  # fmt: skip


def paper(name="王敏", kind=Kind.honour, *, subject=Subject.person, number=17, address=ADDRESS, wording=None, **values) -> Paper:
    """One certificate; `values` by placeholder."""
    serial = f"烟大工证〔2026〕{number}号"
    said = VALUES | {"姓名": name} | values
    return Paper(kind, subject, wording or USUAL[kind], said, "烟台大学工会委员会", date(2026, 3, 8), serial, address)


def unicode_of(number: int) -> str:
    """A Chinese name that differs for each number; one in twenty has a rare character."""
    surnames, rare = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "㛃䶮𬱖犇喆珺龑堃昇淼"
    given = "思远雨晨文静建国海燕志强丽华明亮敏伟芳娜秀英"
    last = rare[number // 20 % len(rare)] if number % 20 == 0 else given[number * 7 % len(given)]
    return surnames[number % len(surnames)] + given[number // 20 % len(given)] + last
