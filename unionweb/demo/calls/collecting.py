"""Everything about calls in the order in which it is written down."""

from random import Random

from unionweb.demo.calls.brands import tell_brands
from unionweb.demo.calls.desk import Desk
from unionweb.demo.calls.exhibition import exhibit
from unionweb.demo.calls.honours_round import put_forward
from unionweb.demo.calls.past import look_back
from unionweb.demo.calls.register import enter_honours
from unionweb.demo.calls.running import run_call
from unionweb.demo.diary import Diary
from unionweb.demo.laying import Days
from unionweb.demo.staff import Staff


def collect(staff: Staff, days: Days, diary: Diary, rng: Random) -> None:
    """Part of a transaction: every call with its entries and reviews, the library and the register of honours."""
    desk = Desk(staff, days, diary, rng)
    look_back(desk)
    tell_brands(desk)
    run_call(desk)
    put_forward(desk)
    exhibit(desk)
    enter_honours(desk)
