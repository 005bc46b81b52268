"""Own questions where activities ask them: what was answered stays in view when a question is asked no more."""

import io
import re

from tests.activities.made import an_activity
from unionweb.common import questions
from unionweb.kernel.sheets import read_table

SIZES = "\n".join(f"{size} 号" for size in range(34, 46))


def asked_by_the_office(office, activity, *typed) -> list[int]:
    base = f"/activities/{activity}/questions"
    for one in typed:
        assert office.post(base, one).status_code == 303
    return sorted(int(n) for n in set(re.findall(r"questions/(\d+)/edit", office.get(base).text)))


def test_a_withdrawn_question_keeps_its_answers_in_the_list_and_on_the_pages(as_user, inside):
    activity, office, member = inside(an_activity), as_user(10003), as_user(10001)
    diet, proof = asked_by_the_office(office, activity, {"text": "有没有忌口", "kind": "text"}, {"text": "证明", "kind": "file"})
    typed = {f"q{diet}": "不吃香菜", f"q{proof}": (io.BytesIO(b"%PDF-1.4 x"), "证明.pdf")}
    own = member.post(f"/activities/{activity}/sign-up", typed).location
    for question in (diet, proof):
        assert office.post(f"/activities/{activity}/questions/{question}/withdrawal").status_code == 303
        assert office.post(f"/activities/{activity}/questions/{question}/withdrawal").status_code == 404
    page = member.get(own).text
    file = re.search(r'href="([^"]+/files/\d+)"', page)[1]
    assert "不吃香菜" in page and member.get(file).data.startswith(b"%PDF") and as_user(10005).get(file).status_code == 404
    assert "不吃香菜" in office.get(f"{own}/desk").text
    table = str(read_table(office.get(f"/activities/{activity}/signups.xlsx").data, "a.xlsx"))
    assert "有没有忌口（不再问）" in table and "不吃香菜" in table and "证明.pdf" in table
    assert "有没有忌口" not in as_user(10002).get(f"/activities/{activity}/sign-up").text


def test_nothing_is_chosen_before_somebody_chooses_what_is_required(as_user, inside):
    activity, office = inside(an_activity), as_user(10003)
    asked_by_the_office(office, activity, {"text": "鞋码", "kind": "choice", "choices": SIZES, "is_required": "y"})
    member = as_user(10001)
    page = member.get(f"/activities/{activity}/sign-up").text
    name = inside(lambda: questions.questions_of("activity", activity)[0].field_name)
    assert page.count(f'type="radio" name="{name}"') == 12 and "checked" not in page.split(name, 1)[1].split("</fieldset>")[0]
    assert member.post(f"/activities/{activity}/sign-up").status_code == 422
    assert member.post(f"/activities/{activity}/sign-up", {name: "33 号"}).status_code == 422
    assert member.post(f"/activities/{activity}/sign-up", {name: "40 号"}).status_code == 303
