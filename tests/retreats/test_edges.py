"""Where the way of a programme bends: people who leave in between, rules changed late, groups that end early."""

from datetime import date, datetime

import pytest
from sqlalchemy import select

from tests.retreats import made
from tests.retreats.made import (
    OFFICE,
    add_draft,
    add_open,
    add_published,
    application,
    apply,
    batch_ids,
    found,
    person,
    route,
)
from unionweb.common import draws, quotas
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.db import transaction
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.retreats import queries, services
from unionweb.retreats.models import RetreatBatch, RetreatHistory, RetreatService
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.importing import line_of
from unionweb.retreats.rules.kinds import BatchState, ProgrammeState, Status, TripOutcome
from unionweb.retreats.rules.ordering import Way
from unionweb.retreats.services.moving import leave_retreats

CHAIR = 10002


def leave(*member_ids):
    with transaction():
        leave_retreats(list(member_ids))


def batch(batch_id) -> RetreatBatch:
    return db.session.get(RetreatBatch, batch_id, populate_existing=True)


def in_final(*routes, members=(10001, 10002), **changes) -> tuple[int, list[int]]:
    """A programme whose result stands, and the applications of these members for its first batch."""
    programme_id = add_open(*routes, **changes)
    ids = [apply(programme_id, member, 0) for member in members]
    made.finalise(programme_id)
    return programme_id, ids


def test_who_left_before_the_list_is_frozen_is_not_on_it(inside):
    def run():
        programme_id = add_open(route(places=2))
        gone, stays = apply(programme_id, 10001, 0, lanes=("model_worker",)), apply(programme_id, 10002, 0)
        leave(10001)
        made.decide(programme_id)
        assert [one["number"] for one in draws.draw_of(SUBJECT, programme_id).entries] == [application(stays).number]
        assert application(gone).status is Status.cancelled and application(gone).batch_id is None

    inside(run)


def test_who_left_after_the_list_is_frozen_leaves_the_place_to_the_next(inside):
    def run():
        programme_id = add_open(route(places=1))
        ids = {apply(programme_id, member, 0) for member in (10001, 10002, 10005)}
        made.close(programme_id)
        services.freeze_list(programme_id, person(OFFICE))
        leave(10001, 10002, 10005)
        services.decide(programme_id, person(OFFICE))
        assert {application(one).status for one in ids} == {Status.cancelled}
        assert found(programme_id).state is ProgrammeState.decided

    inside(run)


def test_one_who_left_after_freezing_is_followed_by_the_next_in_the_order(inside):
    def run():
        programme_id = add_open(route(places=1))
        ids = {member: apply(programme_id, member, 0) for member in (10001, 10002)}
        made.close(programme_id)
        services.freeze_list(programme_id, person(OFFICE))
        leave(10001)
        services.decide(programme_id, person(OFFICE))
        assert application(ids[10001]).status is Status.cancelled
        assert application(ids[10002]).status is Status.placed

    inside(run)


def test_calling_off_ends_every_application_and_batch(inside):
    def run():
        programme_id, (first, second) = in_final(route(places=2))
        services.confirm(first, person(10001))
        services.form_group(batch_ids(programme_id)[0], person(OFFICE))
        services.call_off_programme(programme_id, "台风", person(OFFICE))
        assert application(first).status is application(second).status is Status.cancelled
        trip = batch_ids(programme_id)[0]
        assert batch(trip).state is BatchState.cancelled
        with pytest.raises(Refused):
            services.enter_identity(first, made.identity_of(), made.PHONE, person(10001))
        clock.set_now(datetime(2026, 11, 6, 9))
        with pytest.raises(Refused):
            services.note_attendance(trip, {first: TripOutcome.absent}, person(OFFICE))
        assert db.session.scalar(select(RetreatHistory.id)) is None

    inside(run)


def test_a_programme_with_a_batch_that_has_left_is_not_called_off(inside):
    def run():
        programme_id, (first, _) = in_final(route(places=2))
        services.confirm(first, person(10001))
        services.form_group(batch_ids(programme_id)[0], person(OFFICE))
        clock.set_now(datetime(2026, 11, 3, 9))
        with pytest.raises(Refused, match="已经有批次出发了"):
            services.call_off_programme(programme_id, "台风", person(OFFICE))
        assert application(first).status is Status.confirmed

    inside(run)


def test_cancelling_the_last_batch_ends_the_programme(inside):
    def run():
        programme_id, _ = in_final(route(places=2))
        services.cancel_group(batch_ids(programme_id)[0], "人不够", person(OFFICE))
        assert found(programme_id).state is ProgrammeState.done

    inside(run)


def test_who_was_asked_into_a_batch_hears_when_it_is_cancelled(inside):
    def run():
        programme_id, (first, second) = in_final(route(), route(title="蓬莱线"), route(title="泰山线"))
        one, other, third = batch_ids(programme_id)
        services.merge_group(one, other, person(OFFICE))
        with pytest.raises(Refused, match="还有 2 人没有答复"):
            services.merge_group(other, third, person(OFFICE))
        with pytest.raises(Refused, match="并团"):
            services.confirm(first, person(10001))
        services.cancel_group(other, "车坏了", person(OFFICE))
        assert application(first).status is application(second).status is Status.cancelled
        assert application(first).offered_batch_id is None

    inside(run)


