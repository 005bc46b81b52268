"""Two people at once: sharing out twice gives nobody an entry twice, liking twice counts once."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from tests.calls import reviewed
from unionweb.accounts.models import Member
from unionweb.calls.models import Liking, Review
from unionweb.calls.rules.kinds import CallState
from unionweb.calls.services.assigning import share_out_reviews
from unionweb.calls.services.likings import like
from unionweb.kernel.extensions import db


def at_once(app, call, times=4):
    def run(_):
        with app.app_context():
            try:
                return call()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_sharing_out_at_the_same_time_gives_each_entry_its_number(app, inside):
    def make():
        call_id = reviewed.call_in_review(state=CallState.closed, reviews_per_entry=2)
        for number in range(1, 21):
            reviewed.entry(call_id, number)
        for member_id in reviewed.people(5, unit=5):
            reviewed.reviewer(call_id, member_id)
        return call_id

    call_id = inside(make)
    given = at_once(app, lambda: share_out_reviews(call_id, db.session.get(Member, reviewed.OFFICE)).given)
    assert sorted(given) == [0, 0, 0, 40]
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Review))) == 40


def test_liking_at_the_same_time_counts_once(app, inside):
    call_id = inside(lambda: reviewed.call_in_review(likes_weight=10))
    entry_id = inside(lambda: reviewed.entry(call_id, 1))
    at_once(app, lambda: like(call_id, entry_id, db.session.get(Member, 10005)))
    assert inside(lambda: db.session.scalar(select(func.count()).select_from(Liking))) == 1
