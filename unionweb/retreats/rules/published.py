"""The file from which anybody can work the result out again: rules, list, seed, result; and that working out. Pure.

The file has the numbers of applications only: no names, no staff numbers. Whoever wants to check without this program uses
verifier/verify_draw.py, which reads the same file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial

from unionweb.common.draws import canonical, key_of, sha256_of
from unionweb.retreats.rules.allocation import Lane, Outcome, Plan, allocate
from unionweb.retreats.rules.ordering import Applicant, Way

FORMAT = "unionweb-retreat-draw/1"
FACTS = "抽签文件里没有姓名和工号，只有申请编号。"
HOW = (
    "种子是报名截止以前随机生成的 64 位十六进制数，当时就公布它的指纹（这 64 个字的 SHA-256）；名单和规则在公开种子以前锁定，也公布指纹。",
    "名单和规则的指纹：JSON 按键排序，不加空格，中文照写，用 UTF-8 取 SHA-256。",
    "顺序：抽签比加成，积分比积分，大的在前；排序比分工会排的名次，没有排的不参加。"
    "相同的比 HMAC-SHA256，密钥是种子，内容是“公共号码|申请编号”，小的在前；"
    "公共号码只取数字和字母，照公布的先后连着写；没有公共号码时，竖线前面空着。",
    "分四轮，各轮都按顺序，每人得到所填志愿里第一个还有名额的批次。一、各专项按公布的先后，到保底人数为止；"
    "得到的人算进他属于的每个专项，也占本分工会的名额。二、本分工会名额没有用完的。"
    "三、方案写明按校区收回的，同一校区各分工会合起来没有用完的。四、剩下的向全体开放。没有得到的按原顺序候补。",
    "同行人按得到名额的先后安排：所在批次的同行名额够就都去，不够就都不去。",
)
MOMENTS = ("committed_at", "frozen_at", "revealed_at")
UNREADABLE = (AttributeError, IndexError, KeyError, TypeError, ValueError)  # what a file that is no such file leads to


@dataclass(frozen=True)
class Check:
    """One thing that was compared. detail: what does not agree, or the figure that was found, in words."""

    what: str
    agrees: bool
    detail: str


def entry_of(applicant: Applicant) -> dict:
    """The line of the frozen list for one application."""
    return asdict(applicant) | {"lanes": sorted(applicant.lanes), "choices": list(applicant.choices)}


def applicant_of(entry: Mapping) -> Applicant:
    """The application of a line of the frozen list."""
    return Applicant(**dict(entry) | {"lanes": tuple(entry["lanes"]), "choices": tuple(entry["choices"])})


def rules_of(plan: Plan) -> dict:
    """The plan as plain JSON, to be frozen with the list."""
    return {
        "method": plan.method.value,
        "recalls_by_campus": plan.recalls_by_campus,
        "batches": [{"key": k, "places": n, "companion_places": plan.companion_places.get(k, 0)} for k, n in plan.batches],
        "lanes": [asdict(lane) for lane in plan.lanes],
        "quotas": [_quota(plan, unit) for unit in sorted({*plan.quotas, *plan.campuses})],
        "names": dict(plan.names),
    }


def _quota(plan: Plan, unit: str) -> dict:
    told = {"campus": plan.campuses.get(unit), "arithmetic": plan.arithmetic.get(unit, "")}
    return {"unit": unit, "places": plan.quotas.get(unit, 0), **told}


def plan_of(rules: Mapping) -> Plan:
    """The plan of frozen rules."""
    quotas = rules["quotas"]
    return Plan(
        batches=tuple((one["key"], one["places"]) for one in rules["batches"]),
        lanes=tuple(Lane(**one) for one in rules["lanes"]),
        quotas={one["unit"]: one["places"] for one in quotas},
        method=Way(rules["method"]),
        recalls_by_campus=rules["recalls_by_campus"],
        companion_places={one["key"]: one["companion_places"] for one in rules["batches"]},
        campuses={one["unit"]: one["campus"] for one in quotas if one["campus"] is not None},
        names=rules["names"],
        arithmetic={one["unit"]: one["arithmetic"] for one in quotas if one["arithmetic"]},
    )


def document(facts: Mapping, plan: Plan, applicants: Iterable[Applicant], draw, outcome: Outcome) -> dict:
    """The whole published file. facts: what the programme says of itself, plain JSON; draw: a revealed one.

    It says what it was given; whether that agrees with what was frozen, `checks` and `differences` tell.
    """
    return {
        "format": FORMAT,
        "programme": dict(facts),
        "how": [*HOW, FACTS],
        "rules": rules_of(plan),
        "rules_hash": draw.rules_hash,
        "list": sorted((entry_of(applicant) for applicant in applicants), key=lambda entry: entry["number"]),
        "list_hash": draw.list_hash,
        "seed": draw.seed,
        "seed_hash": draw.seed_hash,
        "public_source": draw.public_source,
        "public_number": draw.public_number or "",
        **{name: moment.isoformat() if (moment := getattr(draw, name)) else None for name in MOMENTS},
        "result": result_of(outcome),
    }


def result_of(outcome: Outcome) -> dict:
    """The outcome as plain JSON."""
    return {
        "order": list(outcome.order),
        "picks": [asdict(pick) | {"step": pick.step.value} for pick in outcome.picks],
        "waiting": list(outcome.waiting),
        "companions": dict(outcome.companions),
    }


def replay(document: Mapping) -> Outcome:
    """Work the result out again from the file alone."""
    applicants = [applicant_of(entry) for entry in document["list"]]
    return allocate(plan_of(document["rules"]), applicants, partial(key_of, document["seed"], document["public_number"]))


def checks(document: Mapping) -> list[Check]:
    """Everything that can be compared, one after the other; one failed check alone for what is no such file."""
    try:
        return [*_hashes(document), *_results(document)]
    except UNREADABLE:
        return [Check("文件", False, "文件不完整，或者不是公布的抽签文件，没有办法核对。")]


def differences(document: Mapping) -> list[str]:
    """What does not agree, in words; empty when everything does."""
    return [f"{check.what}：{check.detail}" for check in checks(document) if not check.agrees]


def _hashes(document: Mapping) -> Iterable[Check]:
    yield _hash("种子", sha256_of(document["seed"]), document["seed_hash"])
    yield _hash("名单", sha256_of(canonical(document["list"])), document["list_hash"])
    yield _hash("规则", sha256_of(canonical(document["rules"])), document["rules_hash"])
    source, number = document["public_source"], document["public_number"]
    words = f"{source}：{number}" if source else "事先没有说要加入，没有用" + (f"，文件里却有 {number}" if number else "")
    yield Check("公共号码", bool(source) == bool(number), words if number or not source else f"事先说好加入{source}，文件里没有。")


def _hash(what: str, found: str, promised: str | None) -> Check:
    told = f"公布的是 {promised}" if promised else "没有公布过"
    return Check(f"{what}的指纹", found == promised, found if found == promised else f"算出来是 {found}，{told}。")


def _results(document: Mapping) -> Iterable[Check]:
    found, said = result_of(replay(document)), document["result"]
    yield _same("顺序", found["order"], said["order"])
    yield _same("得到名额的人", found["picks"], said["picks"])
    yield _same("候补顺序", found["waiting"], said["waiting"])
    yield _same("同行人", sorted(found["companions"].items()), sorted(said["companions"].items()))


def _same(what: str, found: list, said: list) -> Check:
    if found == said:
        return Check(what, True, f"{len(found)} 个，和重算的一样")
    place = next((n for n, (one, other) in enumerate(zip(found, said, strict=False)) if one != other), min(len(found), len(said)))
    mine, theirs = (_words(rows[place]) if place < len(rows) else "没有" for rows in (found, said))
    return Check(what, False, f"第 {place + 1} 个不一样：重算是 {mine}，文件里是 {theirs}。")


def _words(row) -> str:
    if isinstance(row, Mapping):
        row = (row.get("number"), row.get("batch"), row.get("step"))
    return row if isinstance(row, str) else " ".join(str(part) for part in row)
