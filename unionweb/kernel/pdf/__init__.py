"""PDF out of a template: text that was typed comes out as text, whatever it says, or in seconds not at all.

WeasyPrint runs in a process of its own (child.py) under limits of memory and time, and may read nothing but the files
named to it here. A page is made of our templates and escaped data; there is no way in for markup, style or addresses.

    render("notices/paper_document.html", {"sheet": sheet}, Printed(title="…", author="…"))

Many single files: `with Press() as press: press.render(…)` keeps one process for all of them (its start costs 0.6 s).
In the template: `<html lang="zh-CN">`, a link to `asset:<path under static/>`, font-family: var(--fangsong) and so on.
"""

from unionweb.kernel.pdf.press import MANY_SECONDS, SECONDS, PaperProblem, Press, Printed, render

__all__ = ["MANY_SECONDS", "SECONDS", "PaperProblem", "Press", "Printed", "render"]
