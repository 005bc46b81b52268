"""How the rooms are looked after: what keepers note each day, and what breaks."""

from datetime import date, datetime, time, timedelta
from random import Random

from unionweb.bookings.models import CareEntry, CareKind, Fault
from unionweb.common.audit import ActorKind
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days, Places
from unionweb.demo.rows import add_rows, added
from unionweb.demo.staff import Staff

# What is done, at about which time, with which words, and on which share of the days.
ROUTINE = (
    (CareKind.cleaning, "08:12", "台面、地面已擦", 1.0),
    (CareKind.supplies, "08:25", "纸巾、洗手液已补", 0.6),
    (CareKind.cleaning, "12:20", "", 0.85),
    (CareKind.fridge, "17:14", "", 0.95),
)
INSPECTION = (CareKind.inspection, "08:35", "门锁好用，没有异常", 1.0)  # on the first day of each week
# Place, working days back, what was reported; how many hours later it was mended, and how.
FAULTS = (
    ("海洋楼 112", 14, "09:52", "冰箱门关不严，里面有水。", 27, "换了门封条，已经不漏了。"),
    ("实验楼 C115", 6, "14:16", "热水器只出凉水。", 20, "换了加热管，试过能烧开。"),
    ("综合楼 208", 1, "15:20", "里间靠窗的插座松了，插上会断电。", None, ""),
)
DAYS_OF_CARE = 15


def keep_up(staff: Staff, places: Places, days: Days, diary: Diary, rng: Random) -> None:
    """Part of a transaction: the care log of the last working days, and a few faults."""
    recent = [day for day in days.working if day <= days.today][-DAYS_OF_CARE:]
    keepers = {point_id: staff.members[staff_no] for point_id, staff_no in places.keepers.items()}
    entries = [
        {"point_id": point_id, "kind": kind, "note": note, "done_by_id": keeper, "at": at}
        for day in recent
        for point_id, keeper in keepers.items()
        for kind, at, note in _done_on(day, rng)
        if at <= diary.now
    ]
    add_rows(CareEntry, entries)
    for entry in entries:
        diary.note(entry["at"], "cared", "service_point", entry["point_id"], actor_id=entry["done_by_id"],
                   by=ActorKind.keeper, to_state=entry["kind"], reason=entry["note"] or None)  # fmt: skip
    _report_faults(keepers, places, days, diary)


def _done_on(day: date, rng: Random) -> list[tuple[CareKind, datetime, str]]:
    routine = (*ROUTINE, INSPECTION) if day.weekday() == 0 else ROUTINE
    drawn = [(kind, hour, note, rng.random() < share, int(rng.random() * 14)) for kind, hour, note, share in routine]
    return [
        (kind, datetime.combine(day, time.fromisoformat(hour)) + timedelta(minutes=late), note)
        for kind, hour, note, done, late in drawn
        if done
    ]


def _report_faults(keepers: dict[int, int], places: Places, days: Days, diary: Diary) -> None:
    rows = [_fault(fault, keepers, places, days) for fault in FAULTS]
    for row, fault_id in zip(rows, added(Fault, rows), strict=True):
        keeper, place = keepers[row["point_id"]], next(p for p, i in places.points.items() if i == row["point_id"])
        diary.note(row["reported_at"], "reported", "fault", fault_id, detail={"point_id": row["point_id"]})
        diary.tell(row["reported_at"], keeper, f"{place} 有一条报修", row["text"], path=f"/faults/{fault_id}")
        if row["resolved_at"]:
            diary.note(row["resolved_at"], "resolved", "fault", fault_id, actor_id=keeper, by=ActorKind.keeper,
                       reason=row["resolution"])  # fmt: skip


def _fault(fault: tuple, keepers: dict[int, int], places: Places, days: Days) -> dict:
    place, back, hour, text, hours, resolution = fault
    day = days.behind(back) or days.today - timedelta(days=back)
    point_id, at = places.points[place], datetime.combine(day, time.fromisoformat(hour))
    mended = {"resolved_at": at + timedelta(hours=hours), "resolved_by_id": keepers[point_id]} if hours else {}
    nothing = dict.fromkeys(("resolved_at", "resolved_by_id"))
    return {"point_id": point_id, "text": text, "reported_at": at, "resolution": resolution or None} | nothing | mended
