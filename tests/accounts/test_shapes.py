import pytest

from unionweb.accounts import shapes


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("10001", "10001"), (" 1 0001 ", "10001"), ("１０００１", "10001"), ("h2019", "H2019"), (None, "")],
)
def test_staff_number_is_tidied(typed, stored):
    assert shapes.tidy_staff_no(typed) == stored


@pytest.mark.parametrize(
    ("staff_no", "words"),
    [
        ("", "没有工号"), ("1021O", "字母 O"), ("1021L", "字母 L"), ("1.23E+17", "后几位已经丢了"), ("1" * 21, "最多 20 位"),
        ("张三", "只能是数字"), ("10-01", "只能是数字"), ("ABCDE1", "只能是数字"),
    ],
)  # fmt: skip
def test_bad_staff_numbers_say_how_to_mend_them(staff_no, words):
    assert words in shapes.staff_no_problem(staff_no)


@pytest.mark.parametrize("staff_no", ["10001", "007", "H2019001", "1" * 20])
def test_good_staff_numbers_pass(staff_no):
    assert shapes.staff_no_problem(staff_no) is None


def test_names_lose_only_the_blanks_that_align():
    tidied = [shapes.tidy_name(n) for n in ("张　三", " 欧 阳 锋", "阿依古丽·买买提", "Anna  Li", None)]
    assert tidied == ["张三", "欧阳锋", "阿依古丽·买买提", "Anna Li", ""]


def test_names_need_a_letter_and_an_end():
    assert shapes.name_problem("12") and shapes.name_problem("") and shapes.name_problem("很" * 61)
    assert shapes.name_problem("阿依古丽·买买提") is None


def test_a_long_name_still_fits_its_columns():
    columns = shapes.name_columns("双" * 60)
    assert len(columns["pinyin"]) <= 200 and len(columns["initials"]) <= 60


@pytest.mark.parametrize(
    ("phone", "fine"),
    [
        ("13800001234", True), ("60312", True), ("0532-60312345", True), ("(0532)60312345", True), (None, True),
        ("1380000123", False), ("138000012345", False), ("12", False), ("打办公室", False), ("1" * 30, False),
    ],
)  # fmt: skip
def test_phone_numbers(phone, fine):
    assert (shapes.phone_problem(phone) is None) == fine


def test_phone_loses_country_code_and_blanks():
    assert shapes.tidy_phone("+86 138 0000 1234") == "13800001234"
    assert shapes.tidy_phone("  ") is None


def test_masked_phone_can_be_recognised_but_not_called():
    assert [shapes.masked(p) for p in ("13800001234", "60312345", "60312", None)] == ["138****1234", "60****45", "****", ""]


@pytest.mark.parametrize(("email", "fine"), [("a@b.cn", True), (None, True), ("a@b", False), ("a b@c.cn", False), ("甲@b.cn", False)])
def test_mail_addresses(email, fine):
    assert (shapes.email_problem(email) is None) == fine


@pytest.mark.parametrize(
    ("typed", "year"), [("1985", "1985"), ("1985年", "1985"), ("1985-03-08", "1985"), ("１９８５", "1985"), ("85", "85")]
)
def test_birth_year_out_of_dates(typed, year):
    assert shapes.tidy_birth_year(typed) == year


@pytest.mark.parametrize("year", ["85", "1899", "2020", "abcd", "19855"])
def test_unlikely_birth_years_are_told(app, year):
    assert shapes.birth_year_problem(year)
