"""What is typed about hours and certificates."""

import re

from wtforms.validators import ValidationError

from unionweb.activities.rules.presence import hours
from unionweb.kernel.forms import Form, Text, Whole

MOST_HOURS = 300


class Hours(Text):
    """Hours with at most one decimal; `minutes` is what they come to."""

    def pre_validate(self, form):
        if self.data and self.minutes is None:
            raise ValidationError(f"请写 0 到 {MOST_HOURS} 之间的小时数，最多一位小数，如 2.5")

    @property
    def minutes(self) -> int | None:
        found = re.fullmatch(r"(\d{1,3})(?:\.(\d))?", self.data or "", re.ASCII)
        value = int(found[1]) * 60 + int(found[2] or 0) * 6 if found else None
        return value if value is not None and value <= MOST_HOURS * 60 else None


class CorrectionForm(Form):
    hours = Hours("时长（小时）", "请写更正以后的小时数", most=6)
    reason = Text("为什么更正", "请写一句原因", most=200)

    @classmethod
    def of(cls, minutes: int) -> "CorrectionForm":
        form = cls(formdata=None)
        form.hours.data = hours(minutes)
        return form


class CertificatesForm(Form):
    period = Text("时间", "请写活动的时间", most=60, hint="印在证书上，如：2026年9月16日")
    content = Text("内容", most=100, hint="志愿服务写服务内容，如：乡村小学课后辅导")


class AgainForm(CertificatesForm):
    """Certificates once more, for those whose first ones were revoked."""

    reason = Text("为什么重发", "请写一句原因", most=200, hint="本人会看到，如：上一张的时间写错了")

    def __init__(self, **kwargs):
        super().__init__(prefix="again-", **kwargs)


class RecordForm(Form):
    year = Whole("年度", "请选年度", least=2000, most=2100)
