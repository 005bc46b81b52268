"""Retreats for the tests: a programme of 赵岚 with two batches, and applications for it."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from tests.support import university
from unionweb.accounts.models import Member
from unionweb.accounts.rules import Role
from unionweb.common.quotas import Method
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.retreats import services
from unionweb.retreats.models import RetreatApplication, RetreatBatch, RetreatProgramme, RetreatService
from unionweb.retreats.rules.importing import line_of
from unionweb.retreats.rules.kinds import ProgrammeState, Standing
from unionweb.retreats.rules.ordering import Way

OFFICE = 10003
OPENS, CLOSES = datetime(2026, 9, 17, 8), datetime(2026, 9, 24, 18)
HEALTH = "高血压三级"
IDENTITY, PHONE = "110101199003070011", "13800001234"


def identity_of(head: str = "11010119900307001") -> str:
    """A number whose check character is right."""
    from unionweb.retreats.rules.identity import CHECKS, WEIGHTS

    return head + CHECKS[sum(int(d) * w for d, w in zip(head, WEIGHTS, strict=True)) % 11]


def terms(**changes) -> services.Terms:
    usual = {
        "year": 2026, "title": "2026年教职工疗休养", "rules": "一线和劳模优先。", "contact": "校工会办公室，电话 60312", "way": Way.lot,
        "quota_method": Method.webster, "quota_base_on": date(2026, 9, 1), "lanes": [{"key": "model_worker", "name": "劳模", "places": 1}],
        "points": {"never_been": 10, "service_year": 1}, "statuses": ["active"], "opens_at": OPENS, "closes_at": CLOSES,
        "allows_companions": True, "most_companions": 1, "budget": "每人 3000 元以内",
    }  # fmt: skip
    return services.Terms(**usual | changes)


def route(**changes) -> services.Route:
    usual = {"title": "崂山线", "place": "青岛崂山", "starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 6), "places": 2, "least": 1,
             "cost_fen": 300000, "share_fen": 60000, "companion_places": 1, "health_conditions": "要走山路"}  # fmt: skip
    return services.Route(**usual | changes)


def person(member_id: int) -> Member:
    return db.session.get(Member, member_id)


def found(programme_id: int) -> RetreatProgramme:
    return db.session.get(RetreatProgramme, programme_id, populate_existing=True)


def add_draft(*routes, **changes) -> int:
    programme_id = services.create_programme(terms(**changes), person(OFFICE))
    for one in routes or (route(), route(title="蓬莱线", place="烟台蓬莱", starts_on=date(2026, 11, 9), ends_on=date(2026, 11, 13))):
        services.add_batch(programme_id, one, person(OFFICE))
    return programme_id


def add_published(*routes, **changes) -> int:
    programme_id = add_draft(*routes, **changes)
    services.publish_programme(programme_id, found(programme_id).version, person(OFFICE))
    return programme_id


def batch_ids(programme_id: int) -> list[int]:
    query = select(RetreatBatch.id).where(RetreatBatch.programme_id == programme_id).order_by(RetreatBatch.position)
    return list(db.session.scalars(query))


def add_service(*member_ids, since=2005) -> None:
    """The year in which they came is on record."""
    for member_id in member_ids:
        db.session.add(RetreatService(member_id=member_id, since_year=since, recorded_at=clock.now()))
    db.session.commit()


def add_open(*routes, **changes) -> int:
    """Applications are open now; the clock stands in their days. Years of service of the cast are known."""
    programme_id = add_published(*routes, **changes)
    clock.set_now(OPENS + timedelta(hours=1))
    add_service(*(m for m in university.CAST if db.session.get(RetreatService, m) is None))
    return programme_id


def wish(programme_id: int, *places, **changes) -> services.Wish:
    """places: positions of the chosen batches, 0 for the first; without any, all of them."""
    ids = batch_ids(programme_id)
    return services.Wish(tuple(ids[n] for n in places) if places else tuple(ids), **changes)


def apply(programme_id: int, member_id: int, *places, **changes) -> int:
    return services.apply(programme_id, wish(programme_id, *places, **changes), person(member_id))


def application(application_id: int) -> RetreatApplication:
    return db.session.get(RetreatApplication, application_id, populate_existing=True)


def of_member(programme_id: int, member_id: int) -> RetreatApplication:
    own = RetreatApplication.programme_id == programme_id, RetreatApplication.member_id == member_id
    return db.session.scalar(select(RetreatApplication).where(*own).execution_options(populate_existing=True))


def close(programme_id: int) -> None:
    clock.set_now(CLOSES + timedelta(minutes=5))
    services.close_due()


def decide(programme_id: int) -> None:
    """Closed, frozen, drawn."""
    close(programme_id)
    services.freeze_list(programme_id, person(OFFICE))
    services.decide(programme_id, person(OFFICE))


def finalise(programme_id: int) -> None:
    """Decided, posted, and the days of the 公示 over."""
    decide(programme_id)
    services.post_result(programme_id, person(OFFICE))
    clock.set_now(datetime(2026, 10, 20, 9))
    from unionweb.common.publicity import end_due

    end_due()
    assert found(programme_id).state is ProgrammeState.final


def add_second_office() -> int:
    """An officer for retreats only."""
    university.add_member(10011, "冯疗", unit=4)
    university.grant(10011, Role.office, area="retreats")
    db.session.commit()
    return 10011


def one_of_each() -> dict[str, int]:
    """One of everything for the tests of all addresses: a decided programme, its first batch, an application of 王敏,
    an upload. The clock is put back to where it stood."""
    stood = clock.now()
    programme_id = add_open()
    application_id = apply(programme_id, 10001, health=HEALTH)
    apply(programme_id, 10002)
    decide(programme_id)
    clock.set_now(stood)
    lines = (line_of(2, {"工号": "10001", "姓名": "王敏", "年份": "2019"}, 2026), line_of(3, {"工号": "", "姓名": "无名"}, 2026))
    import_id = services.keep_upload(services.Upload("历史.csv", lines), person(OFFICE))
    standing_id = services.record_standing("10001", Standing.frontline, 2020, person(OFFICE))
    db.session.commit()
    ids = {"programme_id": programme_id, "trip_id": batch_ids(programme_id)[0], "application_id": application_id}
    return ids | {"retreat_import_id": import_id, "standing_id": standing_id}
