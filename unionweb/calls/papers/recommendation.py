"""The recommendation form: what a unit puts forward, on A4, with room for signatures and stamps. Boxes go on over pages."""

from dataclasses import replace

from unionweb.calls.models import ChainStep, Entry
from unionweb.calls.rules.eligibility import asks_for_post
from unionweb.calls.rules.kinds import Decision, Step
from unionweb.common import organisation
from unionweb.kernel import fonts, labels
from unionweb.kernel.fonts import Typeface
from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem, Printed
from unionweb.kernel.pdf.blocks import Advance, Type, centred, line, paragraph
from unionweb.kernel.pdf.paths import frame
from unionweb.kernel.pdf.typeset import Line, SetPage, Typesetter, letters_of, missing_on

WIDTH, HEIGHT, LEFT, BOTTOM = 210.0, 297.0, 20.0, 278.0
ROOM, LABEL, PAD, PITCH = WIDTH - 2 * LEFT, 28.0, 3.0, 6.4
INK, GREY = "0.07 0.07 0.07", "0.38 0.36 0.34"
TITLE, HEAD = Type(Typeface.title, 20, INK), Type(Typeface.sans, 10.5, INK)
TEXT, SMALL = Type(Typeface.fangsong, 11.5, INK), Type(Typeface.fangsong, 9.5, GREY)
STAMP, LEAST_STAMP = 38.0, 28.0  # mm of a box in which somebody signs: as it should be, and rather than to begin a page
MOST_LABEL = 8  # lines of a label


class Sheet:
    """Pages while they are filled from the top down."""

    def __init__(self, advance: Advance, foot: str):
        self.advance, self.foot = advance, foot
        self.pages: list[tuple[list[Line], list[str]]] = []
        self.turn()

    def turn(self) -> None:
        self.pages.append(([], []))
        self.y = 24.0

    def put(self, *lines: Line) -> None:
        self.pages[-1][0].extend(lines)

    def box(self, label: str, texts: list[str], least: float = 11.0, under: str = "") -> None:
        """A label beside texts; a box that does not fit goes on at the top of the next page. under: at its lower right."""
        rows = [one for text in texts for one in self._set(text)]
        tail = 9.0 if under else 0.0
        if self.y + min(least, 60.0) > BOTTOM:
            self.turn()
        while True:
            fits = max(int((BOTTOM - self.y - PAD) / PITCH), 0)
            part, rows = rows[:fits], rows[fits:]
            is_last = not rows
            height = max(least if is_last else 11.0, len(part) * PITCH + 2 * PAD + (tail if is_last else 0))
            if is_last and self.y + height > BOTTOM + 6:
                rows, part = part[-1:] or [], part[:-1]
                is_last = False
            if not part and not is_last:
                self.turn()
                continue
            self._segment(label, part, min(height, BOTTOM + 6 - self.y), under if is_last else "")
            if is_last:
                return
            self.turn()

    def _set(self, text: str) -> list[Line]:
        return [
            replace(one, y=0.0)
            for one in paragraph(text, TEXT, (LEFT + LABEL + PAD, 0.0), ROOM - LABEL - 2 * PAD, self.advance)
        ]

    def _segment(self, label: str, rows: list[Line], height: float, under: str) -> None:
        top = self.y
        self.pages[-1][1].append(f"0.3 G 0.25 w {frame(LEFT, top, ROOM, height)} S {frame(LEFT, top, LABEL, height)} S")
        for n, words in enumerate(parts := [label[i : i + 6] for i in range(0, len(label), 6)][:MOST_LABEL]):
            middle = top + height / 2 + 1.4 + (n - (len(parts) - 1) / 2) * 5.2
            self.put(centred(words, HEAD, (LEFT + LABEL / 2, middle), LABEL - 4, self.advance))
        self.put(*(replace(row, y=top + PAD + 4.0 + n * PITCH) for n, row in enumerate(rows)))
        if under:
            self.put(line(under, TEXT, (LEFT + ROOM - 88, top + height - 4.5), 86, self.advance))
        self.y = top + height

    def finished(self) -> list[SetPage]:
        count, found = len(self.pages), []
        for number, (lines, drawn) in enumerate(self.pages, start=1):
            said = f"{self.foot}　第 {number} 页，共 {count} 页"
            foot = centred(said, SMALL, (WIDTH / 2, HEIGHT - 8), ROOM, self.advance)
            found.append(SetPage(WIDTH, HEIGHT, (*lines, foot), {}, " ".join(drawn)))
        return found


