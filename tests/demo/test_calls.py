"""The calls of the demo: what stands in the library, what runs, and what each account finds to do."""

from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.demo.test_load import CAST
from unionweb.accounts.models import Member
from unionweb.calls.models import (
    Call,
    CallReviewer,
    ChainStep,
    CoAuthor,
    Entry,
    EntryDecision,
    EntryFile,
    Honour,
    LibraryCase,
    LibraryGram,
    Liking,
    Review,
    UnitBrand,
)
from unionweb.calls.queries import chain, quotas, results, reviews
from unionweb.calls.queries.completeness import missing_in
from unionweb.calls.queries.people import checks_of
from unionweb.calls.queries.reviews_own import tasks_of
from unionweb.calls.rules.eligibility import failed
from unionweb.calls.rules.kinds import CallState, CoAuthorState, HonourKey, QuotaRule, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation, ReviewState, is_disputed
from unionweb.calls.rules.wording import length
from unionweb.certificates.models import Certificate
from unionweb.demo import loading
from unionweb.demo.calls.texts import cases, nominations, told
from unionweb.kernel import files
from unionweb.kernel.extensions import db

Status = SubmissionStatus
CASES, ROUND, ART = "case_study", "honour", "artwork"


def calls_of(kind, state=None):
    query = select(Call).where(Call.kind == kind).order_by(Call.year, Call.id)
    return list(db.session.scalars(query.where(Call.state == state) if state else query))


def honour(key):
    return db.session.scalar(select(Call).where(Call.honour_key == key))


def entries_of(call):
    return list(db.session.scalars(select(Entry).where(Entry.call_id == call.id).order_by(Entry.id)))


def statuses(call):
    return dict(Counter(one.status for one in entries_of(call)))


def latest():
    """The last moment at which something happened."""
    columns = (Entry.changed_at, Entry.submitted_at, ChainStep.at, Review.submitted_at, CallReviewer.answered_at, Liking.at)
    return max(db.session.scalar(select(func.max(column))) for column in (*columns, Honour.recorded_at))


# ---- texts


def test_every_text_is_its_own_and_long_enough_to_be_read():
    everything = [one["body"] for one in (*cases(), *nominations(), *told("running"), *told("artworks"))]
    assert len(set(everything)) == len(everything) == 32 + 28 + 11 + 8
    assert all(300 <= length(one["body"]) <= 700 for one in cases())
    assert len({one["title"] for one in cases()}) == 32


def test_cases_are_spread_over_themes_units_and_years():
    given = [one for one in cases() if (one["ago"], one["place"]) not in {(1, 11), (1, 12)}]
    assert len(given) == 30
    assert set(Counter(one["theme"] for one in given).values()) == {6}
    assert Counter(one["ago"] for one in given) == {1: 10, 2: 11, 3: 9}
    assert len({one["unit"] for one in given}) > 18


# ---- past years


def test_the_library_holds_thirty_cases_that_can_be_searched(demo):
    def read():
        rows = list(db.session.scalars(select(LibraryCase)))
        found = select(func.count()).select_from(LibraryGram).where(LibraryGram.gram == "急救")
        return rows, db.session.scalar(found), db.session.scalar(select(func.count()).select_from(UnitBrand))

    rows, found, brands = demo(read)
    assert Counter(row.year for row in rows) == {2025: 10, 2024: 11, 2023: 9}
    assert found == 1
    assert brands == 8
    assert all(row.authors and row.theme and row.grade and row.published_at < NOW for row in rows)


def test_a_past_call_is_decided_by_the_order_of_its_scores(demo):
    def read():
        found = []
        for call in calls_of(CASES, CallState.final):
            stands = results.stands_of(call)
            found.append(([one.score for one in stands], [one.position or 9 for one in stands], reviews.shortages(call)))
        return found

    for scores, positions, short in demo(read):
        assert short == {}
        assert scores == sorted(set(scores), reverse=True)
        assert positions == sorted(positions)


def test_what_was_given_last_year_is_in_the_register_and_on_certificates(demo):
    def read():
        call = calls_of(CASES, CallState.final)[-1]
        result = results.result_of(call.id)
        printed = db.session.scalars(select(Certificate).where(Certificate.batch_id == result.batch_id)).all()
        held = db.session.scalars(select(Honour).where(Honour.call_id == call.id)).all()
        given = select(func.count()).select_from(EntryDecision).where(EntryDecision.call_id == call.id, EntryDecision.grade_id.is_not(None))
        return [one.name for one in printed], [(one.name, one.issued_on) for one in held], db.session.scalar(given)

    printed, held, given = demo(read)
    assert given == 10 <= len(printed)
    assert sorted(printed) == sorted(name for name, _ in held)
    assert "王敏" in printed
    assert {on.year for _, on in held} == {2025}


def test_the_register_goes_back_five_years(demo):
    rows = demo(lambda: db.session.scalars(select(Honour).where(Honour.import_id.is_not(None))).all())
    assert Counter(row.year for row in rows) == dict.fromkeys(range(2021, 2026), 12)
    assert {row.key for row in rows} == set(HonourKey)
    assert {row.name for row in rows if row.member_id in CAST.values()} == {"王敏", "李静", "郑评"}
    assert all(row.recorded_at < NOW for row in rows)


# ---- what runs


def test_the_call_of_this_year_has_entries_at_every_step(demo):
    call = demo(lambda: calls_of(CASES, CallState.open)[0])
    assert call.submits_until > NOW
    assert set(demo(lambda: statuses(call))) == {
        Status.draft, Status.submitted, Status.returned, Status.unit_approved, Status.under_review, Status.withdrawn,
    }  # fmt: skip


