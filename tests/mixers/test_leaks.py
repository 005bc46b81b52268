"""Canaries: a pseudonym, a contact line and a choice, looked for everywhere they must not be."""

import io
import re
import zipfile

import pytest
from sqlalchemy import MetaData, select

from tests.mixers import made
from tests.mixers.made import AFTER, HE, HER, HIM, OFFICE, PEOPLE, SHE, WAITING
from unionweb.common.audit import AuditEvent
from unionweb.inbox.models import Message
from unionweb.kernel.extensions import db
from unionweb.mixers.models import MixerProfile
from unionweb.mixers.services.telling import keep_time

NAMES = {HER: "金丝雀甲", SHE: "金丝雀乙", HIM: "金丝雀丙", HE: "金丝雀丁"}
LINES = {who: f"canary-{who}-line" for who in NAMES}
CANARY = re.compile("金丝雀[甲乙丙丁]|canary-\\d+-line")


@pytest.fixture
def mixer(inside, at):
    """She and he chose each other, she was ticked in vain, the others ticked nobody; choosing is still open."""
    activity_id = inside(made.mixer)
    for who in NAMES:
        inside(lambda who=who: made.write_profile(activity_id, who, NAMES[who], LINES[who]))
    inside(lambda: made.services.draw_numbers(activity_id, made.person(OFFICE)))
    at(made.DURING)
    inside(lambda: made.come(activity_id, *PEOPLE))
    inside(lambda: made.choose(activity_id, HER, HIM))
    inside(lambda: made.choose(activity_id, HIM, HER))
    inside(lambda: made.choose(activity_id, HE, SHE))
    return activity_id


def addresses(app, activity_id) -> list[str]:
    """Every page that can be opened, about this activity and its people where it is about one."""
    values = {"activity_id": activity_id, "signup_id": 3, "activity_session_id": 1, "session_id": 1, "member_id": HIM, "year": 2026}
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments <= values.keys()]
    return sorted({rule.build({name: values[name] for name in rule.arguments})[1] for rule in rules} - {"/static/"})


def found_on_pages(app, browser, activity_id) -> dict[str, set[str]]:
    """Address → the canaries seen there."""
    found = {}
    for path in addresses(app, activity_id):
        answer = browser.get(path)
        assert answer.status_code < 500, path
        if seen := set(CANARY.findall(text_of(answer.get_data()))):
            found[path] = seen
    return found


def on_pages_but_the_own_data(app, browser, activity_id, who) -> dict[str, set[str]]:
    """The same without the workbook of everything that is kept of oneself, which holds the own lines alone."""
    found = found_on_pages(app, browser, activity_id)
    assert found.pop("/account/data.xlsx") == {NAMES[who], LINES[who]}
    return found


def text_of(data: bytes) -> str:
    """A page, or what is packed into a workbook."""
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    packed = zipfile.ZipFile(io.BytesIO(data))
    return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.parametrize(("who", "moment"), [
    *((who, made.DURING) for who in (None, 10001, 10002, OFFICE, 10004, 10006, WAITING)), (OFFICE, AFTER), (WAITING, AFTER),
])  # fmt: skip
def test_no_page_of_anybody_outside_shows_anything(app, as_user, inside, at, mixer, who, moment):
    at(moment)
    inside(keep_time)
    pages = found_on_pages(app, as_user(who), mixer)
    allowed = {f"/mixers/{mixer}/desk": set(NAMES.values())} if who == OFFICE else {}
    assert pages == allowed, "the organiser's list of badges alone, without contact lines"


def test_a_participant_sees_the_other_sex_while_choosing_and_the_own_pairs_afterwards(app, as_user, inside, at, mixer):
    own = f"/mixers/{mixer}"
    during = {who: on_pages_but_the_own_data(app, as_user(who), mixer, who) for who in PEOPLE}
    men, women = {NAMES[HIM], NAMES[HE]}, {NAMES[HER], NAMES[SHE]}
    assert during[HER] == {own: {NAMES[HER], LINES[HER]} | men} and during[HE] == {own: {NAMES[HE], LINES[HE]} | women}
    at(AFTER)
    inside(keep_time)
    after = {who: on_pages_but_the_own_data(app, as_user(who), mixer, who) for who in PEOPLE}
    assert after[HER] == {own: {NAMES[HER], LINES[HER], NAMES[HIM], LINES[HIM]}}
    assert after[HIM] == {own: {NAMES[HIM], LINES[HIM], NAMES[HER], LINES[HER]}}
    assert after[SHE] == {own: {NAMES[SHE], LINES[SHE]}}, "ticked in vain: learns nothing"
    assert after[HE] == {own: {NAMES[HE], LINES[HE]}}, "ticked in vain"


def test_pages_of_who_was_ticked_in_vain_and_of_who_was_not_are_alike(as_user, inside, at, mixer):
    at(AFTER)
    inside(keep_time)
    page = as_user(SHE).get(f"/mixers/{mixer}").text

    def plain(text):
        text = re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]+', r"\1", text)
        return CANARY.sub("", re.sub("白云飞|田满仓|<dd>[1-4]</dd>", "", text))

    assert plain(page) == plain(as_user(HE).get(f"/mixers/{mixer}").text)


def everything(activity_id) -> str:
    """The whole database as text, as it lies on the disk."""
    meta = MetaData()
    meta.reflect(db.engine)
    with db.engine.connect() as raw:
        return "\n".join(str(tuple(row)) for table in meta.sorted_tables for row in raw.exec_driver_sql(f"SELECT * FROM {table.name}"))


def test_the_database_holds_nothing_in_plain_text(inside, at, mixer):
    text = inside(lambda: everything(mixer))
    assert "mixer" in text and not CANARY.findall(text)
    at(AFTER)
    inside(keep_time)
    assert not CANARY.findall(inside(lambda: everything(mixer)))


def test_how_much_somebody_chose_cannot_be_told_from_its_length_or_a_trace(inside, mixer):
    def stored():
        with db.engine.connect() as raw:
            return [tuple(row) for row in raw.exec_driver_sql("SELECT choices, pairs FROM mixer_profile")]

    assert len({len(text) for row in inside(stored) for text in row}) == 1
    moments = [column.name for column in MixerProfile.__table__.columns if column.name.endswith("_at")]
    assert moments == ["consented_at"], "no row says when somebody chose"


def test_neither_messages_nor_events_tell_who_takes_part_or_chose(inside, at, mixer):
    before = inside(lambda: len(list(db.session.scalars(select(AuditEvent.id)))))
    inside(lambda: made.choose(mixer, SHE, HE))
    assert inside(lambda: len(list(db.session.scalars(select(AuditEvent.id))))) == before, "choosing leaves no event"
    at(AFTER)
    inside(keep_time)
    events = inside(lambda: list(db.session.scalars(select(AuditEvent).where(AuditEvent.subject_kind == "mixer"))))
    assert {event.actor_id for event in events} <= {None, OFFICE}
    assert not [event for event in events if event.detail or CANARY.search(f"{event.reason}{event.to_state}")]
    words = inside(lambda: "".join(f"{m.title}{m.body}{m.path}" for m in db.session.scalars(select(Message))))
    assert not CANARY.search(words)


def test_the_log_and_the_report_of_the_job_say_nothing(inside, at, mixer, caplog):
    caplog.set_level(0)
    at(AFTER)
    assert inside(keep_time) == "核对了 1 场。"
    assert not CANARY.search(caplog.text)
