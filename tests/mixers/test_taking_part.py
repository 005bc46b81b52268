"""From the invitation to the result: profiles, choosing, timing, who did not come, one sex only."""

import pytest
from sqlalchemy import select

from tests.mixers import made
from tests.mixers.made import AFTER, DURING, HE, HER, HIM, OFFICE, PEOPLE, SHE, STRANGER, WAITING, person
from unionweb.activities.models import Activity, ActivitySession, Signup
from unionweb.activities.rules.kinds import ActivityState, SignupStatus
from unionweb.activities.rules.presence import Presence
from unionweb.common import settings
from unionweb.inbox.models import Message
from unionweb.kernel.db import transaction
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.mixers import queries, services
from unionweb.mixers.models import Mixer, MixerProfile
from unionweb.mixers.rules.matching import unpacked
from unionweb.mixers.services import CONSENT
from unionweb.mixers.services.telling import keep_time


def typed(inside, **changes):
    agreed = inside(lambda: settings.get(CONSENT))
    return {"pseudonym": "海边的风", "contact": "vx-haifeng", "is_single": "y", "agreed_to": agreed} | changes


def matches(inside, activity_id, member_id):
    return inside(lambda: [seen.contact for seen in queries.own_matches(member_id, activity_id)])


def test_who_has_a_place_is_invited_once_and_who_gets_one_later_too(inside):
    activity_id = inside(made.mixer)

    def invited():
        return sorted(db.session.scalars(select(Message.member_id).where(Message.path == f"/mixers/{activity_id}")))

    assert inside(invited) == sorted(PEOPLE)
    inside(keep_time)
    assert inside(invited) == sorted(PEOPLE)

    def placed():
        row = db.session.scalar(select(Signup).where(Signup.member_id == WAITING))
        row.status = SignupStatus.confirmed
        db.session.commit()

    inside(placed)
    inside(keep_time)
    assert inside(invited) == sorted([*PEOPLE, WAITING])


def test_the_whole_way_only_mutual_pairs_are_told(as_user, inside, at):
    activity_id = made.ready(inside, at)
    ids = {who: inside(lambda who=who: made.profile_id(activity_id, who)) for who in PEOPLE}
    her, him, he, she = (as_user(who) for who in (HER, HIM, HE, SHE))
    page = her.get(f"/mixers/{activity_id}").text
    assert "化名3" in page and "化名4" in page and "化名2" not in page
    assert her.post(f"/mixers/{activity_id}/choices", {"chosen": [ids[HIM], ids[HE]]}).status_code == 303
    assert him.post(f"/mixers/{activity_id}/choices", {"chosen": [ids[HER]]}).status_code == 303
    assert he.post(f"/mixers/{activity_id}/choices", {"chosen": [ids[SHE]]}).status_code == 303
    at(AFTER)
    her, him, he, she = (as_user(who) for who in (HER, HIM, HE, SHE))
    assert "正在核对" in her.get(f"/mixers/{activity_id}").text
    assert inside(keep_time) == "核对了 1 场。"
    assert inside(keep_time) == "没有要核对的。"
    assert "暗号-30003" in her.get(f"/mixers/{activity_id}").text and "暗号-30001" in him.get(f"/mixers/{activity_id}").text
    for browser in (he, she):
        page = browser.get(f"/mixers/{activity_id}").text
        assert "没有互相选中的人" in page
        assert not [other for other in ("暗号-30001", "暗号-30003") if other in page]
    assert "暗号-30002" not in he.get(f"/mixers/{activity_id}").text, "ticked in vain"
    assert "少于 3" in as_user(OFFICE).get(f"/mixers/{activity_id}/desk").text
    left = inside(lambda: [unpacked(row.choices) for row in db.session.scalars(select(MixerProfile))])
    assert left == [set()] * 4, "choices are gone with the end"


def test_everybody_gets_the_same_message_pair_or_not(inside, at):
    activity_id = made.ready(inside, at)
    inside(lambda: made.choose(activity_id, HER, HIM))
    inside(lambda: made.choose(activity_id, HIM, HER))
    at(AFTER)
    inside(keep_time)
    rows = inside(lambda: [(m.member_id, m.title, m.body) for m in db.session.scalars(select(Message)) if "结果出来了" in m.title])
    assert sorted(who for who, *_ in rows) == sorted(PEOPLE)
    assert len({(title, body) for _, title, body in rows}) == 1


