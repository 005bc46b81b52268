"""Takes the pictures of printed papers: `python -m tests.browser.papers [folder]`, by default into docs/papers.

One of each: the three forms of official papers and the work points as a notice, every kind of certificate, a door
poster and cards. Each picture is the first page of the PDF, or as many as say what the paper is.
"""

import sys
import tempfile
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image
from sqlalchemy import select

from tests.browser.demo import load
from tests.certificates.made import paper
from unionweb import ROOT
from unionweb.bookings.posters import print_door_cards, print_posters
from unionweb.bookings.queries.posters import poster_of
from unionweb.bookings.queries.slots import points_in_use
from unionweb.certificates import printing as certificates
from unionweb.certificates.rules import Kind, Subject
from unionweb.common.cards import Card, print_cards
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.notices import printing as notices
from unionweb.notices.models import Notice
from unionweb.notices.queries import paper_of
from unionweb.notices.rules.kinds import Form, Organ

DPI = 66
GAP = 12
SITE = "https://union.haichuan.edu.cn"
NAMES = ["王敏", "李㛃", "阿卜杜拉·买买提江", "欧阳修"]


def main(folder: Path) -> None:
    """Load the demo, print one of each, keep the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        site = load(Path(temporary) / "instance")
        for name, data, pages in site.inside(printed):
            picture(data, pages).save(folder / f"{name}.png", optimize=True)
            print(f"    {name}.png")
    clock.set_now(None)


def printed() -> list[tuple[str, bytes, int]]:
    """(name of the picture, PDF, how many pages to show)."""
    found = [(name, notices.pdf_of(paper_of(one)), 2) for name, one in chosen_notices().items()]
    found += [(f"certificate-{kind}", certificates.print_file([certificate(kind)]), 1) for kind in Kind]
    doors = [(poster_of(point), f"{SITE}/door/{point.door_code}") for point in points_in_use()]
    badges = [Card("海川大学工会", "2026 年教职工秋季健步走", name, "外国语学院分工会", f"{SITE}/verify", "扫码签到") for name in NAMES]
    found += [("poster", print_posters(doors[:1]), 1), ("door-cards", print_door_cards(doors[:4]), 1)]
    return [*found, ("badges", print_cards(badges), 1)]


def chosen_notices() -> dict[str, Notice]:
    """The newest notice of each form in the demo, and the newest joint one."""
    rows = list(db.session.scalars(select(Notice).where(Notice.published_at.is_not(None)).order_by(Notice.id)))
    newest = {form.value: next(one for one in reversed(rows) if one.form is form and one.organ is not Organ.joint) for form in Form}
    return newest | {"joint": next(one for one in rows if one.organ is Organ.joint)}


def certificate(kind: Kind):
    name, subject = ("外国语学院分工会", Subject.unit) if kind is Kind.group else ("李㛃", Subject.person)
    said = {"荣誉": "先进基层工会"} if kind is Kind.group else {}
    one = paper(name, kind, subject=subject, **said)
    return type(one)(**vars(one) | {"organ": "海川大学工会", "dated": date(2026, 3, 8), "serial_no": "海大工证〔2026〕17号"})


def picture(data: bytes, pages: int) -> Image.Image:
    """The first pages side by side, with a grey line around each, in 64 colours."""
    with pypdfium2.PdfDocument(data) as document:
        shown = [document[n].render(scale=DPI / 72).to_pil().convert("RGB") for n in range(min(pages, len(document)))]
    width = sum(one.width + GAP for one in shown) + GAP
    sheet = Image.new("RGB", (width, max(one.height for one in shown) + 2 * GAP), "#d9d6d0")
    left = GAP
    for one in shown:
        sheet.paste(one, (left, GAP))
        left += one.width + GAP
    return sheet.quantize(64, dither=Image.Dither.NONE)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "papers")
