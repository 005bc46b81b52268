import pytest
@pytest.mark.parametrize("path", ["/messages/","/messages/feed","/settings","/settings/booking.per_day","/settings/org.name","/settings/calendar.makeup_weekday","/calendar","/calendar?year=2027","/calendar/days/new?day=2026-09-20","/calendar/periods/new","/calendar/periods/1/edit","/calendar/years/2027/edit","/jobs","/jobs/mail","/jobs/mail/outbox","/audit","/help","/privacy"])
def test_x(as_user, path):
    a = as_user(10003).get(path)
    assert a.status_code==200
