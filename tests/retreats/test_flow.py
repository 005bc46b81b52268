"""From the published rules to the last trip, by the services."""

from dataclasses import asdict
from datetime import datetime, timedelta

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
    of_member,
    person,
    route,
)
from tests.support.page_forms import forms_on
from unionweb.common import draws, publicity
from unionweb.inbox.models import Message
from unionweb.kernel import clock
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.kernel.seen import mark_of
from unionweb.retreats import queries, services
from unionweb.retreats.models import RetreatBatch, RetreatHealth, RetreatHistory, RetreatIdentity, RetreatPick
from unionweb.retreats.rules.kinds import BatchState, ProgrammeState, Status, TripOutcome


def test_everything_in_order(app, inside):
    def run():
        programme_id = add_open(route(places=1), route(title="蓬莱线", places=1))
        ids = [apply(programme_id, member) for member in (10001, 10002, 10005, 10006)]
        made.finalise(programme_id)
        states = sorted(application(one).status for one in ids)
        assert states == [Status.placed, Status.placed, Status.waiting, Status.waiting]
        placed = [application(one) for one in ids if application(one).status is Status.placed]
        services.confirm(placed[0].id, person(placed[0].member_id))
        first_waiting = min((application(one) for one in ids if application(one).status is Status.waiting), key=lambda row: row.position)
        services.decline(placed[1].id, person(placed[1].member_id))
        assert application(first_waiting.id).status is Status.placed
        assert "递补" in application(first_waiting.id).reason
        assert application(first_waiting.id).confirm_by is not None
        batch = placed[0].batch_id
        services.form_group(batch, person(OFFICE))
        clock.set_now(datetime(2026, 11, 13, 9))
        services.note_attendance(batch, {placed[0].id: TripOutcome.attended}, person(OFFICE))
        assert db.session.get(RetreatBatch, batch, populate_existing=True).state is BatchState.ended
        history = db.session.scalar(select(RetreatHistory).where(RetreatHistory.application_id == placed[0].id))
        assert history.outcome is TripOutcome.attended and history.year == 2026

    inside(run)


def test_the_published_file_replays_to_the_same_result(app, inside):
    import json

    from unionweb.retreats.rules import published

    def run():
        programme_id = add_open()
        for member in (10001, 10002, 10005, 10006, 10007):
            apply(programme_id, member)
        made.decide(programme_id)
        draw = draws.draw_of("retreat_programme", programme_id)
        document = json.loads(draw.document)
        assert published.differences(document) == []
        picks = list(db.session.scalars(select(RetreatPick).order_by(RetreatPick.id)))
        assert [pick.application.number for pick in picks] == [one["number"] for one in document["result"]["picks"]]
        assert all(pick.reason for pick in picks)
        for name in ("王敏", "10001", "李静"):
            assert name not in draw.document

    inside(run)


def test_confirmation_expires_and_the_next_moves_up(app, inside):
    def run():
        programme_id = add_open(route(places=1))
        ids = [apply(programme_id, member, 0) for member in (10001, 10002)]
        made.finalise(programme_id)
        placed = next(application(one) for one in ids if application(one).status is Status.placed)
        other = next(application(one) for one in ids if one != placed.id)
        clock.set_now(datetime.combine(placed.confirm_by + timedelta(days=1), datetime.min.time()))
        assert services.expire_due() == "收回了 1 个名额。"
        assert application(placed.id).status is Status.expired
        assert application(other.id).status is Status.placed
        assert application(other.id).confirm_by > placed.confirm_by
        with pytest.raises(Refused):
            services.confirm(placed.id, person(placed.member_id))

    inside(run)


