"""The yearly check: who submits, who judges, what is overdue."""

import io
from datetime import date

import pytest

from tests.clubs import made
from tests.clubs.made import NEWCOMER, OFFICE, PROPOSER, STRANGER, person
from unionweb.clubs import queries, services
from unionweb.clubs.models import Club, ClubCheck
from unionweb.clubs.rules import terms
from unionweb.clubs.rules.kinds import CheckState
from unionweb.clubs.rules.money import fen_of, yuan
from unionweb.clubs.services import Judgement, Report
from unionweb.kernel import files
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db

TYPED = {"year": "2025", "income": "1,200.50", "spent": "1000", "text": "打了四十次球"}


@pytest.fixture
def club(inside):
    """An active club, founded last year."""
    club_id = inside(made.active)

    def age():
        db.session.get_one(Club, club_id).founded_on = date(2025, 3, 1)
        db.session.commit()

    inside(age)
    return club_id


def test_money_reads_as_it_is_written():
    assert [fen_of(text) for text in ("0", "1200", "1200.5", "1,200.05")] == [0, 120_000, 120_050, 120_005]
    assert yuan(120_005) == "1,200.05"
    for text in ("", "-1", "1.234", "1,20", "１２", "12,", "99999999999", "1e3"):
        with pytest.raises(ValueError, match="这样的金额"):
            fen_of(text)


def test_which_years_are_open_and_due():
    assert terms.years_to_check(date(2020, 1, 1), date(2026, 9, 16), 3) == [2025]
    assert terms.years_to_check(date(2020, 1, 1), date(2026, 12, 1), 3) == [2026, 2025]
    assert terms.years_to_check(date(2020, 1, 1), date(2027, 2, 1), 3) == [2026, 2025], "what is overdue can be submitted"
    assert terms.years_to_check(date(2020, 1, 1), date(2026, 9, 16), 12) == [2025, 2024]
    assert terms.years_to_check(date(2026, 1, 1), date(2026, 9, 16), 3) == []
    assert terms.due_day(2025, 3) == date(2026, 3, 31) and terms.due_day(2025, 12) == date(2026, 12, 31)
    assert (terms.year_due(date(2026, 3, 31), 3), terms.year_due(date(2026, 4, 1), 3)) == (2024, 2025)


def test_a_check_is_submitted_mended_and_passed(as_user, inside, club, monkeypatch):
    monkeypatch.setattr("unionweb.clubs.queries.checks.held_sources", [lambda club_id, year: 7 if year == 2025 else 0])
    president, office = as_user(PROPOSER), as_user(OFFICE)
    assert "2025 年年检没交" in office.get("/clubs/desk").text and "教职工羽毛球协会" in office.get("/clubs/desk").text
    assert "7 次" in president.get(f"/clubs/{club}/checks/new").text
    sent = TYPED | {"file": (io.BytesIO(b"%PDF-1.7 books"), "账目.pdf")}
    path = president.post(f"/clubs/{club}/checks", sent).location
    row = inside(lambda: db.session.scalar(db.select(ClubCheck)))
    assert (row.members, row.activities, row.income_fen, row.spent_fen) == (2, 7, 120_050, 100_000)
    assert as_user(STRANGER).get(f"{path}/file").data == b"%PDF-1.7 books"
    assert president.post(f"/clubs/{club}/checks", TYPED).status_code == 422, "not twice"
    assert office.post(f"{path}/judgement", {"state": "mend", "version": "1"}).status_code == 409
    assert office.post(f"{path}/judgement", {"state": "mend", "remark": "请附票据", "version": "1"}).status_code == 303
    assert "请附票据" in president.get(path).text and "改好再交" in president.get(path).text
    assert "1,200.50" in president.get(f"/clubs/{club}/checks/new").text
    assert president.post(f"/clubs/{club}/checks", TYPED | {"spent": "900"}).status_code == 303
    again = inside(lambda: db.session.get_one(ClubCheck, row.id))
    assert (again.state, again.spent_fen, again.file, again.version) == (CheckState.submitted, 90_000, row.file, 2)
    assert office.post(f"{path}/judgement", {"state": "passed", "version": "2"}).status_code == 303
    assert office.post(f"{path}/judgement", {"state": "failed", "remark": "x", "version": "2"}).status_code == 409
    assert inside(queries.overdue_clubs) == (2025, [])
    assert "教职工羽毛球协会" in office.get("/clubs/checks?year=2025&state=passed").text
    assert office.get("/clubs/checks.xlsx?year=2025").status_code == 200


