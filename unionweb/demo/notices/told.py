"""Which notices there are, who writes and checks them, and when."""

from dataclasses import dataclass
from datetime import date, timedelta

from unionweb.demo.laying import Days
from unionweb.demo.notices import texts
from unionweb.demo.staff import HOME, Staff
from unionweb.notices.rules.kinds import AudienceKind, Kind, Organ, usual_form
from unionweb.notices.services import Written

CONTACT = "联系人：赵岚，电话：60312"
OFFICE = "海川大学工会办公室"
SATURDAY = 5
EVERYONE = ((AudienceKind.everyone, ""),)
CHAIRS = (AudienceKind.role, "chair")


@dataclass(frozen=True)
class Told:
    """One notice. back: on which working day before today it was published, None when it is not; read: by which share.

    withdrawn: how many working days ago, and why.
    """

    written: Written
    back: int | None = None
    read: float = 0.0
    sheet: tuple[str, tuple[str, ...]] | None = None
    withdrawn: tuple[int, str] | None = None


def told(staff: Staff, days: Days) -> list[Told]:
    """All notices, the oldest first, the one that waits for its check at the end."""
    dates = _dates(days)

    def written(kind: Kind, title: str, body: str, **rest) -> Written:
        usual = {"form": usual_form(kind), "organ": Organ.union, "audience": EVERYONE, "addressees": "各基层工会"}
        return Written(kind=kind, title=title, body=body.format(**dates).strip(), **usual | rest)

    clinic, home = (str(staff.units[name]) for name in ("校医院", HOME))
    of_clinic, of_home = ((AudienceKind.unit, clinic),), ((AudienceKind.unit, home), CHAIRS)
    entries = ("工号", "姓名", "组别", "是否乘校车", "家属姓名")
    letter = written(
        Kind.letter, "关于商请支持“健康大讲堂”系列讲座的函", texts.LETTER, addressees="校医院", audience=of_clinic, contact=CONTACT
    )
    minutes = written(
        Kind.minutes, "校工会本学期第三次工作例会纪要", texts.MINUTES, addressees="", audience=(CHAIRS,), printed_by=OFFICE,
        is_sealed=False, is_numbered=False, cc="校工会委员，各基层工会",
    )  # fmt: skip
    roll = written(Kind.announcement, "关于核对会员信息的通知", texts.ROLL, audience=of_home, contact=CONTACT, needs_receipt=True)
    skills = written(Kind.announcement, "关于举办急救知识培训的通知", texts.SKILLS, contact=CONTACT)
    walk = written(
        Kind.announcement, "关于举办“健康海川”教职工健步走活动的通知", texts.WALK, organ=Organ.joint, contact=CONTACT,
        annexes="“健康海川”教职工健步走活动报名表", cc="校长办公室，离退休工作处", printed_by=OFFICE,
    )  # fmt: skip
    honour = written(
        Kind.publicity, "关于全省“巾帼建功”先进个人推荐人选的公示", texts.HONOUR, addressees="", organ=Organ.joint,
        listed=texts.HONOURED.strip(), publicity_workdays=5, objection_contact="校工会办公室，电话60312，东校区综合楼312",
    )  # fmt: skip
    art = written(Kind.announcement, "关于征集教职工书画摄影作品的通知", texts.ART, contact=CONTACT)
    return [
        Told(letter, 12, 0.7), Told(minutes, 9, 0.8), Told(skills, 8, 0.3, withdrawn=(6, "主讲医师临时有手术，培训改期，时间另行通知。")),
        Told(roll, 5, 0.75), Told(walk, 3, 0.5, ("“健康海川”教职工健步走活动报名表", entries)), Told(honour, 2, 0.35), Told(art),
    ]  # fmt: skip


def _dates(days: Days) -> dict[str, str]:
    """Days as papers write them: 9月26日."""
    today = days.today
    walk = today + timedelta(days=(SATURDAY - today.weekday()) % 7 + 7)
    art, talk = (days.ahead(n) or today + timedelta(days=n) for n in (18, 12))
    close, meeting = days.ahead(5) or today, days.behind(10) or today
    named = {"walk": walk, "art": art, "talk": talk, "close": close, "meeting": meeting}
    return {name: _said(day) for name, day in named.items()}


def _said(day: date) -> str:
    return f"{day.month}月{day.day}日"
