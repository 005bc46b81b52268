"""Sending and reading messages, mail beside them, and the calendar address.

`send` and `send_many` are part of the transaction of the change that they tell of; the others are one each.
"""

from unionweb.inbox.services.feeding import remove_feed, renew_feed
from unionweb.inbox.services.forgetting import forget_paths
from unionweb.inbox.services.mailing import retry_mail, send_mail
from unionweb.inbox.services.reading import mark_all_read, mark_read, tidy_messages
from unionweb.inbox.services.sending import send, send_many

__all__ = [
    "forget_paths", "mark_all_read", "mark_read", "remove_feed", "renew_feed", "retry_mail", "send", "send_mail",
    "send_many", "tidy_messages",
]  # fmt: skip