@pytest.mark.parametrize("wrong", [
    {"year": "2024"}, {"year": "abc"}, {"income": "-5"}, {"income": ""}, {"spent": "1.234"}, {"text": ""}, {"text": "长" * 3001},
    {"income": ["1", "2"]},
])  # fmt: skip
def test_what_is_no_report_is_not_taken(as_user, inside, club, wrong):
    answer = as_user(PROPOSER).post(f"/clubs/{club}/checks", TYPED | wrong)
    assert answer.status_code == 422
    assert inside(lambda: db.session.scalar(db.select(ClubCheck.id))) is None


def test_the_office_does_not_submit_and_an_officer_does_not_judge(as_user, inside, club):
    assert as_user(OFFICE).get(f"/clubs/{club}/checks/new").status_code == 404
    inside(lambda: made.joined(club, OFFICE))
    inside(lambda: made.named(club, OFFICE))
    check = inside(lambda: services.submit_check(club, Report(2025, 0, 0, "总结"), person(PROPOSER)))
    with pytest.raises(Refused):
        inside(lambda: services.judge_check(check, 1, Judgement(CheckState.passed), person(OFFICE)))
    assert as_user(PROPOSER).post(f"/clubs/checks/{check}/judgement", {"state": "passed"}).status_code == 403
    assert as_user(NEWCOMER).get(f"/clubs/checks/{check}").status_code == 404


def test_a_refused_file_is_not_left_behind(inside, club):
    inside(lambda: services.submit_check(club, Report(2025, 0, 0, "总结"), person(PROPOSER)))
    before = inside(kept_files)
    with pytest.raises(Refused):
        inside(lambda: services.submit_check(club, Report(2025, 0, 0, "总结", made.CHARTER), person(PROPOSER)))
    assert inside(kept_files) == before


def kept_files():
    return sorted(path.name for path in files.folder().iterdir())


def test_a_judgement_is_about_the_version_that_was_read(as_user, inside, club):
    check = inside(lambda: services.submit_check(club, Report(2025, 0, 0, "第一份"), person(PROPOSER)))
    inside(lambda: services.judge_check(check, 1, Judgement(CheckState.mend, "请附票据"), person(OFFICE)))
    inside(lambda: services.submit_check(club, Report(2025, 0, 0, "第二份"), person(PROPOSER)))
    office, path = as_user(OFFICE), f"/clubs/checks/{check}/judgement"
    answer = office.post(path, {"state": "passed", "version": "1"})
    assert answer.status_code == 409 and "刚交了改过的一份" in answer.text and "第二份" in answer.text
    for version in ("", "-1", "x", "9" * 30, "１"):
        assert office.post(path, {"state": "passed", "version": version}).status_code == 422
    assert inside(lambda: db.session.get(ClubCheck, check).state) is CheckState.submitted
    assert office.post(path, {"state": "passed", "version": "2"}).status_code == 303


def test_what_is_to_be_mended_can_be_submitted_however_late(as_user, inside, club, at):
    check = inside(lambda: services.submit_check(club, Report(2025, 0, 0, "第一份"), person(PROPOSER)))
    inside(lambda: services.judge_check(check, 1, Judgement(CheckState.mend, "请附票据"), person(OFFICE)))
    at("2027-09-16 10:00")
    president = as_user(PROPOSER)
    assert "改好再交" in president.get(f"/clubs/checks/{check}").text
    assert president.post(f"/clubs/{club}/checks", TYPED | {"year": "2025"}).status_code == 303


def test_a_club_that_is_listed_as_overdue_can_submit(as_user, inside, club, at):
    at("2027-02-01 10:00")
    assert "2025 年年检没交" in as_user(OFFICE).get("/clubs/desk").text
    assert as_user(PROPOSER).post(f"/clubs/{club}/checks", TYPED | {"year": "2025"}).status_code == 303