def test_a_withdrawal_after_the_group_is_formed_counts_as_used(app, inside):
    def run():
        programme_id = add_open(route(places=1))
        row_id = apply(programme_id, 10001, 0)
        made.finalise(programme_id)
        services.confirm(row_id, person(10001))
        services.form_group(batch_ids(programme_id)[0], person(OFFICE))
        services.decline(row_id, person(10001))
        assert application(row_id).status is Status.forfeited
        assert db.session.scalar(select(RetreatHistory.outcome)) is TripOutcome.forfeited
        clock.set_now(datetime(2027, 3, 1, 9))
        next_id = made.add_draft(
            route(starts_on=datetime(2027, 6, 1).date(), ends_on=datetime(2027, 6, 4).date()),
            year=2027, title="2027年教职工疗休养", opens_at=datetime(2027, 4, 1, 8), closes_at=datetime(2027, 4, 9, 8),
        )  # fmt: skip
        services.publish_programme(next_id, found(next_id).version, person(OFFICE))
        clock.set_now(datetime(2027, 4, 1, 9))
        with pytest.raises(Refused, match="最早 2030 年可以再报"):
            apply(next_id, 10001)

    inside(run)


def test_too_small_a_group_is_merged_with_consent(app, inside):
    def run():
        programme_id = add_open(route(places=2, least=2), route(title="蓬莱线", places=2, least=1))
        ids = [apply(programme_id, member, 0) for member in (10001, 10002)]
        made.finalise(programme_id)
        for one in ids:
            services.confirm(one, person(application(one).member_id))
        first, second = batch_ids(programme_id)
        services.decline(ids[0], person(10001))
        with pytest.raises(Refused, match="成团要 2 人"):
            services.form_group(first, person(OFFICE))
        assert services.merge_group(first, second, person(OFFICE)) == 1
        services.answer_merger(ids[1], True, person(10002))
        assert application(ids[1]).batch_id == second and application(ids[1]).status is Status.confirmed
        services.form_group(second, person(OFFICE))

    inside(run)


def test_who_does_not_agree_to_a_merger_loses_nothing(app, inside):
    def run():
        programme_id = add_open(route(places=2, least=2), route(title="蓬莱线", places=2, least=1))
        row_id = apply(programme_id, 10001, 0)
        made.finalise(programme_id)
        first, second = batch_ids(programme_id)
        services.merge_group(first, second, person(OFFICE))
        services.answer_merger(row_id, False, person(10001))
        assert application(row_id).status is Status.cancelled
        assert db.session.scalar(select(RetreatHistory.id)) is None

    inside(run)


def test_objections_hold_the_result_back_until_they_are_answered(app, inside):
    def run():
        programme_id = add_open()
        apply(programme_id, 10001)
        made.decide(programme_id)
        shown = services.post_result(programme_id, person(OFFICE))
        services.object_to(programme_id, shown, "名单里有人不符合", person(10002))
        clock.set_now(datetime(2026, 10, 20, 9))
        publicity.end_due()
        assert found(programme_id).state is ProgrammeState.on_notice
        with pytest.raises(Refused, match="没有答复"):
            services.finalise(programme_id, person(OFFICE))
        objection = publicity.objections_to(shown)[0]
        with pytest.raises(Refused, match="另一位同事答复"):
            services.answer_objection(programme_id, objection.id, "核对过，符合。", person(10002))
        services.answer_objection(programme_id, objection.id, "核对过，符合。", person(OFFICE))
        assert services.finalise(programme_id, person(OFFICE)) == 1
        assert of_member(programme_id, 10001).confirm_by

    inside(run)


def test_health_and_identity_go_when_their_days_are_over(app, inside):
    def run():
        programme_id = add_open(route(places=1))
        row_id = apply(programme_id, 10001, 0, health=made.HEALTH)
        other = apply(programme_id, 10002, 0, health=made.HEALTH)
        made.finalise(programme_id)
        if application(row_id).status is not Status.placed:
            row_id, other = other, row_id
        services.confirm(row_id, person(application(row_id).member_id))
        services.enter_identity(row_id, made.identity_of(), made.PHONE, person(application(row_id).member_id))
        assert services.delete_sensitive() == (0, 0)
        clock.set_now(datetime(2026, 12, 20, 9))
        assert services.delete_sensitive() == (2, 1)
        assert db.session.scalar(select(RetreatHealth.application_id)) is None
        assert db.session.scalar(select(RetreatIdentity.application_id)) is None

    inside(run)


def test_no_message_says_anything_about_health(app, inside):
    def run():
        programme_id = add_open(route(places=1))
        apply(programme_id, 10001, 0, health=made.HEALTH)
        apply(programme_id, 10002, 0)
        made.finalise(programme_id)
        texts = [message.title + message.body for message in db.session.scalars(select(Message))]
        assert texts and not [text for text in texts if "健康" in text or made.HEALTH in text]

    inside(run)


