"""Who may do what with a club. Pure: no database, no request.

Everybody signed in sees the register. A Tie says what somebody is to one club; the queries make it.
"""

from dataclasses import dataclass

from unionweb.accounts.rules import is_office
from unionweb.clubs.rules.kinds import PLANNED, PUBLIC, ClubState, FounderState, Post
from unionweb.common.audit import ActorKind


@dataclass(frozen=True)
class Tie:
    """What a person is to a club: its office, proposer, founder (and how they answered), member, officer."""

    is_office: bool = False
    is_proposer: bool = False
    founder: FounderState | None = None
    is_member: bool = False
    has_asked: bool = False
    post: Post | None = None

    @property
    def acts_as(self) -> ActorKind:
        """In which quality somebody who may run the club acts on it."""
        return ActorKind.office if self.is_office and not self.post else ActorKind.officer


def may_run_clubs(user) -> bool:
    """The union's office for activities decides on clubs."""
    return is_office(user, "activities")


def may_see(tie: Tie, club) -> bool:
    """A club that is planned is seen by the office and by those who plan it."""
    return club.state in PUBLIC or tie.is_office or tie.is_proposer or tie.founder is not None


def may_plan(tie: Tie, club) -> bool:
    """Change the application, name founders, submit it."""
    return tie.is_proposer and club.state is ClubState.proposed


def may_give_up(tie: Tie, club) -> bool:
    return tie.is_proposer and club.state in PLANNED


def may_answer(tie: Tie, club) -> bool:
    """Founders say yes or no until the application is submitted; the proposer has said yes by applying."""
    return tie.founder is not None and not tie.is_proposer and club.state is ClubState.proposed


def may_decide(tie: Tie, club) -> bool:
    """The office decides, but nobody on what they applied for themselves."""
    return tie.is_office and not tie.is_proposer and club.state is ClubState.submitted


def may_manage(tie: Tie, club) -> bool:
    """Members, charter and yearly check: its officers, and the office."""
    return club.state is ClubState.active and (tie.is_office or tie.post is not None)


def may_name_officers(tie: Tie, club) -> bool:
    return club.state is ClubState.active and (tie.is_office or tie.post is Post.president)


def may_dissolve(tie: Tie, club) -> bool:
    return club.state is ClubState.active and tie.is_office


def may_see_members(tie: Tie, club) -> bool:
    """The list of members is for its members, and for the office."""
    return club.state is ClubState.active and (tie.is_office or tie.is_member or tie.post is not None)


def may_ask(tie: Tie, club) -> bool:
    """Ask to join."""
    return club.state is ClubState.active and not (tie.is_member or tie.has_asked)


def may_submit_check(tie: Tie, club) -> bool:
    """The club's own officers, not the office that judges it."""
    return club.state is ClubState.active and tie.post is not None


def may_see_checks(tie: Tie) -> bool:
    return tie.is_office or tie.is_member or tie.post is not None


def may_judge(tie: Tie) -> bool:
    """The office; whoever is an officer of the club does not judge its check."""
    return tie.is_office and tie.post is None
