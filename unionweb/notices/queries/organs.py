"""The organs that issue notices: what each is called and the code its numbers begin with."""

from unionweb.common import organisation, settings
from unionweb.notices.rules.kinds import Kind, Organ

GROUP = "通知公告"
settings.define(
    settings.Definition(
        "notices.union_code", "校工会发文代字", "海大工", "text", hint="如海大工〔2026〕5号", group=GROUP, required=True
    ),
    settings.Definition(
        "notices.letter_code", "函的发文代字再加", "函", "text", hint="如海大工函〔2026〕2号；不填，函就和通知编在一起", group=GROUP
    ),
    settings.Definition("notices.womens_name", "妇委会名称", "海川大学妇女委员会", "text", group=GROUP, required=True),
    settings.Definition("notices.womens_code", "妇委会发文代字", "海大妇", "text", group=GROUP, required=True),
)


def organ_names(organ: Organ) -> tuple[str, ...]:
    """Who signs; of a joint paper the union first, which leads."""
    union, women = organisation.name(), settings.get("notices.womens_name")
    return {Organ.union: (union,), Organ.womens_committee: (women,), Organ.joint: (union, women)}[organ]


def organ_code(organ: Organ, kind: Kind) -> str:
    """发文代字: of a joint paper that of the organ that leads; letters have a series of their own (海大工函)."""
    code = settings.get("notices.womens_code" if organ is Organ.womens_committee else "notices.union_code")
    return (code + (settings.get("notices.letter_code") if kind is Kind.letter else ""))[:20]