def test_a_merger_never_gives_away_more_companion_places_than_there_are(inside):
    def run():
        programme_id = add_open(route(places=2, companion_places=2), route(title="蓬莱线", places=3, companion_places=1))
        with_one = {"companions": ({"relation": "spouse", "age": "adult"},)}
        ids = [apply(programme_id, member, 0, **with_one) for member in (10001, 10002)]
        made.finalise(programme_id)
        assert [application(one).companions_granted for one in ids] == [1, 1]
        one, other = batch_ids(programme_id)
        services.merge_group(one, other, person(OFFICE))
        for row_id in ids:
            services.answer_merger(row_id, True, person(application(row_id).member_id))
        assert sorted(application(row_id).companions_granted for row_id in ids) == [0, 1]
        told = list(db.session.scalars(select(Message.body).where(Message.title.contains("并团"))))
        assert sum("家属不能同去" in body for body in told) == 1

    inside(run)


def test_the_time_to_confirm_ends_before_the_batch_leaves(inside):
    def run():
        leaving = route(places=2, starts_on=date(2026, 10, 22), ends_on=date(2026, 10, 25))
        _, (first, _) = in_final(leaving, confirm_days=20)
        assert application(first).confirm_by == date(2026, 10, 21)
        clock.set_now(datetime(2026, 10, 22, 0, 5))
        with pytest.raises(Refused):
            services.confirm(first, person(10001))

    inside(run)


def test_what_is_published_stays_whole_when_it_is_changed(inside):
    def run():
        programme_id = add_published(route())
        office = person(OFFICE)
        for change, words in (
            ({"closes_at": datetime(2026, 11, 3, 8)}, "截止以前就出发"),
            ({"max_days": 3}, "最多 3 天"),
            ({"way": Way.ranking}, "排到什么时候"),
        ):
            with pytest.raises(Refused, match=words):
                services.edit_programme(programme_id, made.terms(**change), found(programme_id).version, office)
        with pytest.raises(Refused, match="至少要留一个批次"):
            services.remove_batch(batch_ids(programme_id)[0], office)

    inside(run)


def test_quotas_of_another_total_are_not_published(inside):
    def run():
        programme_id, office = add_draft(route(places=5)), person(OFFICE)
        services.set_programme_quotas(programme_id, office)
        services.add_batch(programme_id, route(title="蓬莱线", places=30), office)
        with pytest.raises(Refused, match="重新算"):
            services.publish_programme(programme_id, found(programme_id).version, office)
        services.set_programme_quotas(programme_id, office)
        services.publish_programme(programme_id, found(programme_id).version, office)
        assert sum(row.places for row in quotas.quotas_of(SUBJECT, programme_id)) == 35

    inside(run)


def test_years_that_give_points_are_checked_before_freezing(inside):
    def run():
        programme_id = add_published(way=Way.points, min_service_years=0)
        clock.set_now(datetime(2026, 9, 17, 9))
        row_id = apply(programme_id, 10001, since_year=2000)
        made.close(programme_id)
        with pytest.raises(Refused, match="1 份申请没有核对"):
            services.freeze_list(programme_id, person(OFFICE))
        services.check_application(row_id, [], True, person(CHAIR), as_office=False)
        services.freeze_list(programme_id, person(OFFICE))
        assert application(row_id).points == 36

    inside(run)


def test_a_dry_run_weighs_by_the_rules_of_this_programme(inside):
    def run():
        programme_id = add_open(way=Way.points)
        apply(programme_id, 10001)
        _, people, earlier = queries.dry_plan(found(programme_id))
        assert earlier is None and [one.points for one in people] == [31]
        assert all(one.rank for one in people)

    inside(run)


def test_a_history_without_a_roster_row_counts_once_there_is_one(inside):
    def run():
        from tests.support import university

        fine = line_of(2, {"工号": "20777", "姓名": "迟到", "年份": "2025"}, 2026)
        lost = line_of(3, {"工号": "20778", "姓名": "无处", "来校年份": "2001"}, 2026)
        import_id = services.keep_upload(services.Upload("历史.csv", (fine, lost)), person(OFFICE))
        assert services.import_history(import_id, person(OFFICE)) == {"trips": 1, "since": 0, "faulty": 1}
        university.add_member(20777, "迟到")
        db.session.add(RetreatService(member_id=20777, since_year=2001, recorded_at=clock.now()))
        db.session.commit()
        programme_id = add_open()
        with pytest.raises(Refused, match="2025 年去过"):
            apply(programme_id, 20777)
        assert [row.year for row in queries.own_history(20777)] == [2025]

    inside(run)


def test_what_was_told_by_telephone_is_written_down_and_holds_the_result_back(as_user, inside):
    programme_id = inside(add_open)
    inside(lambda: apply(programme_id, 10001))
    inside(lambda: made.decide(programme_id))
    path = f"/retreats/programmes/{programme_id}"
    told = {"told_by": "未留名", "text": "名单里漏了一个人"}
    assert as_user(OFFICE).post(f"{path}/told-objections", told).status_code == 404
    inside(lambda: services.post_result(programme_id, person(OFFICE)))
    office = as_user(OFFICE)
    assert office.post(f"{path}/told-objections", told | {"told_by": ""}).status_code == 422
    assert office.post(f"{path}/told-objections", told | {"received_on": "0001-01-01"}).status_code in {409, 422}
    assert office.post(f"{path}/told-objections", told | {"received_on": "2026-10-30"}).status_code == 409
    for _ in range(2):
        assert office.post(f"{path}/told-objections", told).status_code == 303
    page = office.get(f"{path}/desk").text
    assert page.count("名单里漏了一个人") == 1 and "未留名" in page
    for other in (10001, CHAIR, 10005):
        assert as_user(other).post(f"{path}/told-objections", told).status_code == 403
        assert "名单里漏了一个人" not in as_user(other).get(path).text

    def later():
        from unionweb.common.publicity import end_due

        clock.set_now(datetime(2026, 10, 20, 9))
        end_due()
        assert found(programme_id).state is ProgrammeState.on_notice
        with pytest.raises(Refused, match="1 件异议没有答复"):
            services.finalise(programme_id, person(OFFICE))

    inside(later)
