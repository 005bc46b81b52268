"""What runs by itself about reviews: reminders before the end."""

from datetime import timedelta

from unionweb.calls.queries.reviews_own import ending_before
from unionweb.calls.services.assigning import remind_before_end
from unionweb.common import settings
from unionweb.kernel import clock
from unionweb.kernel.jobs import job


@job("remind_reviewers", "提醒评委", minute="30", hour="8")
def remind_due() -> str:
    """Tell those who have not finished, once, some days before a review ends."""
    soon = clock.now() + timedelta(days=settings.get("calls.review_reminder_days"))
    count = sum(remind_before_end(call_id) for call_id in ending_before(soon))
    return f"提醒了 {count} 位评委。" if count else "没有要提醒的。"
