"""The first start of an installation: the two services it comes with, and the first administrator."""

from unionweb.bookings.models import Audience, Privacy

KINDS = (
    {
        "key": "mother_room", "name": "妈妈小屋", "icon": "baby", "summary": "给哺乳期、孕期和需要休息的女教职工。",
        "privacy": Privacy.coded, "audience": Audience.women, "by_provider": False, "needs_consent": False,
        "takes_waitlist": True, "takes_walk_ins": True, "takes_proxies": True,
    },
    {
        "key": "counseling", "name": "向日葵心理关爱", "icon": "flower-2", "summary": "睡不好、工作累、家里有事，都可以来说说。",
        "privacy": Privacy.confidential, "audience": Audience.everyone, "by_provider": True, "needs_consent": True,
        "takes_waitlist": False, "takes_walk_ins": False, "takes_proxies": False,
    },
)  # fmt: skip