def test_a_choice_may_be_changed_until_the_end_and_sent_twice(as_user, inside, at):
    activity_id = made.ready(inside, at)
    him, he = (inside(lambda who=who: made.profile_id(activity_id, who)) for who in (HIM, HE))
    her = as_user(HER)
    for chosen in ([him], [him], [he, he], []):
        assert her.post(f"/mixers/{activity_id}/choices", {"chosen": chosen}).status_code == 303
        assert inside(lambda: queries.own_choices(HER, activity_id)) == set(chosen)
    her.post(f"/mixers/{activity_id}/choices", {"chosen": [he]})
    assert "checked" in her.get(f"/mixers/{activity_id}").text
    inside(lambda: made.choose(activity_id, HIM, HER))
    inside(lambda: made.choose(activity_id, HE, HER))
    at(AFTER)
    assert as_user(HER).post(f"/mixers/{activity_id}/choices", {"chosen": [him]}).status_code == 409
    inside(keep_time)
    assert matches(inside, activity_id, HER) == ["暗号-30004"]
    assert matches(inside, activity_id, HIM) == []


@pytest.mark.parametrize("chosen", [["0"], ["987654"], ["abc"], ["-1"], ["²"], ["9" * 40], ["1.0"], ["1", "abc"]])
def test_what_is_no_choice_changes_nothing(as_user, inside, at, chosen):
    activity_id = made.ready(inside, at)
    inside(lambda: made.choose(activity_id, HER, HIM))
    him = inside(lambda: made.profile_id(activity_id, HIM))
    answer = as_user(HER).post(f"/mixers/{activity_id}/choices", {"chosen": chosen})
    assert answer.status_code in {409, 422}
    assert inside(lambda: queries.own_choices(HER, activity_id)) == {him}


def test_the_own_sex_oneself_and_too_many_are_refused(inside, at):
    activity_id = made.ready(inside, at)
    for others in ((SHE,), (HER,), (HIM, SHE)):
        with pytest.raises(Refused):
            inside(lambda others=others: made.choose(activity_id, HER, *others))
    inside(lambda: settings.put("mixer.most_choices", 1))
    with pytest.raises(Refused, match="最多选 1 位"):
        inside(lambda: made.choose(activity_id, HER, HIM, HE))


def test_before_the_time_nobody_sees_or_chooses_anybody(as_user, inside):
    activity_id = inside(made.mixer)
    for member_id in PEOPLE:
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    page = as_user(HER).get(f"/mixers/{activity_id}").text
    assert not [f"化名{n}" for n in (2, 3, 4) if f"化名{n}" in page] and "化名1" in page
    him = inside(lambda: made.profile_id(activity_id, HIM))
    assert as_user(HER).post(f"/mixers/{activity_id}/choices", {"chosen": [him]}).status_code == 409


def test_who_did_not_come_neither_chooses_nor_is_chosen(as_user, inside, at):
    activity_id = inside(made.mixer)
    for member_id in PEOPLE:
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    at(DURING)
    inside(lambda: made.come(activity_id, HER, HIM))
    inside(lambda: made.come(activity_id, HE, state=Presence.undone))
    absent = as_user(SHE)
    page = absent.get(f"/mixers/{activity_id}").text
    assert "还没有签到" in page and "化名3" not in page
    him, he = (inside(lambda who=who: made.profile_id(activity_id, who)) for who in (HIM, HE))
    assert absent.post(f"/mixers/{activity_id}/choices", {"chosen": [him]}).status_code == 409
    assert as_user(HER).post(f"/mixers/{activity_id}/choices", {"chosen": [he]}).status_code == 409
    assert "化名4" not in as_user(HER).get(f"/mixers/{activity_id}").text


def test_one_sex_only_finds_nobody_to_choose(as_user, inside, at):
    activity_id = inside(made.mixer)
    for member_id in (HER, SHE):
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    at(DURING)
    inside(lambda: made.come(activity_id, HER, SHE))
    assert "现在没有可以选的人" in as_user(HER).get(f"/mixers/{activity_id}").text
    assert as_user(HER).post(f"/mixers/{activity_id}/choices", {}).status_code == 303
    at(AFTER)
    inside(keep_time)
    assert inside(lambda: (db.session.get(Mixer, activity_id).people, db.session.get(Mixer, activity_id).pairs)) == (2, 0)


def test_who_comes_late_writes_a_profile_and_gets_the_next_number(as_user, inside, at):
    activity_id = inside(made.mixer)
    for member_id in (HER, SHE, HIM):
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    assert inside(lambda: services.draw_numbers(activity_id, person(OFFICE))) == 3
    at(DURING)
    assert as_user(HE).post(f"/mixers/{activity_id}/profile", typed(inside)).status_code == 303
    numbers = inside(lambda: {row.member_id: row.number for row in db.session.scalars(select(MixerProfile))})
    assert sorted(numbers.values()) == [1, 2, 3, 4] and numbers[HE] == 4


