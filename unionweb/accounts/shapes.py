"""What a staff number, a name, a phone number look like: one place for the forms and the roster.

`tidy_…` turns what was typed into what is stored; `…_problem` says in Chinese what is wrong with it and how to
mend it, or None. Pure: no database, no request.
"""

import re
import unicodedata

from unionweb.accounts.pinyin import pinyin_of
from unionweb.kernel import clock

NAME_MOST, EMAIL_MOST, UNIT_MOST, CAMPUS_MOST = 60, 120, 60, 20
OLDEST = 1900
_HAN_GAP = re.compile(r"(?<=[㐀-鿿𠀀-𳍿])\s+(?=[㐀-鿿𠀀-𳍿])")
_STAFF_NO = re.compile(r"[A-Z]{0,4}[0-9]{1,20}")
_ROUNDED = re.compile(r"[0-9.]+E\+?[0-9]+")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def tidy_staff_no(text: str | None) -> str:
    """Without blanks, full-width digits made plain, letters upper case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text or "")).upper()


def staff_no_problem(staff_no: str) -> str | None:
    if not staff_no:
        return "没有工号，请补上"
    if _ROUNDED.fullmatch(staff_no):
        return f"工号成了 {staff_no[:20]}，后几位已经丢了。请把这一列设成“文本”格式，重新填"
    if "O" in staff_no:
        return "工号里有字母 O，请改成数字 0"
    if re.search("[0-9][IL]", staff_no):
        return f"工号里有字母 {re.search('[IL]', staff_no)[0]}，请改成数字 1"
    if len(staff_no) > 20:
        return "工号最多 20 位，请核对"
    if not _STAFF_NO.fullmatch(staff_no):
        return "工号只能是数字，前面可以有字母，请核对"
    return None


def likely_staff_no(staff_no: str) -> str:
    """The number that was probably meant: 1021O → 10210."""
    return staff_no.replace("O", "0").replace("I", "1").replace("L", "1")


def tidy_name(text: str | None) -> str:
    """Trimmed, and without the blanks that only align: 张 三 → 张三; 阿依古丽·买买提 and Anna Li stay."""
    return _HAN_GAP.sub("", re.sub(r"\s+", " ", (text or "").strip()))


def name_problem(name: str) -> str | None:
    if not name:
        return "没有姓名，请补上"
    if len(name) > NAME_MOST:
        return f"姓名有 {len(name)} 个字，最多 {NAME_MOST} 个，请核对"
    if not any(c.isalpha() for c in name):
        return "姓名里没有一个字，请核对"
    return None


def name_columns(name: str) -> dict[str, str]:
    """The name and what it is found by; a transcription of sixty characters is cut where the columns end."""
    pinyin, initials = pinyin_of(name)
    return {"name": name, "pinyin": pinyin[:200], "initials": initials[:60]}


def tidy_phone(text: str | None) -> str | None:
    """Without blanks and without +86; None when there is nothing."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))
    return re.sub(r"^(\+86-?|0086-?)", "", plain) or None


def phone_problem(phone: str | None) -> str | None:
    digits = re.sub(r"[-()]", "", phone or "")
    if not phone:
        return None
    if not (digits.isascii() and digits.isdigit()):
        return "手机里有别的字，请只留号码"
    if digits.startswith("1") and len(digits) > 8 and len(digits) != 11:
        return f"手机有 {len(digits)} 位，应是 11 位，请核对"
    if not 3 <= len(digits) <= 12 or len(phone) > 20:
        return f"手机有 {len(digits)} 位，请核对"
    return None


def masked(phone: str | None) -> str:
    """138****1234: enough to recognise a number, too little to call it."""
    if not phone:
        return ""
    if len(phone) < 7:
        return "****"
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else f"{phone[:2]}****{phone[-2:]}"


def tidy_email(text: str | None) -> str | None:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text or "")) or None


def email_problem(email: str | None) -> str | None:
    if email and not (_EMAIL.fullmatch(email) and email.isascii() and len(email) <= EMAIL_MOST):
        return "邮箱不像邮箱，请写成 wangmin@example.edu.cn 这样"
    return None


def tidy_birth_year(text: str | None) -> str:
    """1985 out of 1985, 1985年, 1985-03-08 and 1985.3."""
    plain = unicodedata.normalize("NFKC", text or "").strip()
    found = re.match(r"([0-9]{4})(年|$|[-./])", plain)
    return found[1] if found else plain


def birth_year_problem(year: str) -> str | None:
    if not year:
        return None
    if not re.fullmatch("[0-9]{4}", year):
        return "出生年份请写成 1985 这样的四位数"
    if not OLDEST <= int(year) <= clock.today().year - 14:
        return f"出生年份 {year} 不对，请核对"
    return None


def tidy_campus(text: str | None) -> str:
    """Without blanks: rosters are read without them too."""
    return re.sub(r"\s", "", text or "")


def short_campus(name: str) -> str:
    """东校区 → 东, as rosters may say."""
    return name.removesuffix("校区")


def campus_problem(name: str) -> str | None:
    if len(name) > CAMPUS_MOST:
        return f"名称有 {len(name)} 个字，最多 {CAMPUS_MOST} 个"
    if not any(c.isalpha() for c in short_campus(name)):
        return "请写是哪个校区，如“东校区”"
    return None
