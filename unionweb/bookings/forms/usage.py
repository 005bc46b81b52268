"""Why a no-show does not count."""

from unionweb.kernel.forms import Form, Text


class WaiverForm(Form):
    reason = Text(
        "为什么不计",
        "请写一句原因，如“门锁坏了，进不去”",
        most=200,
        hint="本人会在消息里看到这句话。不要写健康、家庭方面的事。",
    )
