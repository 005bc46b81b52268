"""Notices on paper: from what a paper says to its PDF."""

from contextlib import nullcontext
from functools import partial

from unionweb.kernel import fonts, labels, pdf
from unionweb.notices.rules import Paper, lay_out
from unionweb.notices.rules.seals import drawing
from unionweb.notices.rules.sheets import Sheet, Styles


def pdf_of(paper: Paper, seconds: int = pdf.SECONDS, press: pdf.Press | None = None) -> bytes:
    """The PDF of a paper; by a press that is running already, where there are several.

    Raises PaperProblem with a sentence for a person; FontsMissing when nothing can be printed.
    """
    sheet = lay_out(paper, fonts.library())
    check_characters(sheet)
    with nullcontext(press) if press else pdf.Press() as running:
        return printed(sheet, paper, running, seconds)


def printed(sheet: Sheet, paper: Paper, press: pdf.Press, seconds: int = pdf.SECONDS) -> bytes:
    """The PDF of a paper that is laid out."""
    seal = partial(drawing, families=fonts.library().families(fonts.Typeface.title))
    data = {"sheet": sheet, "styles": Styles(), "seal": seal}
    return press.render("notices/paper.html", data, pdf.Printed(sheet.title, "、".join(paper.organs), seconds))


def check_characters(sheet: Sheet) -> None:
    """Raises PaperProblem that names the characters no font has."""
    library = fonts.library()
    lacking = {role: library.missing(text, role) for role, text in sheet.letters().items()}
    named = [f"“{'、'.join(characters)}”（{labels.label(role)}）" for role, characters in lacking.items() if characters]
    if named:
        raise pdf.PaperProblem(f"现有字体里没有{'、'.join(named)}，印不出来。请换一个字，或请管理员装上有这个字的字体。")
