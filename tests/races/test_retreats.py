"""People confirm, decline and apply at once, and the office presses twice: places, order and list hold; the bad twin's do not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from tests.conftest import NOW
from tests.races.judging import caught, named, no_failures, statuses
from tests.retreats import made
from tests.support import server
from unionweb.common import draws
from unionweb.common.audit import ActorKind, AuditEvent
from unionweb.common.publicity import end_due
from unionweb.kernel import clock
from unionweb.kernel.extensions import db
from unionweb.retreats import services
from unionweb.retreats.models import RetreatApplication, RetreatPick
from unionweb.retreats.queries.applications import APPLICATION
from unionweb.retreats.queries.programmes import SUBJECT
from unionweb.retreats.rules.kinds import HOLDING, PickKind, Status

PUBLISHED, OPENED, CLOSED, FINAL = (datetime(2026, 8, day, 9) for day in (1, 3, 10, 28))
CONFIRMING = 20  # working days, so that it can still be done NOW
YEARS = count(2026)


def on(moment: datetime, call):
    """The call as if it were then."""
    clock.set_now(moment)
    try:
        return call()
    finally:
        clock.set_now(NOW)


def published(places: int, closes_at: datetime = CLOSED) -> int:
    title = f"{next(YEARS)}年的疗休养"
    terms = {"title": title, "min_service_years": 0, "lanes": [], "confirm_days": CONFIRMING, "opens_at": OPENED, "closes_at": closes_at}
    return on(PUBLISHED, lambda: made.add_published(made.route(places=places, least=1), **terms))


def closed(arena, places: int, people) -> int:
    """A programme for which these people have applied, closed."""

    def run():
        programme_id = published(places)
        on(OPENED, lambda: [made.apply(programme_id, one.member_id, 0) for one in people])
        on(CLOSED, services.close_due)
        return programme_id

    return arena.inside(run)


def final(arena, places: int, people) -> int:
    """The same with a result that stands: as many as there are places may confirm, the others wait."""
    programme_id, office = closed(arena, places, people), arena.inside(lambda: made.person(made.OFFICE))
    steps = services.freeze_list, services.decide, services.post_result
    arena.inside(lambda: on(CLOSED, lambda: [step(programme_id, office) for step in steps]))
    arena.inside(lambda: on(FINAL, end_due))
    return programme_id


def applications(arena, programme_id: int) -> list[RetreatApplication]:
    """All of them in their order."""
    query = select(RetreatApplication).where(RetreatApplication.programme_id == programme_id)
    return arena.inside(lambda: db.session.scalars(query.order_by(RetreatApplication.position)).all())


def picks(arena, programme_id: int, kind: PickKind) -> int:
    counted = select(func.count()).where(RetreatPick.programme_id == programme_id, RetreatPick.kind == kind)
    return arena.inside(lambda: db.session.scalar(counted))


def happened(application_id: int) -> list[tuple[str, str]]:
    """What the applicant's own steps made of the application since it has a place, in their order."""
    own = AuditEvent.subject_kind == APPLICATION, AuditEvent.subject_id == application_id, AuditEvent.from_state.in_(HOLDING)
    query = select(AuditEvent.from_state, AuditEvent.to_state).where(*own, AuditEvent.actor_kind == ActorKind.owner)
    return [tuple(row) for row in db.session.execute(query.order_by(AuditEvent.id))]


def step(people, row: RetreatApplication, name: str) -> bytes:
    """What a browser sends when the applicant presses a button."""
    who = next(one for one in people if one.member_id == row.member_id)
    return who.post(f"/retreats/applications/{row.id}/{name}")


def as_many_move_up_as_decline(arena):
    """Four have places, two decline at once: the first two who wait have them now, and nobody else."""
    people = arena.people(10)
    programme_id = final(arena, 4, people)
    before = applications(arena, programme_id)
    no_failures(arena.server.rush([step(people, row, "decline") for row in before[:2]] * 3))
    found = [row.status for row in applications(arena, programme_id)]
    assert found == [Status.declined] * 2 + [Status.placed] * 4 + [Status.waiting] * 4, found
    assert picks(arena, programme_id, PickKind.moved_up) == 2


