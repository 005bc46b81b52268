"""What an official paper contains and where each part of it stands; pure functions of text and of the widths of type.

    parse(text) → Draft                 markup.py: the small Markdown people write, or plain text from elsewhere
    Paper(…)                            document.py: everything one paper says
    lay_out(paper, type) → Sheet        layout.py: pages with every line in its place, for templates/notices/paper.html
"""

from unionweb.notices.rules.document import Attachment, Form, Paper, ParagraphBlock, TableBlock
from unionweb.notices.rules.layout import lay_out
from unionweb.notices.rules.markup import Draft, Section, TooMuch, parse, sections

__all__ = ["Attachment", "Draft", "Form", "Paper", "ParagraphBlock", "Section", "TableBlock", "TooMuch", "lay_out", "parse", "sections"]
