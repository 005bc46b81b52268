"""Papers made for the tests."""

from datetime import date
from pathlib import Path

from unionweb.notices.rules import Form, Paper, parse

WORK_POINTS = (Path(__file__).parent.parent / "data" / "work-points-2024.txt").read_text(encoding="utf-8")
ORGAN = "海川大学工会委员会"
SENTENCE = "为进一步丰富教职工精神文化生活，校工会决定组织开展“书香三八”读书活动（3—4月），请各基层工会认真组织、广泛发动。"


def paper(text: str = "", form: Form = Form.document, **fields) -> Paper:
    """A paper with this text, or with a short one; fields replace those of the usual paper."""
    draft = parse(text or short())
    usual = {"organs": (ORGAN,), "number": "海大工〔2026〕5号", "addressees": "各基层工会", "dated": date(2026, 9, 16)}
    made = {"title": draft.title, "blocks": tuple(draft.blocks), "attachments": tuple(draft.attachments)}
    return Paper(form=form, **(usual | made | {"people": tuple(draft.people)} | fields))


def short(lines: int = 3) -> str:
    return "关于开展“书香三八”读书活动的通知\n" + "\n".join([SENTENCE] * lines)


def long(words: str = SENTENCE, count: int = 40) -> str:
    """Several pages of one kind of paragraph."""
    return "关于开展“书香三八”读书活动的通知\n" + "\n".join([words * 3] * count)