def test_the_round_has_seven_honours_in_one_calendar_and_each_state(demo):
    def read():
        rows = calls_of(ROUND)
        return [(one.honour_key, one.state, one.round_id, one.opens_at, statuses(one)) for one in rows]

    rows = demo(read)
    assert {key for key, *_ in rows} == set(HonourKey)
    assert len({round_id for _, _, round_id, *_ in rows}) == len({opened for *_, opened, _ in rows}) == 1
    assert {state for _, state, *_ in rows} == {CallState.open, CallState.closed, CallState.reviewing}
    found = sum((Counter(counted) for *_, counted in rows), Counter())
    assert found[Status.under_review] == 20
    assert found[Status.unit_approved] == 4 and found[Status.draft] == 2 and found[Status.submitted] == found[Status.returned] == 1


def test_everything_sent_in_keeps_the_rules_of_its_call(demo):
    def problems():
        sent = db.session.scalars(select(Entry).where(Entry.status.not_in((Status.draft, Status.withdrawn)))).all()
        return [(one.subject_name, missing_in(one) + failed(checks_of(one) if one.call.is_nomination else [])) for one in sent]

    assert [found for found in demo(problems) if found[1]] == []


def test_no_unit_has_sent_more_than_its_places(demo):
    def read():
        limited = [call for call in calls_of(ROUND) if call.quota_rule is not QuotaRule.none]
        return [(call.title, [line.left for line in quotas.sheet(call)]) for call in limited]

    sheets = demo(read)
    assert len(sheets) == 7
    assert all(lines and min(lines) >= 0 for _, lines in sheets)


def test_reviews_show_a_tie_a_dispute_and_a_gap_in_coverage(demo):
    def read():
        team, woman = honour(HonourKey.vanguard_team), honour(HonourKey.march8_individual)
        stands = results.stands_of(team)
        return [s.score for s in stands], [is_disputed(s.summary, 20) for s in stands], reviews.shortages(woman)

    scores, disputed, short = demo(read)
    assert scores[0] == scores[1] > scores[2]
    assert disputed == [False, False, True]
    assert list(short.values()) == [1]


def test_nobody_reviews_where_they_are_barred(demo):
    def read():
        running = db.session.scalars(select(Call).where(Call.state.in_((CallState.reviewing, CallState.final)))).all()
        return [reviews.lost_reviews(call.id, CAST[10003]) for call in running]

    assert demo(read) == [[]] * 7


def test_works_hang_with_their_pictures_and_likes(loaded, demo):
    def read():
        call = calls_of(ART)[0]
        rows = db.session.scalars(select(EntryFile).join(Entry, Entry.id == EntryFile.entry_id).where(Entry.call_id == call.id)).all()
        kept = [(files.folder() / name).is_file() for row in rows for name in (row.file, row.preview)]
        return kept, Counter(db.session.scalars(select(Liking.entry_id)))

    kept, likes = demo(read)
    assert kept == [True] * 16
    assert len(likes) == 8 and likes.total() > 200


def test_nothing_of_it_lies_in_the_future(demo):
    assert demo(latest) <= NOW


# ---- what each account finds


def test_wang_min_has_a_draft_a_nomination_and_a_question_to_answer(demo):
    def read():
        own = db.session.scalars(select(Entry).where(Entry.member_id == CAST[10001])).all()
        named = db.session.scalars(select(Entry).where(Entry.nominee_member_id == CAST[10001], Entry.member_id != CAST[10001])).all()
        asked = db.session.scalar(select(CoAuthor.state).where(CoAuthor.member_id == CAST[10001]))
        return sorted(one.status.value for one in own), [one.status for one in named], asked

    own, named, asked = demo(read)
    assert own == ["awarded", "draft", "draft"]
    assert named == [Status.under_review]
    assert asked is CoAuthorState.invited


def test_the_chair_has_entries_to_check_and_the_office_has_intake(demo):
    unit = demo(lambda: db.session.get(Member, CAST[10002]).unit_id)
    assert demo(lambda: chain.waiting_for({unit})) == 3
    waiting = select(func.count()).select_from(Entry).where(Entry.status == Status.unit_approved)
    assert demo(lambda: db.session.scalar(waiting)) == 7


def test_the_reviewer_has_an_invitation_and_reviews_in_every_state(demo):
    def read():
        tasks = tasks_of(CAST[10008])
        rows = select(Review.state).join(Entry, Entry.id == Review.entry_id).join(Call, Call.id == Entry.call_id)
        states = set(db.session.scalars(rows.where(Review.member_id == CAST[10008], Call.state == CallState.reviewing)))
        return {task.row.state for task in tasks}, sum(task.left for task in tasks), states

    invited, left, states = demo(read)
    assert invited == {Invitation.invited, Invitation.accepted}
    assert left > 5
    assert states == {ReviewState.assigned, ReviewState.started, ReviewState.submitted}


@pytest.mark.parametrize("moment", ["2027-01-04 08:10", "2028-05-10 11:00"])
def test_it_fits_any_day_of_any_year(installation, moment):
    moment = datetime.fromisoformat(moment)
    app = installation(moment)
    with app.app_context():
        loading.load(7)
        assert db.session.scalar(select(func.count()).select_from(LibraryCase)) == 30
        assert {call.state for call in calls_of(ROUND)} == {CallState.open, CallState.closed, CallState.reviewing}
        assert latest() <= moment
        db.session.remove()
