"""What the poster on a point's door says, on the screen and on paper alike."""

from dataclasses import dataclass

from unionweb.bookings.models import ServicePoint
from unionweb.bookings.queries import care
from unionweb.bookings.queries.policy import policy_of
from unionweb.common import organisation
from unionweb.kernel.labels import sentence


@dataclass(frozen=True)
class Poster:
    """The words of one poster. call: next to the code, in lines; steps: (who or when, what to do)."""

    organ: str
    title: str
    place: str
    call: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    manners: str
    contact: str


def poster_of(point: ServicePoint) -> Poster:
    """The door of a confidential service does not say which service is behind it."""
    service = point.service
    is_secret = service.is_confidential
    is_open = service.takes_walk_ins and not is_secret
    return Poster(
        organ=organisation.name(),
        title="预约签到" if is_secret else service.name,
        place=f"{point.campus.name} {point.place}",
        call=("扫码签到。", "屋里空着，", "扫码就能用。") if is_open else ("约过的，", "请扫码签到。"),
        steps=(
            ("约过的", _check_in(policy_of(service.key))),
            ("没约的", "屋里空着，扫码点“现在使用”" if is_open else "先在内网约一个时间再来"),
            ("用完了", _leaving(None if is_secret else care.fridge_hours(service))),
        ),
        manners=_manners(service),
        contact=_contact(point),
    )


def _check_in(policy) -> str:
    before, after = policy.check_in_from, policy.release_after
    if not after:
        return f"开始前 {before} 分钟起扫码签到"
    if before == after:
        return f"开始前后 {before} 分钟内扫码签到"
    return f"开始前 {before} 分钟到开始后 {after} 分钟内扫码签到"


def _leaving(fridge_hours: int | None) -> str:
    if fridge_hours is None:
        return "东西随手带走，关灯关门"
    return f"擦一下台面，冰箱里的东西{f'最多放 {fridge_hours} 小时' if fridge_hours else '当天带走'}"


def _manners(service) -> str:
    said = "" if service.is_confidential else sentence(service.summary or "")
    return f"{said}请不要敲门催促{'，也不要问原因' if service.is_sealed else ''}。"


def _contact(point: ServicePoint) -> str:
    keepers = [] if point.service.is_confidential else care.keepers_of(point.id)
    names = "、".join(keeper.name for keeper in keepers)
    phone = f" {point.phone}" if point.phone else ""
    return f"{f'值守人 {names}{phone}，' if names else ''}工会 {organisation.office().phone}"