def test_a_programme_may_not_be_published_when_it_has_opened(app, inside):
    def run():
        programme_id = made.add_draft()
        clock.set_now(datetime(2026, 9, 18, 9))
        with pytest.raises(Refused, match="以前公布"):
            services.publish_programme(programme_id, found(programme_id).version, person(OFFICE))

    inside(run)


def test_rules_stay_as_they_are_once_applications_open(app, inside):
    def run():
        programme_id = add_published()
        version = found(programme_id).version
        services.edit_programme(programme_id, made.terms(rules="改一改。"), version, person(OFFICE))
        clock.set_now(made.OPENS + timedelta(minutes=1))
        with pytest.raises(Refused, match="规则不能再改"):
            services.edit_programme(programme_id, made.terms(rules="再改。"), version + 1, person(OFFICE))
        with pytest.raises(Refused, match="只能改领队"):
            services.edit_batch(batch_ids(programme_id)[0], route(places=50), shown(programme_id), person(OFFICE))
        services.edit_batch(batch_ids(programme_id)[0], route(leader="高带队"), shown(programme_id), person(OFFICE))

    inside(run)


def shown(programme_id):
    """The mark that the form of the first batch carries now."""
    return mark_of(asdict(services.route_of(found(programme_id).batches[0])))


def filled(page, **typed) -> dict:
    """What the form on a batch's page sends, with this typed in it."""
    form = next(form for form in forms_on(page.text) if any(one.name == "leader" for one in form.controls))
    return form.sent | typed


def test_a_batch_that_somebody_changed_meanwhile_is_not_written_over(as_user, inside):
    def change():
        services.edit_batch(trip_id, route(leader="高带队"), shown(programme_id), person(OFFICE))

    programme_id = inside(add_draft)
    trip_id = inside(lambda: batch_ids(programme_id)[0])
    office = as_user(OFFICE)
    page = office.get(f"/retreats/batches/{trip_id}/edit")
    inside(change)
    typed = filled(page, leader="王领队", meeting="南门七点")
    answer = office.post(f"/retreats/batches/{trip_id}", typed)
    assert answer.status_code == 409 and "有人改过这里" in answer.text and "南门七点" in answer.text and "王领队" in answer.text
    assert inside(lambda: found(programme_id).batches[0].leader) == "高带队"
    assert office.post(f"/retreats/batches/{trip_id}", typed | {"seen": ""}).status_code == 409
    page = office.get(f"/retreats/batches/{trip_id}/edit")
    assert office.post(f"/retreats/batches/{trip_id}", filled(page, leader="王领队")).status_code == 303
    assert inside(lambda: found(programme_id).batches[0].leader) == "王领队"


def test_who_does_not_answer_a_merger_loses_nothing_and_the_kept_place_goes_on(app, inside):
    def run():
        programme_id = add_open(route(places=1, least=1), route(title="蓬莱线", places=1, least=1))
        asked = apply(programme_id, 10001, 0)
        made.finalise(programme_id)
        first, second = batch_ids(programme_id)
        services.merge_group(first, second, person(OFFICE))
        clock.set_now(datetime.combine(application(asked).confirm_by + timedelta(days=1), datetime.min.time()))
        services.expire_due()
        assert application(asked).status is Status.cancelled and application(asked).offered_batch_id is None

    inside(run)


def test_a_place_kept_for_a_merger_is_given_to_nobody_else(app, inside):
    def run():
        programme_id = add_open(route(places=1), route(title="蓬莱线", places=2, least=1))
        first, second = batch_ids(programme_id)
        one = apply(programme_id, 10001, 0)
        ids = [apply(programme_id, member, 1) for member in (10002, 10005, 10006)]
        made.finalise(programme_id)
        placed = [row for row in ids if application(row).status is Status.placed]
        services.decline(placed[0], person(application(placed[0]).member_id))
        placed = [row for row in ids if application(row).status is Status.placed]
        assert len(placed) == 2
        with pytest.raises(Refused, match="放不下"):
            services.merge_group(first, second, person(OFFICE))
        services.decline(placed[0], person(application(placed[0]).member_id))
        services.merge_group(first, second, person(OFFICE))
        services.decline(placed[1], person(application(placed[1]).member_id))
        services.answer_merger(one, True, person(10001))
        assert application(one).batch_id == second

    inside(run)


