"""What people are told about a result: one message each, whatever they have in it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

LISTED = "全部名单在结果页面上。"
LISTED_EACH = "全部名单在各项的结果页面上，从“征集评选”进去。"
CERTIFIED = "证书颁发以后，在“我的证书”里看。"


@dataclass(frozen=True)
class Concern:
    """One entry as it concerns one person. grade: empty for none; as_chair: it came from the person's unit;
    is_certified: a certificate for it, once there is one, is this person's."""

    member_id: int
    entry_id: int
    name: str
    grade: str
    as_chair: bool = False
    is_certified: bool = False


def result_of(title: str) -> str:
    """What the result of a call is called: 三八红旗手评选结果, 工作案例征集评选结果."""
    return f"{title}结果" if title.endswith("评选") else f"{title}评选结果"


def drafted(title: str, concerns: Sequence[Concern]) -> tuple[str, str]:
    """Title and text of the message to one person. What is both one's own and one's unit's is named once."""
    own = _once(one for one in concerns if not one.as_chair)
    mine = {one.entry_id for one in own}
    unit = _once(one for one in concerns if one.as_chair and one.entry_id not in mine)
    parts = []
    if given := [one for one in own if one.grade]:
        parts.append("恭喜：" + "；".join(f"{one.name}，{one.grade}" for one in given) + "。")
    if rest := [one for one in own if not one.grade]:
        parts.append(f"{'、'.join(one.name for one in rest)}这次没有评上，谢谢您参加。")
    if unit:
        won = [one for one in unit if one.grade]
        parts.append(f"您分工会另外报来 {len(unit)} 件，评出 {len(won)} 件。" + "".join(f"{one.name}，{one.grade}。" for one in won))
    parts += [LISTED, *([CERTIFIED] if any(one.is_certified for one in own) else [])]
    return f"{title}的结果公布了", "\n".join(parts)


def joined(title: str, parts: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """One message out of several (title and text) to one person: a section each; where lists and certificates are, once."""
    texts = [(head, [line for line in body.splitlines() if line not in {LISTED, CERTIFIED}]) for head, body in parts]
    sections = ["\n".join([f"【{head}】", *lines]) for head, lines in texts]
    said = "\n".join(body for _, body in parts).splitlines()
    closing = [shown for line, shown in ((LISTED, LISTED_EACH), (CERTIFIED, CERTIFIED)) if line in said]
    return f"{title}有 {len(parts)} 项结果公布了", "\n".join([*sections, *closing])


def _once(concerns) -> list[Concern]:
    return list({one.entry_id: one for one in concerns}.values())
