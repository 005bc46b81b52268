"""Reading a history: what each row must say, and every fault in words."""

from dataclasses import dataclass

from unionweb.kernel.labels import label
from unionweb.retreats.rules.kinds import TripOutcome

COLUMNS = ("工号", "姓名", "年份", "去过哪里", "结果", "来校年份")
NEEDED = ("工号", "姓名")
OUTCOMES = {label(outcome): outcome for outcome in TripOutcome} | {"参加": TripOutcome.attended, "": TripOutcome.attended}
SAMPLE = (("20001", "单思远", 2022, "崂山", "去了", 2005), ("20002", "宋文", "", "", "", 2019))


@dataclass(frozen=True)
class Line:
    """One row of the file. number: as Excel shows it; year, since: None where the cell is empty."""

    number: int
    staff_no: str
    name: str
    year: int | None
    trip: str
    outcome: TripOutcome | None
    since: int | None
    faults: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple:
        return (self.staff_no, self.name, self.year, self.trip, label(self.outcome), self.since)

    def packed(self) -> list:
        outcome = self.outcome.value if self.outcome else None
        return [self.number, self.staff_no, self.name, self.year, self.trip, outcome, self.since, list(self.faults)]

    @classmethod
    def unpacked(cls, row: list) -> "Line":
        number, staff_no, name, year, trip, outcome, since, faults = row
        return cls(number, staff_no, name, year, trip, TripOutcome(outcome) if outcome else None, since, tuple(faults))


def line_of(number: int, cells: dict[str, str], this_year: int) -> Line:
    """A row as it was typed; what is wrong with it stands in `faults`."""
    faults: list[str] = []
    staff_no, name, trip = (cells.get(key, "").strip() for key in ("工号", "姓名", "去过哪里"))
    year = _year(cells.get("年份", ""), "年份", this_year, faults)
    since = _year(cells.get("来校年份", ""), "来校年份", this_year, faults)
    outcome = OUTCOMES.get(cells.get("结果", "").strip())
    if not staff_no or len(staff_no) > 20:
        faults.append("请写工号，最多 20 个字")
    if not name or len(name) > 60:
        faults.append("请写姓名，最多 60 个字")
    if len(trip) > 120:
        faults.append("“去过哪里”最多 120 个字")
    if outcome is None:
        faults.append(f"“结果”请写{'、'.join(label(one) for one in TripOutcome)}之一，不写算去了")
    if year is None and trip:
        faults.append("写了去过哪里，请写年份")
    if year is None and since is None and not faults:
        faults.append("年份和来校年份都没有写，这一行没有内容")
    return Line(number, staff_no[:20], name[:60], year, trip[:120] or "疗休养", outcome if year is not None else None, since, tuple(faults))


def _year(text: str, column: str, this_year: int, faults: list[str]) -> int | None:
    text = text.strip().removesuffix("年")
    if not text:
        return None
    if text.isascii() and text.isdigit() and 1950 <= int(text[:5]) <= this_year:
        return int(text)
    faults.append(f"“{column}”请写 1950 到 {this_year} 之间的年份")
    return None
