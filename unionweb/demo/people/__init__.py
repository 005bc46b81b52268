"""海川大学, an invented university on three campuses, and the people of its union.

Nothing here touches the database. Names, numbers and addresses are made up; the telephone numbers lie
in a range that no carrier has, and names of people in public life are left out.
"""

from unionweb.demo.people.roll import CAST, Person, people
from unionweb.demo.people.university import BRANCH_UNITS, CAMPUSES, UNIVERSITY, BranchUnit, Campus, Group

__all__ = ["BRANCH_UNITS", "CAMPUSES", "CAST", "UNIVERSITY", "BranchUnit", "Campus", "Group", "Person", "people"]
