"""An exhibition of works that members may like while reviewers mark them."""

from datetime import datetime

from unionweb.calls.models import Entry, EntryFile, Liking
from unionweb.calls.rules.kinds import CallState, FileKind, SubmissionStatus
from unionweb.calls.rules.scoring import Invitation
from unionweb.demo.calls import judging
from unionweb.demo.calls.calling import add_call
from unionweb.demo.calls.desk import Desk, at
from unionweb.demo.calls.entering import Written, enter, numbers
from unionweb.demo.calls.pictures import painted
from unionweb.demo.calls.texts import told
from unionweb.demo.rows import add_rows
from unionweb.kernel import files
from unionweb.kernel.extensions import db

OPENED, ENDED, CORRECTED, REVIEWED = 19, 9, 7, 5  # working days behind, the last ahead
LIKERS = 160


def exhibit(desk: Desk) -> None:
    """The call with its works, their pictures, marks and likes."""
    moments = (at(desk.behind(OPENED), "08:30"), at(desk.behind(ENDED), "17:00"), at(desk.behind(CORRECTED), "17:00"),
               at(desk.ahead(REVIEWED), "18:00"))  # fmt: skip
    title = f"{desk.today.year}年教职工书法美术摄影作品征集"
    call = add_call(desk, "artwork", moments, title=title, state=CallState.reviewing)
    db.session.flush()
    works = told("artworks")
    entries = [_enter(desk, call, one, number) for one, number in zip(works, numbers(desk, len(works)), strict=True)]
    _review(desk, call, entries, works)
    _like(desk, entries, moments[2])


def _enter(desk: Desk, call, one: dict, number: int) -> Entry:
    sent = desk.about(desk.behind(ENDED + 2), 11)
    written = Written(
        call=call, unit=one["unit"], by=desk.member(desk.pick(one["unit"])[0]), status=SubmissionStatus.under_review,
        since=desk.about(desk.behind(ENDED + 3), 10), sent=sent, moved=desk.about(desk.behind(ENDED), 15),
        facts={"title": one["title"], "body": one["body"], "field": one["field"]},
    )  # fmt: skip
    entry = enter(desk, written, number)
    _hang(desk, entry, (call.attachment_rules[0].id, one), sent)
    return entry


def _hang(desk: Desk, entry: Entry, what: tuple[int, dict], moment: datetime) -> None:
    """The picture and a small one of it, under names that follow from the seed."""
    rule_id, one = what
    large, small = painted(one["picture"])
    names = [f"{desk.rng.getrandbits(128):032x}.jpg" for _ in (large, small)]
    files.folder().mkdir(mode=0o700, exist_ok=True)
    for name, data in zip(names, (large, small), strict=True):
        (files.folder() / name).write_bytes(data)
    db.session.add(
        EntryFile(
            entry_id=entry.id, rule_id=rule_id, kind=FileKind.picture, sort=1, title=f"{one['title']}.jpg", caption=one["title"],
            file=names[0], size=len(large), preview=names[1], added_at=moment, added_by_id=entry.member_id,
        )
    )  # fmt: skip


def _review(desk: Desk, call, entries: list[Entry], works: list[dict]) -> None:
    """Half of them are marked by all, the rest wait."""
    members, begun = judging.jury_members(desk), at(desk.behind(CORRECTED - 1), "09:00")
    jury = judging.seat(desk, call, at(desk.behind(CORRECTED + 1), "16:00"), dict.fromkeys(members[:5], Invitation.accepted))
    judging.begin(desk, jury, begun, 3 * len(entries))
    for turn, (entry, one) in enumerate(zip(entries, works, strict=True)):
        seats = judging.fitting(desk, jury, [one["unit"]], turn)
        scores = [(id, 82 + turn * 5 % 11 + place if turn < 4 or place == 2 else judging.NOT_BEGUN) for place, id in enumerate(seats)]
        judging.judge(desk, jury, entry, scores, (begun, desk.now))


def _like(desk: Desk, entries: list[Entry], opened: datetime) -> None:
    """Members like two or three works each; 王敏 has not been there yet."""
    free = [person for person in desk.staff.people if person.staff_no not in desk.taken]
    rows = []
    for person in desk.rng.sample(free, LIKERS):
        moment = desk.between(opened, desk.now)
        chosen = desk.rng.sample(range(len(entries)), desk.rng.randint(1, 3))
        rows += [{"entry_id": entries[n].id, "member_id": desk.member(person), "at": moment} for n in sorted(chosen)]
    add_rows(Liking, rows)