def print_recommendation(entry: Entry, answers: list[tuple[str, str]], opinion: ChainStep | None) -> bytes:
    """The form of an entry with everything loaded. Raises PaperProblem that names what no font has, FontsMissing."""
    sheet = Sheet(fonts.library().advance, f"{entry.call.title}　编号 {entry.number or '—'}")
    _head(sheet, entry)
    for label, text in _facts(entry):
        sheet.box(label, [text])
    texts = [part for part in entry.body.split("\n") if part.strip()]
    if texts:
        sheet.box("主要事迹" if entry.call.is_nomination else "正文", texts, 40.0)
    for question, answer in answers:
        if answer:
            sheet.box(question, answer.split("\n"), 5.2 * min(len(question) // 6 + 1, MOST_LABEL) + 6)
    approved = next((s for s in reversed(entry.steps) if s.step is Step.unit and s.decision is Decision.approved), None)
    opinions = {"分工会意见": [approved.comment or "同意推荐。"] if approved else []}
    if entry.call.needs_party_opinion:
        opinions["党组织意见"] = [opinion.comment] if opinion else []
    _opinions(sheet, opinions | {"校工会意见": []})
    pages = sheet.finished()
    if lacking := missing_on(each for page in pages for each in page.lines):
        raise PaperProblem(
            f"字“{fonts.named(lacking)}”现有字体都没有，印不出来。请核对这个字，或请管理员装上有这个字的字体。"
        )
    with Typesetter(letters_of(pages)) as setter:
        return setter.file(pages, Printed(f"推荐表 {entry.subject_name}", organisation.name(), seconds=MANY_SECONDS))


def _head(sheet: Sheet, entry: Entry) -> None:
    sheet.put(centred(organisation.name(), SMALL, (WIDTH / 2, 18), ROOM, sheet.advance))
    sheet.put(
        centred(
            f"{entry.call.title}{'推荐表' if entry.call.is_nomination else '申报表'}",
            TITLE,
            (WIDTH / 2, 30),
            ROOM,
            sheet.advance,
        )
    )
    sheet.y = 38.0


def _opinions(sheet: Sheet, opinions: dict[str, list[str]]) -> None:
    """Boxes to sign and stamp; a little lower where that keeps them all on the page."""
    each = (BOTTOM - sheet.y) / len(opinions)
    height = min(each, STAMP) if each >= LEAST_STAMP else STAMP
    for label, texts in opinions.items():
        sheet.box(label, texts, height, "签字（盖章）　　　　　　年　　月　　日")


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """The short boxes at the top."""
    found = [("推荐对象" if entry.call.is_nomination else "题目", entry.subject_name)]
    person = entry.nominee or (None if entry.call.is_nomination else entry.member)
    if person is not None:
        found.append(("姓名", f"{person.name}　{labels.label(person.sex)}　工号 {person.staff_no}"))
    if entry.co_authors:
        found.append(("合作者", "、".join(one.member.name for one in entry.co_authors)))
    if entry.team:
        names = "、".join(f"{one.member.name}{'（负责人）' if one.is_leader else ''}" for one in entry.team)
        found.append((f"成员 {len(entry.team)} 人", names))
    if entry.in_post_since:
        found.append(("任职" if asks_for_post(entry.call) else "入会（入职）", f"{labels.full_day(entry.in_post_since)}起"))
    found.append(("所在分工会", entry.unit.name))
    return found + ([("类别", entry.field)] if entry.field else [])