def test_who_leaves_the_university_frees_the_place(app, inside):
    def run():
        from unionweb.kernel.db import transaction
        from unionweb.retreats.services.moving import leave_retreats

        programme_id = add_open(route(places=1))
        ids = [apply(programme_id, member, 0, health=made.HEALTH) for member in (10001, 10002)]
        made.finalise(programme_id)
        placed = next(one for one in ids if application(one).status is Status.placed)
        other = next(one for one in ids if one != placed)
        with transaction():
            leave_retreats([application(placed).member_id])
        assert application(placed).status is Status.cancelled
        assert application(other).status is Status.placed
        assert db.session.get(RetreatHealth, placed) is None

    inside(run)


def test_ranking_gives_places_to_whom_the_units_ranked(app, inside):
    from unionweb.retreats.rules.ordering import Way

    def run():
        programme_id = add_open(route(places=2), way=Way.ranking, ranks_until=datetime(2026, 9, 28, 18))
        mine, hers, foreign = (apply(programme_id, member, 0) for member in (10001, 10002, 10005))
        made.close(programme_id)
        titles = list(db.session.scalars(select(Message.title).where(Message.member_id == 10002)))
        assert any(title.startswith("报名截止了") for title in titles)
        services.rank_unit(programme_id, 2, {mine: 1, hers: 2}, person(10002))
        with pytest.raises(Refused, match="可以排到"):
            services.freeze_list(programme_id, person(OFFICE))
        clock.set_now(datetime(2026, 9, 28, 18, 1))
        services.freeze_list(programme_id, person(OFFICE))
        services.decide(programme_id, person(OFFICE))
        assert application(mine).status is Status.placed and application(hers).status is Status.placed
        assert application(foreign).status is Status.waiting and "没有排序" in application(foreign).reason
        services.decline(mine, person(10001))
        assert application(foreign).status is Status.waiting

    inside(run)


def test_points_decide_by_what_is_confirmed(app, inside):
    from unionweb.retreats.models import RetreatService
    from unionweb.retreats.rules.ordering import Way

    def run():
        programme_id = add_open(route(places=1), way=Way.points, lanes=[], points={"service_year": 1})
        db.session.get(RetreatService, 10002).since_year = 1995
        db.session.commit()
        ids = {member: apply(programme_id, member, 0) for member in (10001, 10002)}
        made.decide(programme_id)
        assert application(ids[10002]).status is Status.placed
        assert (application(ids[10001]).points, application(ids[10002]).points) == (21, 31)

    inside(run)


def test_who_waited_in_vain_is_ahead_next_time(app, inside):
    def run():
        programme_id = add_open(route(places=1), boost_lost=1)
        ids = [apply(programme_id, member, 0) for member in (10001, 10002)]
        made.finalise(programme_id)
        loser = next(application(one) for one in ids if application(one).status is Status.waiting)
        clock.set_now(datetime(2027, 3, 1, 9))
        spring = {"starts_on": datetime(2027, 6, 1).date(), "ends_on": datetime(2027, 6, 4).date()}
        times = {"opens_at": datetime(2027, 4, 1, 8), "closes_at": datetime(2027, 4, 9, 8)}
        next_id = made.add_published(route(places=3, **spring), year=2027, title="2027年教职工疗休养", boost_lost=1, **times)
        clock.set_now(datetime(2027, 4, 1, 9))
        for member in (loser.member_id, 10005, 10006, 10007):
            apply(next_id, member)
        clock.set_now(datetime(2027, 4, 9, 9))
        services.close_due()
        services.freeze_list(next_id, person(OFFICE))
        services.decide(next_id, person(OFFICE))
        own = of_member(next_id, loser.member_id)
        assert own.boost == 1 and own.position == 1 and own.status is Status.placed

    inside(run)


