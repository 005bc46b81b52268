"""Wrong shapes for every form of mixers: a page in Chinese, and nothing has changed."""

from tests.mixers import made
from tests.mixers.made import HER, HIM, OFFICE, PEOPLE
from tests.support.bad_input import fields_of_all_forms, shapes
from unionweb.mixers import queries

WRONG_CHOICES = {"NUL", "twice", "letters", "negative"}


def test_no_shape_of_input_breaks_anything(as_user, inside, at):
    activity_id = made.ready(inside, at)
    inside(lambda: made.choose(activity_id, HER, HIM))
    own = inside(lambda: (queries.profile_of(HER, activity_id).contact, queries.own_choices(HER, activity_id)))
    names = [name for name in fields_of_all_forms() if name != "csrf_token"]
    for who, step in ((HER, "profile"), (HER, "choices"), (OFFICE, "times")):
        browser = as_user(who)
        for name, make in shapes(names).items():
            if name in {"JSON", "no UTF-8"} or (step == "choices" and name not in WRONG_CHOICES):
                continue  # no tick at all is an answer, and JSON is no form
            answer = browser.post(f"/mixers/{activity_id}/{step}", **make())
            assert 400 <= answer.status_code < 500, f"{step} took {name}: {answer.status_code}"
    assert inside(lambda: (queries.profile_of(HER, activity_id).contact, queries.own_choices(HER, activity_id))) == own
    assert inside(lambda: made.profiles(activity_id)) == len(PEOPLE)


def test_a_mixer_that_is_not_there_is_not_found(as_user):
    for who in (HIM, OFFICE):
        browser = as_user(who) if who == OFFICE else as_user(10001)
        for number in (0, 987654, 2**31 - 1, 2**63):
            for step in ("profile", "withdrawal", "choices"):
                assert browser.post(f"/mixers/{number}/{step}").status_code == 404
            for step in ("times", "numbers", "opening"):
                assert browser.post(f"/mixers/{number}/{step}").status_code in {403, 404}