def test_numbers_are_drawn_when_choosing_begins_without(inside, at):
    activity_id = inside(made.mixer)
    for member_id in PEOPLE:
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    at(DURING)
    inside(keep_time)
    assert sorted(inside(lambda: list(db.session.scalars(select(MixerProfile.number))))) == [1, 2, 3, 4]


@pytest.mark.parametrize("wrong", [
    {"pseudonym": ""}, {"pseudonym": "长" * 13}, {"contact": ""}, {"contact": "长" * 101}, {"is_single": ""}, {"pseudonym": ["a", "b"]},
    {"is_single": None, "contact": "x"},
])  # fmt: skip
def test_what_is_no_profile_is_not_taken(as_user, inside, wrong):
    activity_id = inside(made.mixer)
    sent = {name: value for name, value in typed(inside, **wrong).items() if value is not None}
    assert as_user(HER).post(f"/mixers/{activity_id}/profile", sent).status_code == 422
    assert inside(lambda: made.profiles(activity_id)) == 0


def test_pseudonyms_are_unique_and_not_the_name_and_consent_is_to_the_text_in_force(as_user, inside):
    activity_id = inside(made.mixer)
    her, him = as_user(HER), as_user(HIM)
    path = f"/mixers/{activity_id}/profile"
    assert her.post(path, typed(inside)).status_code == 303
    assert her.post(path, typed(inside)).status_code == 303, "sent twice, kept once"
    answer = him.post(path, typed(inside, pseudonym="海边 的风"))
    assert answer.status_code == 409 and "已经有人用了" in answer.text and "vx-haifeng" in answer.text
    assert him.post(path, typed(inside, pseudonym="江一舟")).status_code == 409
    assert him.post(path, typed(inside, pseudonym="山", agreed_to="别的话")).status_code == 409
    row = inside(lambda: db.session.scalar(select(MixerProfile)))
    assert row.consent_text == inside(lambda: settings.get(CONSENT)) and row.consented_at


def test_the_pseudonym_stays_once_numbers_are_drawn(as_user, inside):
    activity_id = inside(made.mixer)
    inside(lambda: made.write_profile(activity_id, HER, "海边的风"))
    inside(lambda: services.draw_numbers(activity_id, person(OFFICE)))
    her, path = as_user(HER), f"/mixers/{activity_id}/profile"
    assert her.post(path, typed(inside, pseudonym="山")).status_code == 409
    assert her.post(path, typed(inside, contact="新号码")).status_code == 303
    with pytest.raises(Refused):
        inside(lambda: services.draw_numbers(activity_id, person(OFFICE)))


def test_a_profile_is_withdrawn_at_any_time_and_is_then_nowhere(as_user, inside, at):
    activity_id = made.ready(inside, at)
    inside(lambda: made.choose(activity_id, HER, HIM))
    inside(lambda: made.choose(activity_id, HIM, HER))
    at(AFTER)
    inside(keep_time)
    assert as_user(HIM).post(f"/mixers/{activity_id}/withdrawal").status_code == 303
    assert as_user(HIM).post(f"/mixers/{activity_id}/withdrawal").status_code == 409
    assert matches(inside, activity_id, HER) == []
    assert "暗号-30003" not in as_user(HER).get(f"/mixers/{activity_id}").text


def test_who_gives_the_place_back_or_leaves_is_out(as_user, inside):
    activity_id = inside(made.mixer)
    for member_id in PEOPLE:
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))

    def cancel():
        db.session.scalar(select(Signup).where(Signup.member_id == HIM)).status = SignupStatus.cancelled
        db.session.commit()

    inside(cancel)
    assert as_user(HIM).get(f"/mixers/{activity_id}").status_code == 404
    inside(keep_time)
    assert inside(lambda: made.profiles(activity_id)) == 3

    def leave():
        with transaction():
            services.leave_mixers([HER])

    inside(leave)
    assert inside(lambda: made.profiles(activity_id)) == 2


def test_everything_is_forgotten_after_the_set_days_and_at_once_when_called_off(as_user, inside, at):
    activity_id = made.ready(inside, at)
    inside(lambda: made.choose(activity_id, HER, HIM))
    inside(lambda: made.choose(activity_id, HIM, HER))
    at(AFTER)
    inside(keep_time)
    at(made.later(29))
    assert inside(services.forget_mixers) == "没有到期的。" and inside(lambda: made.profiles(activity_id)) == 4
    at(made.later(31))
    assert inside(services.forget_mixers) == "删除了 1 场的资料。"
    assert inside(lambda: made.profiles(activity_id)) == 0
    assert not inside(lambda: list(db.session.scalars(select(Message).where(Message.path == f"/mixers/{activity_id}"))))
    assert inside(lambda: db.session.get(Mixer, activity_id).pairs) is None
    assert "全部删除" in as_user(HER).get(f"/mixers/{activity_id}").text
    assert "到期删除" in as_user(OFFICE).get(f"/mixers/{activity_id}/desk").text


