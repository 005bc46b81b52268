"""A university in which nothing is ever kept: what would be committed is noted and rolled back.

So thousands of forms can be sent to the same state, on both databases, without putting it back after each.
"""

import re

from sqlalchemy.orm import Session

from tests.support.pages import check_fragment, check_page
from tests.support.university import CAST
from tests.support.watch import watch
from tests.support.world import World, address, build

COUNTED_ANYWAY = {"sign_in_attempt", "verification_try", "check_in_try", "read_log", "user_session"}  # tries, a look, being here
CHINESE = re.compile("[\u4e00-\u9fff]")
SENTENCE = re.compile(r'<span class="err"[^>]*>(.*?)</span>|<li><a href="#[^"]*">(.*?)</a></li>', re.S)
IN_TURN = (10003, 10001, 10006, 10002, 10004, 10007, 10008, 10005, None)


class Ground:
    """The small university with one of everything, and everybody in it at a browser that keeps no new cookies."""

    def __init__(self, app, as_user, monkeypatch):
        self.app = app
        with app.app_context():
            self.world: World = build()
        self.cookies = {who: self._cookie(as_user(who)) for who in CAST} | {None: ""}
        self.watch = watch(app)
        self.would_keep: set[str] = set()
        self.wrong: list[str] = []
        self._looked_at: set = set()
        monkeypatch.setattr(Session, "commit", lambda session: self._pretend(session))

    def _pretend(self, session: Session) -> None:
        session.flush()
        self.would_keep |= {table for open_ in self.watch._open.values() for _verb, table in open_}
        session.rollback()

    @staticmethod
    def _cookie(browser) -> str:
        kept = browser.client.get_cookie("session")
        return f"session={kept.value}"

    def rules(self, method: str) -> list:
        """Every address that takes a method."""
        return sorted((r for r in self.app.url_map.iter_rules() if method in r.methods), key=lambda rule: rule.rule)

    def address(self, rule, **missing) -> str:
        return address(self.app, rule, self.world, **missing)

    def send(self, who, method: str, path: str, **shape):
        """Send a request as somebody. A failure, a refusal that changes something, and one that is not in Chinese are
        noted in `wrong`."""
        self.would_keep.clear()
        client = self.app.test_client(use_cookies=False)
        headers = {"Cookie": self.cookies[who]} | shape.pop("headers", {})
        answer = client.open(path, method=method, headers=headers, **shape)
        self._judge(answer, f"{method} {path[:200]} as {who}: {answer.status_code}")
        return answer

    def post(self, who, path: str, **shape):
        return self.send(who, "POST", path, **shape)

    def get(self, who, path: str, **shape):
        return self.send(who, "GET", path, **shape)

    def _judge(self, answer, where: str) -> None:
        changed = self.would_keep - COUNTED_ANYWAY
        if answer.status_code >= 500:
            self.wrong.append(where)
        elif answer.status_code >= 400 and changed:
            self.wrong.append(f"{where}, but {changed} changed")
        elif answer.status_code >= 400 and answer.data:
            self._judge_words(answer, where)

    def _judge_words(self, answer, where: str) -> None:
        sentences = [words for found in SENTENCE.findall(answer.text) for words in found if words]
        if not CHINESE.search(answer.text) or not all(CHINESE.search(words) for words in sentences):
            self.wrong.append(f"{where}: {sentences or answer.text[:200]}")
        self._look_once(answer)

    def _look_once(self, answer) -> None:
        """Parse a page strictly, the first of each kind; that is slow."""
        kind = (answer.request.path, answer.status_code)
        if answer.mimetype == "text/html" and kind not in self._looked_at:
            self._looked_at.add(kind)
            (check_page if answer.text.lstrip().startswith("<!doctype") else check_fragment)(answer.text)

    def approve(self) -> None:
        """Everything sent so far was answered as it should be."""
        assert not self.wrong, "\n".join([f"{len(self.wrong)} wrong", *self.wrong[:200]])
        assert not self.watch.outside, self.watch.outside

    def insider(self, path: str, method: str = "POST"):
        """Somebody whom the rule of an address lets in and for whom its object is there; else the office."""
        for who in IN_TURN:
            answer = self.send(who, method, path)
            sent_away = (answer.location or "").startswith("/sign-in") and who is None
            if answer.status_code not in {401, 403, 404} and not sent_away:
                return who
        return IN_TURN[0]
