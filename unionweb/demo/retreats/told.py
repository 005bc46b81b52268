"""What the demo's retreats are: their rules, routes and times."""

from datetime import date, datetime, timedelta

from unionweb.common.quotas import Method
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.services import Route, Terms

RULES = """一、报名的是在职和劳务派遣的教职工，来校满 3 年，4 年内没有参加过疗休养。
二、名额按各分工会人数分配，劳模和一线教职工有保底名额。没有用完的名额收回，先给同一校区，再向全体开放。
三、同一单位里报名的人多于名额时抽签。上次报名没有入选的，这次往前提一档。
四、入选名单公示 5 个工作日。公示以后 3 个工作日内确认，放弃的名额按同一个顺序递补，不再抽签。
五、成团以后退出或者没有去的，算用过一次。"""
BUDGET = "每人 3000 元以内，其中个人承担 600 元；路上时间计入天数，不占年休假。"
CONTACT = "校工会办公室 60312"
LANES = [{"key": "model_worker", "name": "劳模", "places": 2}, {"key": "frontline", "name": "一线教职工", "places": 4}]
ROUTES = (
    ("崂山线", "青岛崂山", 14, "要走山路，每天约 6 公里"),
    ("蓬莱线", "烟台蓬莱", 12, ""),
    ("泰山线", "泰安泰山", 10, "要爬山，膝盖不好的请慎重"),
)
DAY = timedelta(days=1)


def terms(year: int, base: date, opens_at: datetime, closes_at: datetime) -> Terms:
    """The rules of one year's retreat."""
    return Terms(
        year=year, title=f"{year}年教职工疗休养", rules=RULES, budget=BUDGET, contact=CONTACT, way=Way.lot, quota_method=Method.webster,
        quota_base_on=base, lanes=LANES, points={}, statuses=["active", "dispatched"], opens_at=opens_at, closes_at=closes_at,
        boost_lost=1, allows_companions=True, most_companions=1, public_source="",
    )  # fmt: skip


def routes(first: date) -> list[Route]:
    """Three groups, one week after the other, each Monday to Friday from the week of `first` on."""
    monday = first - first.weekday() * DAY
    return [
        Route(
            title=title, place=place, starts_on=monday + 7 * n * DAY, ends_on=monday + (7 * n + 4) * DAY, places=places, least=8,
            companion_places=4, cost_fen=300000, share_fen=60000, health_conditions=health, leader="高帆", leader_phone="60315",
            meeting="早上 7:30 东校区南门",
        )
        for n, (title, place, places, health) in enumerate(ROUTES)
    ]  # fmt: skip
