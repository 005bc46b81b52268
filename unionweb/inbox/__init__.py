"""Messages to people: the in-app inbox first, e-mail beside it when SMTP is set, a personal calendar feed.

Words: 消息 message, 提醒 reminder, 日历订阅 feed. A message about a confidential record never names the service.
"""
