"""Whatever is posted, nobody gets a failure: a page in Chinese that says what to do, and nothing has changed."""

import re
import shutil

import pytest

from tests.support.bad_input import BAD_VALUES, fields_of_all_forms, forms_on, payloads
from tests.support.university import CAST
from tests.support.watch import watch
from tests.support.world import address, build
from unionweb.kernel.extensions import db

COUNTED_ANYWAY = {"sign_in_attempt", "user_session", "read_log"}
STAYS_SIGNED_IN = {"accounts.end_session", "accounts.end_other_sessions", "accounts.end_own_session"}  # not these here
CHINESE = re.compile("[\u4e00-\u9fff]")


class Ground:
    """The small university with one of everything, which can be put back as it was."""

    def __init__(self, app, cluster, as_user):
        self.app, self.cluster = app, cluster
        with app.app_context():
            self.world = build()
        self.people = {who: as_user(who) for who in CAST}
        self.visitor = as_user(None)
        self.url = app.config["SQLALCHEMY_DATABASE_URI"]
        self.watch = watch(app)
        self._copy(self.name, self.kept)

    @property
    def name(self) -> str:
        return self.url.split("?")[0].rsplit("/", 1)[1] if self.cluster else self.url.removeprefix("sqlite:///")

    @property
    def kept(self) -> str:
        return f"{self.name}_kept"

    def restore(self) -> None:
        """Everything as it was in the beginning."""
        self._copy(self.kept, self.name)
        self.watch.start()

    def _copy(self, source: str, target: str) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        if self.cluster:
            self.cluster.drop(target)
            self.cluster.create(target, template=source)
        else:
            shutil.copy(source, target)

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        if self.cluster:
            self.cluster.drop(self.kept)

    def posts(self):
        """Every address that takes a POST."""
        rules = [r for r in self.app.url_map.iter_rules() if "POST" in r.methods and r.endpoint not in STAYS_SIGNED_IN]
        return sorted(rules, key=lambda rule: rule.rule)

    def judge(self, answer, where) -> None:
        """No failure; a refusal is a page in Chinese, and nothing has changed."""
        assert answer.status_code < 500, where
        if answer.status_code < 400:
            assert answer.status_code == 303 or answer.status_code == 200, where
            self.restore()
            return
        assert answer.mimetype == "text/html" and CHINESE.search(answer.text), where
        changed = self.watch.tables - COUNTED_ANYWAY
        assert not changed, f"{where}: {answer.status_code}, but {changed} changed"
        self.watch.start()


@pytest.fixture
def ground(app, cluster, as_user):
    found = Ground(app, cluster, as_user)
    yield found
    found.close()


def insiders(ground, path) -> list:
    """The people whom a POST without anything does not send away: a rule or a missing object is not what is tried here."""
    found = []
    for browser in [*ground.people.values(), ground.visitor]:
        answer = browser.post(path)
        ground.judge(answer, path)
        sent_away = answer.status_code in {403, 404} or (answer.location or "").startswith("/sign-in")
        found += [] if sent_away else [browser]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_no_shape_of_input_breaks_anything(ground, part):
    shapes = payloads(fields_of_all_forms())
    for rule in ground.posts()[part::4]:
        path = address(ground.app, rule, ground.world)
        for browser in insiders(ground, path)[:1] or [ground.people[10001]]:
            for name, shape in payloads(fields_of_all_forms()).items():
                ground.judge(browser.post(path, **shape), f"{rule.rule}: {name}")
    assert len(shapes) > 15
    assert not ground.watch.outside, ground.watch.outside


@pytest.mark.slow
@pytest.mark.parametrize("who", [10001, 10002, 10003, 10004, 10006, 10007])
def test_no_single_field_of_a_real_form_breaks_anything(ground, who):
    """Each form as its page shows it, with one field wrong, missing or twice."""
    browser, tried = ground.people[who], set()
    for rule in (r for r in ground.app.url_map.iter_rules() if "GET" in r.methods and r.endpoint != "assets.show"):
        page = browser.get(address(ground.app, rule, ground.world))
        for form in forms_on(page.text) if page.mimetype == "text/html" else []:
            if form.kind in tried or form.action.startswith(("/sign-out", "/account/sessions")):
                continue
            tried.add(form.kind)
            for name, changed in with_one_wrong(form, len(tried)):
                ground.judge(browser.post(form.action, data=changed), f"{form.action} with {name}")
    assert tried
    assert not ground.watch.outside, ground.watch.outside


def with_one_wrong(form, turn: int):
    """The form's own fields with one of them spoilt; of the bad values a few, other ones for each form."""
    own = dict(form.fields)
    for place, name in enumerate(own):
        for step in range(3):
            value = BAD_VALUES[(turn + place * 3 + step * 5) % len(BAD_VALUES)]
            yield f"{name}={value[:20]!r}", own | {name: value.encode("utf-8", "surrogatepass")}
        yield f"without {name}", {other: value for other, value in own.items() if other != name}
        yield f"{name} twice", own | {name: [own[name], "1"]}


def test_addresses_of_nothing_are_not_found(ground):
    """Numbers that no row has, that no column holds, and numbers that are none."""
    for rule in ground.posts():
        numbers = [name for name in rule.arguments if name.endswith("_id")]
        usual = address(ground.app, rule, ground.world)
        for name in numbers:
            value = str(ground.world.of(rule.endpoint, name))
            for bad in ("0", "987654", "2147483648", "9" * 30, "-1", "abc", "%00"):
                path = usual.replace(f"/{value}", f"/{bad}", 1)
                answer = ground.people[10003].post(path)
                ground.judge(answer, path)
                assert answer.status_code in {403, 404, 405, 409, 422}, path


@pytest.mark.parametrize("htmx", [False, True])
def test_without_the_token_of_the_page_nothing_is_done(ground, as_user, htmx):
    browser = as_user(10003, csrf=True, htmx=htmx)
    for rule in ground.posts():
        for data in ({}, {"csrf_token": "forged", "slot_id": "1"}):
            answer = browser.post(address(ground.app, rule, ground.world), data=data)
            assert answer.status_code == 400, rule.rule
            ground.judge(answer, rule.rule)


def test_queries_of_pages_may_hold_anything(ground):
    """What stands behind the question mark never breaks a page."""
    names = ("page", "q", "date", "from", "until", "campus", "service", "point", "move", "slot", "provider", "mode", "sort",
             "status", "unit", "role", "month", "year", "week", "kind", "action", "actor", "state", "repeat", "weeks", "next")  # fmt: skip
    for rule in (r for r in ground.app.url_map.iter_rules() if "GET" in r.methods and r.endpoint != "assets.show"):
        path = address(ground.app, rule, ground.world).split("?")[0]
        for who in (10001, 10003, 10006):
            for value in ("", "abc", "-1", "9" * 30, "2026-02-30", "%00", "%ff", "<b>", "%E9%95%BF" * 300):
                answer = ground.people[who].get(f"{path}?{'&'.join(f'{name}={value}' for name in names)}")
                assert answer.status_code < 500, f"{path} {value}"
