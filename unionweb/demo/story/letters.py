"""The messages of the story, in the words of the services that send them. None names a service."""

from unionweb.demo.diary import Diary
from unionweb.demo.story.parts import Visit
from unionweb.kernel import labels

PATH = "/bookings/{id}"


def promoted(diary: Diary, moment, visit: Visit) -> None:
    title = f"候补成功：{labels.dated(visit.stretch.starts_at)} 已为您约上"
    _tell(diary, moment, visit, title, "有人让出了位子。来不了的话，请尽早取消，让给后面的人。")


def not_promoted(diary: Diary, moment, visit: Visit) -> None:
    title = f"{labels.dated(visit.stretch.starts_at)} 的候补没有等到空位"
    _tell(diary, moment, visit, title, "这次没有约上，不算次数。请另选一个时间。")


def booked_for(diary: Diary, moment, visit: Visit) -> None:
    title = f"{labels.dated(visit.stretch.starts_at)} 有一项预约"
    _tell(diary, moment, visit, title, f"{visit.wish.by_name} 替您约的。来不了的话，请告诉对方或自己取消。")


def reminder(diary: Diary, moment, visit: Visit) -> None:
    starts_at = visit.stretch.starts_at
    title, once = f"提醒：{labels.dated(starts_at)} 有一项预约", "remind:{id}:" + f"{starts_at:%Y%m%d%H%M}"
    _tell(diary, moment, visit, title, "来不了的话，请尽早取消，让给别人。", once=once)


def missed(diary: Diary, moment, visit: Visit) -> None:
    policy = visit.stretch.policy
    body = "位子已经让给别人。下次来不了，请提前取消，不算爽约。"
    if policy.no_show_limit:
        body += f"{policy.no_show_days} 天里满 {policy.no_show_limit} 次，会暂停几天预约。有特殊情况请找校工会办公室。"
    _tell(diary, moment, visit, f"{labels.dated(visit.stretch.starts_at)} 的预约没有签到", body)


def waived(diary: Diary, moment, visit: Visit, reason: str) -> None:
    title = f"{labels.dated(visit.stretch.starts_at)} 没有签到的那次不计了"
    _tell(diary, moment, visit, title, f"原因：{reason}。不影响您以后的预约。")


def _tell(diary: Diary, moment, visit: Visit, title: str, body: str, once: str | None = None) -> None:
    diary.tell(moment, visit.guest.id, title, body, subject=visit, path=PATH, once=once)