def confirmed_and_declined_in_many_tabs(arena):
    """Whatever comes last, the place has one holder: who declined is out for good, also when a confirmation came in between.

    What happened is told as one story: each step begins where the one before it ended, and nobody declines twice.
    """
    people = arena.people(4)
    programme_id = final(arena, 1, people)
    first = applications(arena, programme_id)[0]
    no_failures(arena.server.rush([step(people, first, name) for name in ("decline", *["confirmation"] * 7)] * 2))
    found = [row.status for row in applications(arena, programme_id)]
    assert found == [Status.declined, Status.placed, Status.waiting, Status.waiting], found
    assert picks(arena, programme_id, PickKind.moved_up) == 1
    steps = arena.inside(lambda: happened(first.id))
    assert steps in ([("placed", "declined")], [("placed", "confirmed"), ("confirmed", "declined")]), steps


def expired_while_it_is_confirmed_and_declined(arena):
    """The job's clock is past the time while the people's is not: each place has one holder, each expired one a successor."""
    people = arena.people(12)
    programme_id = final(arena, 4, people)
    held = applications(arena, programme_id)[:4]
    wanted = [step(people, row, name) for row, name in zip(held, ("confirmation", "decline") * 2, strict=True)]
    late = datetime.combine(held[0].confirm_by + timedelta(days=1), NOW.time())
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(arena.inside, lambda: on(late, services.expire_due))
        no_failures(arena.server.rush(wanted * 3))
        job.result()
    rows = applications(arena, programme_id)
    holding = [row for row in rows if row.status in HOLDING]
    gone = [row for row in rows if row.status in {Status.declined, Status.expired}]
    assert len(holding) == 4, [row.status for row in rows]
    assert len(gone) == picks(arena, programme_id, PickKind.moved_up)
    assert [row.status for row in rows[4 + len(gone) :]] == [Status.waiting] * (8 - len(gone))


def two_clicks_on_the_draw(arena):
    programme_id = closed(arena, 3, arena.people(6))
    arena.inside(lambda: services.freeze_list(programme_id, made.person(made.OFFICE)))
    (office,) = server.passes(arena.app, [made.OFFICE])
    answers = arena.server.rush([office.post(f"/retreats/programmes/{programme_id}/draw")] * 8)
    assert statuses(answers) == {303: 1, 409: 7}, statuses(answers)
    assert picks(arena, programme_id, PickKind.drawn) == 3


def applied_at_the_last_second(arena):
    """Who is told that they applied is on the frozen list, and nobody else, even when the office freezes it at that moment."""
    closing = NOW + timedelta(minutes=1)
    programme_id = arena.inside(lambda: published(5, closing))
    trip = arena.inside(lambda: made.batch_ids(programme_id)[0])
    path, fields = f"/retreats/programmes/{programme_id}", {"choice_1": trip, "since_year": 2005}
    before, after = ({"X-Test-Clock": moment.isoformat()} for moment in (closing - timedelta(seconds=1), closing))
    (office,) = server.passes(arena.app, [made.OFFICE])
    wanted = [one.post(f"{path}/application", before, **fields) for one in arena.people(40)]
    for place in (36, 24, 12):
        wanted.insert(place, office.post(f"{path}/freeze", after))
    too_late = [one.post(f"{path}/application", after, **fields) for one in arena.people(4)]
    answers = arena.server.rush(wanted + too_late)
    no_failures(answers)
    assert statuses(answers[-4:]) == {409: 4}
    told = [answer for answer in answers if "/applications/" in answer.location]
    listed = arena.inside(lambda: draws.draw_of(SUBJECT, programme_id).entries)
    assert len(listed) == len(told) == len(applications(arena, programme_id))


RACES = [
    as_many_move_up_as_decline, confirmed_and_declined_in_many_tabs, expired_while_it_is_confirmed_and_declined,
    two_clicks_on_the_draw, applied_at_the_last_second,
]  # fmt: skip
LOST_BY_THE_TWIN = [confirmed_and_declined_in_many_tabs, applied_at_the_last_second]


@pytest.mark.parametrize("race", RACES, ids=named)
def test_places_and_lists_hold(arena, race):
    race(arena)


@pytest.mark.parametrize("race", LOST_BY_THE_TWIN, ids=named)
def test_without_locks_they_do_not(twin, race):
    caught(twin, race)
