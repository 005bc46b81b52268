"""Every page and export of the calls sends the same number of statements in a small world and in a crowded one.

The full size of the December round: python -m bench round.
"""

import pytest

from tests.calls import crowded, walked


@pytest.fixture
def ask(as_user, statements):
    """ask(page, address) → (status, how many statements)."""
    clients = {staff_no: as_user(staff_no).client for staff_no in walked.PEOPLE}

    def asked(page: walked.Page, address: str) -> tuple[int, int]:
        answers = []
        said = statements(lambda: answers.append(clients[page.staff_no].get(address)))
        return answers[0].status_code, len(said)

    return asked


@pytest.fixture
def counts(app, inside, ask):
    """counts(size) → page → (status, statements), in a world that is laid out for it. One page is read before any is counted."""

    def counted(size: crowded.Size) -> dict[walked.Page, tuple[int, int]]:
        world = inside(lambda: crowded.lay_out(size))
        ask(walked.Page("calls.index", "any", walked.OFFICE), "/calls")
        return {page: ask(page, address) for page, address in walked.pages(app, world)}

    return counted


def test_every_page_costs_the_same_in_a_small_world_and_in_a_crowded_one(app, counts):
    small, crowd = counts(crowded.SMALL), counts(crowded.MIDDLE)
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("calls.") and "GET" in rule.methods}
    assert not ours - {page.endpoint for page, (status, _) in small.items() if status == 200}, "tests/calls/crowded.py lacks something"
    assert {page: (small[page], crowd[page]) for page in small if small[page] != crowd[page]} == {}


def test_the_sheets_cost_the_same_with_more_reviews_than_are_fetched_at_once(app, inside, ask):
    def counted(size):
        world = inside(lambda: crowded.lay_out(size))
        sheets = walked.Page("calls.score_sheet", "review", walked.OFFICE), walked.Page("calls.result_sheet", "review", walked.OFFICE)
        return {page: ask(page, address) for page, address in walked.pages(app, world) if page in sheets}

    few, many = counted(crowded.SMALL), counted(crowded.Size(units=6, honours=1, nominations=30, reviewers=12))  # 540 reviews
    assert len(few) == 2 and few == many