def test_an_objection_that_was_right_takes_somebody_off_and_the_next_moves_up(app, inside):
    def run():
        programme_id = add_open(route(places=1))
        ids = [apply(programme_id, member, 0) for member in (10001, 10002)]
        made.decide(programme_id)
        services.post_result(programme_id, person(OFFICE))
        placed = next(one for one in ids if application(one).status is Status.placed)
        other = next(one for one in ids if one != placed)
        services.remove(placed, "工龄不实", person(OFFICE))
        assert application(placed).status is Status.cancelled and application(other).status is Status.placed
        assert application(other).confirm_by is None

    inside(run)


def test_called_off_everybody_is_told(app, inside):
    def run():
        programme_id = add_open()
        apply(programme_id, 10001)
        assert services.call_off_programme(programme_id, "天气不好", person(OFFICE)) == 1
        told = list(db.session.scalars(select(Message.body).where(Message.title == "疗休养不办了")))
        assert len(told) == 1 and "天气不好" in told[0]
        with pytest.raises(Refused):
            apply(programme_id, 10002)

    inside(run)


def test_numbers_say_nothing_about_the_time(app, inside):
    def run():
        from tests.support import university

        programme_id = add_open()
        for number in range(20001, 20021):
            university.add_member(number, f"员{number}", unit=3)
        db.session.commit()
        made.add_service(*range(20001, 20021))
        numbers = [application(apply(programme_id, number)).number for number in range(20001, 20021)]
        assert len(set(numbers)) == 20 and numbers != sorted(numbers)
        before = application(apply(programme_id, 20001)).number
        assert before == numbers[0]

    inside(run)


def test_reminders_come_once(app, inside):
    def run():
        programme_id = add_open(route(places=1))
        row_id = apply(programme_id, 10001, 0)
        made.finalise(programme_id)
        clock.set_now(datetime.combine(application(row_id).confirm_by, datetime.min.time()))
        services.remind_due()
        services.remind_due()
        titles = list(db.session.scalars(select(Message.title).where(Message.member_id == 10001)))
        assert sum("以前确认疗休养" in title for title in titles) == 1

    inside(run)


def test_nobody_checks_what_they_claimed_themselves(as_user, inside):
    """Neither the chair nor the office; the other one does."""
    programme_id = inside(lambda: add_open(route(), lanes=[{"key": "model_worker", "name": "劳模", "places": 1}]))
    own = inside(lambda: apply(programme_id, 10002, 0, lanes=("model_worker",)))
    of_office = inside(lambda: apply(programme_id, OFFICE, 0))
    typed = {"service_ok": "y", "lane_model_worker": "y"}
    chair, office = as_user(10002), as_user(OFFICE)
    answer = chair.post(f"/retreats/applications/{own}/check", typed)
    assert answer.status_code == 409 and "自己申报的不能自己核对" in answer.text
    assert office.post(f"/retreats/applications/{of_office}/check", typed).status_code == 409
    assert inside(lambda: [application(one).checked_at for one in (own, of_office)]) == [None, None]
    page = chair.get(f"/retreats/programmes/{programme_id}/ranking").text
    assert "请别人核对" in page and f"/retreats/applications/{own}/check" not in page
    assert office.post(f"/retreats/applications/{own}/check", typed).status_code == 303
    assert inside(lambda: application(own).lanes_confirmed) == ["model_worker"]


def test_the_posted_list_has_no_numbers_and_not_the_order_of_the_draw(as_user, inside):
    """The draw's file is public and has numbers only: nothing beside the names may say who is which."""
    members = (10001, 10002, 10005, 10006, 10007)
    programme_id = inside(lambda: add_open(route(places=5)))
    inside(lambda: [apply(programme_id, member, 0) for member in members])
    inside(lambda: made.finalise(programme_id))
    rows = inside(lambda: [(one.member.name, one.number, one.member_id) for one in queries.on_list(programme_id)])
    page = as_user(10008).get(f"/retreats/programmes/{programme_id}").text
    assert all(name in page for name, _, _ in rows) and not any(number in page for _, number, _ in rows)
    by_name = inside(lambda: sorted(members, key=lambda id: (person(id).unit_id, person(id).pinyin)))
    assert [member_id for *_, member_id in rows] == by_name
