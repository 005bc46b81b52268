"""独立核对疗休养名额的分配，只用 Python 3 的标准库。用法：python verify_draw.py 公布的文件.json（一致时退出码是 0）"""
import hashlib
import hmac
import json
import sys
from collections import Counter


def fingerprint(obj):
    text = obj if isinstance(obj, str) else json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_order(doc):
    """先比加成、积分或分工会的名次；相同的比 HMAC-SHA256，密钥是种子，内容是“公共号码|申请编号”，小的在前。"""
    def key(a):
        merit = {"lot": -a["boost"], "points": -a["points"], "ranking": a["rank"] or float("inf")}
        drawn = hmac.new(bytes.fromhex(doc["seed"]), f"{doc['public_number']}|{a['number']}".encode(), "sha256").hexdigest()
        return merit[doc["rules"]["method"]], drawn
    return sorted(doc["list"], key=key)


def share_out(rules, order):
    """四轮，各轮都按顺序；每人得到所填志愿里第一个还有名额的批次。同行人要么都去，要么都不去。"""
    room = {b["key"]: b["places"] for b in rules["batches"]}
    guests = {b["key"]: b["companion_places"] for b in rules["batches"]}
    quota = Counter({q["unit"]: q["places"] for q in rules["quotas"]})
    used, in_lane, picks = Counter(), Counter(), {}
    queue = [(n, a) for n, a in enumerate(order, 1) if rules["method"] != "ranking" or a["rank"]]

    def place(n, a, step):
        batch = next((b for b in a["choices"] if room.get(b, 0) > 0), None)
        if batch is None or a["number"] in picks:
            return 0
        room[batch] -= 1
        used[a["unit"]] += 1
        in_lane.update(set(a["lanes"]))
        granted = a["companions"] if a["companions"] <= guests[batch] else 0
        guests[batch] -= granted
        picks[a["number"]] = [a["number"], batch, step, n, granted]
        return 1

    for lane in rules["lanes"]:  # 一、专项保底
        for n, a in queue:
            if lane["key"] in a["lanes"] and in_lane[lane["key"]] < lane["places"]:
                place(n, a, "lane")
    for n, a in queue:  # 二、分工会名额
        if used[a["unit"]] < quota[a["unit"]]:
            place(n, a, "unit")
    left = Counter()
    for q in rules["quotas"]:
        left[q["campus"]] += q["places"] - used[q["unit"]]
    for n, a in queue:  # 三、校区收回
        if rules["recalls_by_campus"] and left[a["campus"]] > 0:
            left[a["campus"]] -= place(n, a, "campus")
    for n, a in queue:  # 四、向全体开放
        place(n, a, "open")
    return list(picks.values()), [a["number"] for a in order if a["number"] not in picks]


def checks(doc):
    order, said = in_order(doc), doc["result"]
    picks, waiting = share_out(doc["rules"], order)
    for what, name in (("种子", "seed"), ("名单", "list"), ("规则", "rules")):
        yield f"{what}的指纹 {doc[name + '_hash']}", fingerprint(doc[name]) == doc[name + "_hash"]
    yield f"公共号码 {doc['public_source']} {doc['public_number']}", bool(doc["public_number"]) == bool(doc["public_source"])
    yield "顺序", [a["number"] for a in order] == said["order"]
    companions, facts = said["companions"], ("number", "batch", "step", "position")
    yield "得到名额的人和同行人", picks == [[*(p[f] for f in facts), companions.get(p["number"], 0)] for p in said["picks"]]
    yield "候补顺序", waiting == said["waiting"]


if __name__ == "__main__":
    with open(sys.argv[1] if sys.argv[1:] else sys.exit(__doc__), encoding="utf-8-sig") as file:
        found = list(checks(json.load(file)))
    print(*(("一致   " if agrees else "不一致 ") + what for what, agrees in found), sep="\n")
    print("结果一致" if all(agrees for _, agrees in found) else "结果不一致")
    sys.exit(not all(agrees for _, agrees in found))
