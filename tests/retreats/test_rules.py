"""Pure rules: conditions with every reason, points, identity numbers, money, rows of a history, dates of a batch."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from tests.retreats.made import identity_of
from unionweb.accounts.models import EmploymentStatus
from unionweb.retreats.rules.calendar import batch_problems, days_of, publication_problems
from unionweb.retreats.rules.eligibility import Person, Terms, checks, reasons_against
from unionweb.retreats.rules.identity import is_identity, is_phone, masked
from unionweb.retreats.rules.importing import Line, line_of
from unionweb.retreats.rules.kinds import TripOutcome
from unionweb.retreats.rules.money import fen_of, yuan
from unionweb.retreats.rules.points import Merits, scored

TERMS = Terms(2026, 3, 4, True, (EmploymentStatus.active,))


def test_all_reasons_come_at_once():
    found = reasons_against(TERMS, Person(EmploymentStatus.retired, 2025, ((2023, TripOutcome.attended),), True))
    assert len(found) == 4
    assert "退休" in found[0] and "满 3 年" in found[1] and "最早 2027 年" in found[2] and "已经报过名" in found[3]


@pytest.mark.parametrize(("since", "may"), [(2023, True), (2024, False), (None, True)])
def test_years_of_service_count_to_the_year_of_the_programme(since, may):
    assert (reasons_against(TERMS, Person(EmploymentStatus.active, since)) == []) is may


def test_unknown_years_are_declared_and_checked():
    service = checks(TERMS, Person(EmploymentStatus.active))[1]
    assert service.is_met and service.is_open and "分工会核对" in service.text


@pytest.mark.parametrize(
    ("year", "outcome", "may"),
    [
        (2022, TripOutcome.attended, True), (2023, TripOutcome.attended, False), (2023, TripOutcome.absent, False),
        (2023, TripOutcome.forfeited, False), (2023, TripOutcome.declined, True),
    ],
)  # fmt: skip
def test_the_cycle_counts_from_the_last_trip_that_was_used(year, outcome, may):
    assert (reasons_against(TERMS, Person(EmploymentStatus.active, 2000, ((year, outcome),))) == []) is may


def test_not_going_does_not_count_where_the_setting_says_so():
    terms = Terms(2026, 3, 4, False, (EmploymentStatus.active,))
    assert reasons_against(terms, Person(EmploymentStatus.active, 2000, ((2025, TripOutcome.absent),))) == []


def test_points_are_listed_line_by_line():
    weights = {"model_worker": 20, "never_been": 10, "service_year": 2, "lost_before": 5}
    found = scored(weights, Merits({"model_worker"}, 11, False, False))
    assert [line.points for line in found] == [20, 10, 22]
    assert found[2].text == "每满一年工龄：11 × 2 = 22"


def test_identity_numbers_are_checked_by_their_last_character():
    good = identity_of()
    assert is_identity(good)
    assert not is_identity(good[:-1] + ("0" if good[-1] != "0" else "1"))
    for bad in ("", "11010119900307", "110101199002300010", "１１０１０１１９９００３０７００１１", identity_of("11010118990307001")):
        assert not is_identity(bad), bad
    assert masked(good).startswith("110*") and masked(good).endswith(good[-2:]) and "1990" not in masked(good)
    assert is_phone("13800001234") and not is_phone("23800001234") and not is_phone("1380000123")


@pytest.mark.parametrize(("text", "fen"), [("1200", 120000), ("1,200.00", 120000), ("0", 0), ("600.5", 60050), ("3000 元", 300000)])
def test_money_is_kept_in_fen(text, fen):
    assert fen_of(text) == fen


@pytest.mark.parametrize("text", ["", "abc", "-1", "1.234", "12,00", "9999999", "１２"])
def test_what_is_no_money_is_told(text):
    with pytest.raises(ValueError, match="金额"):
        fen_of(text)


def test_money_reads_like_money():
    assert yuan(120000) == "1,200.00 元"


def test_rows_of_a_history_name_every_fault():
    line = line_of(7, {"工号": "", "姓名": "", "年份": "3000", "结果": "也许", "来校年份": "x"}, 2026)
    assert len(line.faults) == 5
    fine = line_of(8, {"工号": "10001", "姓名": "王敏", "年份": "2022年", "结果": ""}, 2026)
    assert not fine.faults and fine.outcome is TripOutcome.attended
    assert Line.unpacked(fine.packed()) == fine and Line.unpacked(line.packed()) == line


def test_dates_of_batches_and_of_publication():
    assert days_of(date(2026, 11, 2), date(2026, 11, 8)) == 7
    assert batch_problems(date(2026, 11, 2), date(2026, 11, 8), 7, datetime(2026, 9, 24)) == []
    assert "最多 7 天" in batch_problems(date(2026, 11, 2), date(2026, 11, 9), 7, None)[0]
    early = SimpleNamespace(title="早", starts_on=date(2026, 9, 1), days=8)
    now = datetime(2026, 9, 16)
    assert len(publication_problems(datetime(2026, 9, 1), datetime(2026, 9, 1), now, [early], max_days=7)) == 4
    found = publication_problems(datetime(2026, 9, 17), datetime(2026, 9, 20), now, [], max_days=7)
    assert found == ["还没有批次。请至少加一个批次再公布。"]
