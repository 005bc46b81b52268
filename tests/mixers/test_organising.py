"""What the organiser may set, when, and the badges."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.mixers import made
from tests.mixers.made import HER, OFFICE, PEOPLE, person
from unionweb.activities.models import Activity, ActivitySession
from unionweb.activities.rules.kinds import ActivityKind, ActivityState
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db
from unionweb.mixers import services
from unionweb.mixers.models import Mixer, MixerProfile
from unionweb.mixers.services.telling import keep_time

TIMES = {"opens_on": "2026-09-30", "opens_time": "16:30", "closes_on": "2026-09-30", "closes_time": "20:00"}


def test_a_mixer_is_set_up_with_its_times_and_changed(as_user, inside):
    activity_id = inside(made.activity)
    office = as_user(OFFICE)
    assert office.get(f"/mixers/{activity_id}/desk").status_code == 200
    assert office.get(f"/mixers/{activity_id}").status_code == 303
    assert as_user(HER).get(f"/mixers/{activity_id}").status_code == 404, "not set up yet"
    assert office.post(f"/mixers/{activity_id}/times", TIMES).status_code == 303
    assert as_user(HER).get(f"/mixers/{activity_id}").status_code == 200
    assert office.post(f"/mixers/{activity_id}/times", TIMES | {"closes_time": "21:00"}).status_code == 303
    assert inside(lambda: db.session.get(Mixer, activity_id).choosing_closes_at.hour) == 21
    actions = inside(lambda: list(db.session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "mixer"))))
    assert actions == ["set_up", "times_changed"]


def test_the_same_times_sent_twice_are_told_once(as_user, inside):
    activity_id, office = inside(made.mixer), as_user(OFFICE)
    for _ in range(2):
        assert office.post(f"/mixers/{activity_id}/times", TIMES | {"closes_time": "21:00"}).status_code == 303
    titles = inside(lambda: [m.title for m in db.session.scalars(select(Message).where(Message.member_id == HER).order_by(Message.id))])
    assert [title[-4:] for title in titles] == ["一个化名", "时间改了"]


@pytest.mark.parametrize(("wrong", "status"), [
    ({"opens_on": ""}, 422), ({"opens_time": "25:61"}, 422), ({"opens_time": "abc"}, 422), ({"closes_on": "2026-02-30"}, 422),
    ({"closes_time": ["1:00", "2:00"]}, 422), ({"closes_time": "16:00"}, 409), ({"opens_time": "9:00"}, 409),
    ({"closes_on": "2026-10-20"}, 409), ({"opens_on": "2026-09-01", "closes_on": "2026-09-01"}, 409),
])  # fmt: skip
def test_times_that_cannot_be(as_user, inside, wrong, status):
    activity_id = inside(made.activity)
    assert as_user(OFFICE).post(f"/mixers/{activity_id}/times", TIMES | wrong).status_code == status
    assert inside(lambda: db.session.get(Mixer, activity_id)) is None


@pytest.mark.parametrize("change", [{"kind": ActivityKind.lecture}, {"state": ActivityState.draft}, {"state": ActivityState.called_off}])
def test_only_a_published_activity_of_that_kind_has_a_mixer(as_user, inside, change):
    activity_id = inside(made.activity)

    def spoil():
        for name, value in change.items():
            setattr(db.session.get(Activity, activity_id), name, value)
        db.session.commit()

    inside(spoil)
    answer = as_user(OFFICE).post(f"/mixers/{activity_id}/times", TIMES)
    assert answer.status_code == (404 if "kind" in change else 409)


def test_during_choosing_only_the_end_is_moved_and_afterwards_nothing(as_user, inside, at):
    activity_id = made.ready(inside, at)
    office = as_user(OFFICE)
    assert office.post(f"/mixers/{activity_id}/times", TIMES | {"opens_time": "16:40"}).status_code == 409
    assert office.post(f"/mixers/{activity_id}/times", TIMES | {"closes_time": "20:30"}).status_code == 303
    at("2026-09-30 20:31")
    office = as_user(OFFICE)
    assert office.post(f"/mixers/{activity_id}/times", TIMES | {"closes_time": "22:00"}).status_code == 409
    assert office.post(f"/mixers/{activity_id}/numbers").status_code == 409


def test_choosing_is_opened_early_once_the_event_has_begun(as_user, inside, at):
    activity_id = inside(made.mixer)
    inside(lambda: made.write_profile(activity_id, HER))
    office = as_user(OFFICE)
    assert office.post(f"/mixers/{activity_id}/opening").status_code == 409
    at("2026-09-30 15:30")
    office = as_user(OFFICE)
    assert "现在开始互选" in office.get(f"/mixers/{activity_id}/desk").text
    assert office.post(f"/mixers/{activity_id}/opening").status_code == 303
    assert office.post(f"/mixers/{activity_id}/opening").status_code == 409
    assert inside(lambda: db.session.scalar(select(MixerProfile.number))) == 1


def test_the_organiser_sees_numbers_and_pseudonyms_and_no_names(as_user, inside, at):
    activity_id = made.ready(inside, at)
    page = as_user(OFFICE).get(f"/mixers/{activity_id}/desk").text
    assert all(f"化名{n}" in page for n in (1, 2, 3, 4))
    assert not [name for name, _ in PEOPLE.values() if name in page]
    badges = as_user(OFFICE).get(f"/mixers/{activity_id}/badges.pdf")
    assert badges.status_code == 200 and badges.data.startswith(b"%PDF")


def test_there_are_no_badges_before_there_are_numbers(as_user, inside):
    activity_id = inside(made.mixer)
    office = as_user(OFFICE)
    assert office.post(f"/mixers/{activity_id}/numbers").status_code == 409, "nobody to number"
    inside(lambda: made.write_profile(activity_id, HER))
    assert office.get(f"/mixers/{activity_id}/badges.pdf").status_code == 404
    assert "化名1" not in office.get(f"/mixers/{activity_id}/desk").text
    assert office.post(f"/mixers/{activity_id}/numbers").status_code == 303


def test_numbers_are_not_those_of_the_order_of_writing(inside, monkeypatch):
    activity_id = inside(made.mixer)
    for member_id in PEOPLE:
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    monkeypatch.setattr("unionweb.mixers.services.organising.random.SystemRandom.shuffle", lambda _, numbers: numbers.reverse())
    inside(lambda: services.draw_numbers(activity_id, person(OFFICE)))
    assert inside(lambda: list(db.session.scalars(select(MixerProfile.number).order_by(MixerProfile.member_id)))) == [4, 3, 2, 1]




def test_an_event_that_was_put_off_waits_for_new_times(as_user, inside, at):
    activity_id = inside(made.mixer)

    def put_off():
        row = db.session.scalar(select(ActivitySession).filter_by(activity_id=activity_id))
        row.starts_at, row.ends_at = row.starts_at + timedelta(days=7), row.ends_at + timedelta(days=7)
        db.session.commit()

    inside(put_off)
    at(made.AFTER)
    inside(keep_time)
    assert inside(lambda: db.session.get(Mixer, activity_id).told_at) is None, "nobody could come yet"
    office = as_user(OFFICE)
    assert "活动改到了互选之后" in office.get(f"/mixers/{activity_id}/desk").text
    assert "活动改到了后面" in as_user(HER).get(f"/mixers/{activity_id}").text
    times = TIMES | {"opens_on": "2026-10-07", "closes_on": "2026-10-07"}
    assert office.post(f"/mixers/{activity_id}/times", times).status_code == 303
    assert as_user(HER).get(f"/mixers/{activity_id}").status_code == 200
    at("2026-10-07 20:01")
    inside(keep_time)
    assert inside(lambda: db.session.get(Mixer, activity_id).told_at) is not None