def test_a_called_off_mixer_is_gone_at_once(as_user, inside):
    activity_id = inside(made.mixer)
    inside(lambda: made.write_profile(activity_id, HER))

    def call_off():
        db.session.get(Activity, activity_id).state = ActivityState.called_off
        db.session.commit()

    inside(call_off)
    assert as_user(HER).get(f"/mixers/{activity_id}").status_code == 404
    inside(services.forget_mixers)
    assert inside(lambda: made.profiles(activity_id)) == 0


@pytest.mark.parametrize("who", [STRANGER, WAITING, 10002, 10004])
def test_who_takes_no_part_finds_nothing(as_user, inside, at, who):
    activity_id = made.ready(inside, at)
    browser = as_user(who)
    missing = browser.get("/mixers/987654")
    assert browser.get(f"/mixers/{activity_id}").status_code == missing.status_code == 404
    for step in ("profile", "withdrawal", "choices"):
        assert browser.post(f"/mixers/{activity_id}/{step}", typed(inside)).status_code == 404, step
    for step in ("times", "numbers", "opening"):
        assert browser.post(f"/mixers/{activity_id}/{step}").status_code in {403, 404}, step
    for page in ("desk", "badges.pdf"):
        assert browser.get(f"/mixers/{activity_id}/{page}").status_code in {403, 404}, page


def test_pages_ask_the_same_number_of_questions_however_many_take_part(inside, at, as_user, statements):
    activity_id = made.ready(inside, at)
    her, office = as_user(HER), as_user(OFFICE)

    def asked():
        pages = ((her, f"/mixers/{activity_id}"), (office, f"/mixers/{activity_id}/desk"))
        return [len(statements(lambda one=one, path=path: one.get(path))) for one, path in pages]

    few = asked()

    def more():
        for n in range(25):
            made.add_member(31000 + n, f"男{n}", sex=made.Sex.male)
            db.session.add(Signup(activity_id=activity_id, member_id=31000 + n, status=SignupStatus.confirmed, number=100 + n,
                                  token=f"t{n}", created_at=made.clock.now()))  # fmt: skip
        db.session.commit()
        for n in range(25):
            made.write_profile(activity_id, 31000 + n, f"云{n}朵")
        made.come(activity_id, *(31000 + n for n in range(25)))

    inside(more)
    assert "云24朵" in her.get(f"/mixers/{activity_id}").text
    assert asked() == few


def test_a_choice_of_who_withdrew_never_becomes_one_of_who_comes_after(inside, at):
    activity_id = inside(made.mixer)
    for member_id in (HER, SHE, HIM):
        inside(lambda member_id=member_id: made.write_profile(activity_id, member_id))
    at(DURING)
    inside(lambda: made.come(activity_id, *PEOPLE))
    inside(lambda: made.choose(activity_id, HER, HIM))
    inside(lambda: services.withdraw_profile(activity_id, person(HIM)))
    inside(lambda: made.write_profile(activity_id, HE))
    inside(lambda: made.choose(activity_id, HE, HER))
    at(AFTER)
    inside(keep_time)
    assert matches(inside, activity_id, HE) == [] == matches(inside, activity_id, HER), "she never chose him"


def test_who_gave_the_place_back_at_the_last_moment_is_not_kept(inside, at):
    activity_id = made.ready(inside, at)

    def cancel():
        db.session.scalar(select(Signup).where(Signup.member_id == HIM)).status = SignupStatus.cancelled
        db.session.commit()

    inside(cancel)
    at(AFTER)
    inside(keep_time)
    assert inside(lambda: made.profiles(activity_id)) == 3


def test_a_mixer_that_was_put_off_and_never_held_is_forgotten_too(inside, at):
    activity_id = inside(made.mixer)
    inside(lambda: made.write_profile(activity_id, HER))

    def put_off():
        row = db.session.scalar(select(ActivitySession).filter_by(activity_id=activity_id))
        row.called_off_at = made.clock.now()
        db.session.commit()

    inside(put_off)
    at(made.later(31))
    inside(services.forget_mixers)
    assert inside(lambda: made.profiles(activity_id)) == 0


@pytest.mark.parametrize("pseudonym", ["海🌊", "a\nb", "★星", "a\tb"])
def test_a_pseudonym_is_one_that_a_badge_can_show(as_user, inside, pseudonym):
    activity_id = inside(made.mixer)
    assert as_user(HER).post(f"/mixers/{activity_id}/profile", typed(inside, pseudonym=pseudonym)).status_code == 409
    assert inside(lambda: made.profiles(activity_id)) == 0
