"""What happens to the cast: fixed scenes around today, so that the pages of each account have something to show."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from unionweb.bookings.models import Mode
from unionweb.common.workdays import Calendar, DayKind
from unionweb.demo.laying import Days
from unionweb.demo.staff import HOME
from unionweb.demo.story.course import Course
from unionweb.demo.story.parts import Guest, Stretch, Wish
from unionweb.kernel import labels

ROOM, LIBRARY, COAST_ROOM, TALKS = "综合楼 208", "图书馆 B104", "海洋楼 112", "职工之家 301"
# Working days back, hour, place; the last one was cancelled in time.
WANG_MIN_BEHIND = ((1, "15:00", ROOM), (3, "10:00", ROOM), (4, "13:30", LIBRARY), (8, "15:30", ROOM), (11, "14:30", LIBRARY),
                   (14, "10:00", ROOM), (17, "16:00", ROOM), (6, "10:00", ROOM))  # fmt: skip


class Stage:
    """Where scenes are set. reserved: the ids of the stretches that belong to them alone."""

    def __init__(self, course: Course, stretches: Iterable[Stretch], days: Days):
        self.course, self.days = course, days
        self.guests, self.extras = course.crowd.guests, course.crowd.extras
        self.reserved: set[int] = set()
        self._stretches = {(s.place, s.starts_at): s for s in stretches}

    def stretch(self, day: date | None, hour: str, place: str) -> Stretch | None:
        """A stretch by its day and hour, reserved from now on; None when there is none."""
        found = day and self._stretches.get((place, datetime.combine(day, time.fromisoformat(hour))))
        if found:
            self.reserved.add(found.id)
        return found

    def talks_before(self, day: date) -> list[Stretch]:
        """何言's hours before a day, the latest first."""
        found = [s for (place, at), s in self._stretches.items() if place == TALKS and at.date() < day]
        return sorted(found, key=lambda s: s.starts_at, reverse=True)

    def wish(self, moment: datetime, stretch: Stretch | None, guest: Guest, **more) -> None:
        """Somebody wishes for a stretch and keeps to it; nothing when there is none."""
        if stretch:
            self.reserved.add(stretch.id)
            self.course.plan(moment, self.course.wish, Wish(stretch, guest, **{"certain": True, **more}))

    def ago(self, days: int, hour: str) -> datetime:
        """So many days before today."""
        return datetime.combine(self.days.today - timedelta(days=days), time.fromisoformat(hour))


def play(course: Course, stretches: Iterable[Stretch], days: Days) -> set[int]:
    """Put all scenes on the agenda; returns the ids of the stretches they need for themselves."""
    stage = Stage(course, stretches, days)
    for scene in (_wang_min_ahead, _wang_min_behind, _wang_min_talks, _colleagues, _announcements):
        scene(stage)
    return stage.reserved


def _wang_min_ahead(stage: Stage) -> None:
    """王敏 moved up from a waiting list for today, has booked twice for the next day and waits for a room."""
    days, extras, wang_min = stage.days, stage.extras, stage.guests["10001"]
    today = stage.stretch(days.ahead(0), "14:00", ROOM)
    stage.wish(stage.ago(4, "10:12"), today, extras[0], cancels_at=stage.ago(1, "16:40"))
    stage.wish(stage.ago(3, "16:31"), today, extras[1])
    stage.wish(stage.ago(2, "09:12"), today, wang_min, patient=True)
    stage.wish(stage.ago(2, "19:47"), today, extras[2], patient=True)
    stage.wish(stage.ago(1, "11:20"), today, extras[3], patient=True)
    for hour, moment in (("09:30", "20:15"), ("16:00", "20:16")):
        stage.wish(stage.ago(1, moment), stage.stretch(days.ahead(1), hour, ROOM), wang_min)
    library = stage.stretch(days.ahead(4), "10:00", LIBRARY)
    stage.wish(stage.ago(3, "08:05"), library, extras[4])
    stage.wish(stage.ago(1, "21:02"), library, wang_min, patient=True)


def _wang_min_behind(stage: Stage) -> None:
    for back, hour, place in WANG_MIN_BEHIND:
        stretch = stage.stretch(stage.days.behind(back), hour, place)
        if stretch:
            moment = datetime.combine(stretch.date - timedelta(days=1), time(20, 10 + back))
            gives_back = moment + timedelta(hours=2) if back == WANG_MIN_BEHIND[-1][0] else None
            stage.wish(moment, stretch, stage.guests["10001"], cancels_at=gives_back)


def _wang_min_talks(stage: Stage) -> None:
    """Two talks in the past; she had agreed to an older version of the consent long before."""
    course, wang_min = stage.course, stage.guests["10001"]
    text_id = course.consents[1][1]
    wang_min.agreed_to.add(text_id)
    course.diary.agree(datetime.combine(stage.days.first - timedelta(days=100), time(12, 30)), wang_min.id, text_id)
    for weeks, mode in ((1, Mode.phone), (2, Mode.face)):
        before = stage.talks_before(stage.days.today - timedelta(days=7 * weeks - 3))
        if before:
            moment = datetime.combine(before[0].date - timedelta(days=4), time(21, 30))
            stage.wish(moment, before[0], wang_min, mode=mode, alias="木木")


def _colleagues(stage: Stage) -> None:
    """李静 books for herself and for a colleague; 周外 uses the room on her campus."""
    days, li_jing, zhou_wai = stage.days, stage.guests["10002"], stage.guests["10005"]
    colleague = next((guest for guest in stage.extras if guest.unit == HOME), None)
    stage.wish(stage.ago(1, "12:40"), stage.stretch(days.ahead(2), "11:30", ROOM), li_jing)
    if colleague:
        by = {"by_id": li_jing.id, "by_name": li_jing.name}
        stage.wish(stage.ago(1, "15:30"), stage.stretch(days.ahead(2), "14:30", LIBRARY), colleague, **by)
    stage.wish(stage.ago(2, "18:20"), stage.stretch(days.ahead(1), "10:00", COAST_ROOM), zhou_wai)
    for guest, back, place in ((li_jing, 2, LIBRARY), (zhou_wai, 3, COAST_ROOM)):
        stretch = stage.stretch(days.behind(back), "11:00", place)
        if stretch:
            stage.wish(datetime.combine(stretch.date - timedelta(days=2), time(9, 50)), stretch, guest)


def _announcements(stage: Stage) -> None:
    """What the office wrote to those with an account: that one can book here, and make-up days when they are near."""
    days, cast = stage.days, [stage.guests[str(number)] for number in range(10001, 10009)]
    letters = [(datetime.combine(days.first - timedelta(days=9), time(9)), "可以在这里预约了",
                "选好校区和地点，点一个空闲时段就能约。到时候扫门口的码签到。")]  # fmt: skip
    calendar = Calendar(days.today, days.today + timedelta(days=9))
    for day in (days.today + timedelta(days=n) for n in range(10)):
        info = calendar.day(day)
        if info and info.kind is DayKind.makeup:
            title = f"{labels.day(day)}（{labels.weekday(day)}）调休上班，服务点照常开放"
            letters.append((datetime.combine(day - timedelta(days=10), time(9)), title, "开放时间和平常一样。"))
    for moment, title, body in letters:
        for guest in cast:
            stage.course.plan(moment, stage.course.diary.tell, guest.id, title, body)
