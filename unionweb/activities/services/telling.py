"""What people are told about their sign-ups. Parts of the transaction of the change that they tell of."""

from collections.abc import Iterable

from unionweb.activities.models import Activity, Signup
from unionweb.activities.queries.pauses import late_from
from unionweb.activities.rules.kinds import SignupStatus, TeamStatus
from unionweb.inbox import services as inbox
from unionweb.kernel import labels


def path_of(signup: Signup) -> str:
    """The page of a sign-up."""
    return f"/activities/signups/{signup.id}"


def tell(signup: Signup, title: str, body: str = "") -> None:
    """A message to who signed up, leading to the sign-up."""
    inbox.send(signup.member_id, title, body, path=path_of(signup))


def tell_placed(signup: Signup, activity: Activity, *, moved_up: bool = False) -> None:
    """They have a place, or are offered one, or wait."""
    title = f"《{activity.title}》"
    if signup.status is SignupStatus.offered:
        until = labels.dated(signup.offered_until)
        tell(signup, f"{title}有名额了，请在 {until} 前确认", "请打开报名页，点“接受”。到时没有确认，名额就给后面的人。")
    elif signup.status is SignupStatus.waitlisted:
        tell(signup, f"{title}已排上候补", "有人让出名额时，按先后顺序补上，补上了会告诉您。")
    elif moved_up:
        tell(signup, f"{title}候补成功，已经报上了", f"有人让出了名额。来不了的话，{labels.dated(late_from(signup))} 以前取消不算晚。")
    else:
        tell(signup, f"{title}已经报上了", f"您的报名号是 {signup.number}。来不了的话，请尽早取消，让给后面的人。")


def tell_team(signup: Signup, activity: Activity) -> None:
    """The team of a sign-up that has ended hears that it is off the list; its captain is told otherwise."""
    if not signup.team_name:
        return
    people = {m.member_id for m in signup.team if m.status is not TeamStatus.declined} - {signup.member_id}
    body = "这个队已经不在报名名单里了。报名没有截止时，您可以另外组队，或者加入别的队。"
    inbox.send_many(people, f"《{activity.title}》{signup.team_words}不参加了", body, path=f"/activities/{activity.id}")


def tell_people(signups: Iterable[Signup], title: str, body: str, *, activity: Activity) -> int:
    """The same to everybody signed up, with the members of their teams; leads to the activity."""
    people = {s.member_id for s in signups} | {m.member_id for s in signups for m in s.team if s.team_name}
    return inbox.send_many(people, title, body, path=f"/activities/{activity.id}")
