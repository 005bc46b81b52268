"""What the office may type about services, points, the people who serve, and consent."""

import re

from flask import request
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms.validators import Regexp, ValidationError

from unionweb.accounts.queries import campuses
from unionweb.bookings.models import Audience, Privacy
from unionweb.bookings.queries import points
from unionweb.kernel import files, labels
from unionweb.kernel.forms import Choice, Form, LongText, Text

PHONE = Regexp(r"[0-9+()（）\- 转]{3,30}\Z", re.ASCII, "请只写号码，如 60208 或 0535-6012345 转 208")
KEY = Regexp(r"[a-z][a-z0-9_]{1,38}[a-z0-9]\Z", re.ASCII, "用小写英文字母、数字和下划线，字母开头，如 legal")
STATES = [("open", "正在使用"), ("withdrawn", "已停用"), ("all", "全部")]


PRIVACY = {
    Privacy.open: ("公开给值守人", "值守人和办公室看得到姓名，如法律咨询、宣讲"),
    Privacy.coded: ("只显示短码", "值守人和办公室只看得到时间和短码，如妈妈小屋"),
    Privacy.confidential: ("保密", "只有本人和服务人看得到，如心理关爱"),
}


class PointFilterForm(Form):
    """What to show in the list of points. Comes with the address, so it needs no token."""

    class Meta:
        csrf = False

    campus = Choice("校区", coerce=int)
    service = Choice("服务", coerce=int)
    state = Choice("状态", choices=STATES)
    q = Text("地点", most=60)

    def __init__(self):
        super().__init__(request.args if request.args else None, campus=0, service=0, state="open")
        self.campus.choices = [(0, "全部"), *((c.id, c.name) for c in campuses())]
        self.service.choices = [(0, "全部"), *((s.id, s.name) for s, _ in points.services_with_counts())]
        for field, usual in ((self.campus, 0), (self.service, 0), (self.state, "open")):
            if field.data not in [value for value, *_ in field.choices]:
                field.data = usual

    @property
    def wanted(self) -> points.PointFilter:
        words = (self.q.data or "")[:60]
        return points.PointFilter(self.campus.data or None, self.service.data or None, self.state.data, words)

    @property
    def typed(self) -> dict:
        """The fields that say something, for an address that shows the same."""
        usual = {"campus": 0, "service": 0, "state": "open", "q": ""}
        return {name: self[name].data for name, value in usual.items() if self[name].data not in (value, None)}


class PointForm(Form):
    """A point's place and the texts about it."""

    place = Text("地点", "请写楼名和房间号，如“综合楼 208”", most=60, hint="楼名和房间号，如“综合楼 208”")
    directions = Text("怎么走", most=200, hint="如“二层，走廊尽头左手”")
    equipment = Text("里面有什么", most=300, hint="如“沙发、热水、冰箱、门内锁”")
    phone = Text("电话", most=30, extra=[PHONE])
    notes = LongText("请注意", most=1000, hint="来的人要知道的事，如“冰箱里的东西当天带走”")

    @property
    def values(self) -> dict:
        names = ("place", "directions", "equipment", "phone", "notes")
        return {name: self[name].data or "" for name in names}


class NewPointForm(PointForm):
    """A new point; service and campus cannot be changed later."""

    service = Choice("服务", "请选是哪项服务的点", coerce=int)
    campus = Choice("校区", "请选校区", coerce=int)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.service.choices = [(service.id, service.name) for service, _ in points.services_with_counts()]
        self.campus.choices = [(campus.id, campus.name) for campus in campuses()]

    @property
    def values(self) -> dict:
        return super().values | {"service_id": self.service.data, "campus_id": self.campus.data}


class PhotoForm(Form):
    """A picture of the place."""

    photo = FileField("照片", description="JPEG、PNG 或 WebP，最大 2 MB。别拍到人。")

    def validate_photo(self, field):
        data = field.data.read(files.LARGEST + 1) if field.data else b""
        if not data:
            raise ValidationError("请选一张照片")
        if len(data) > files.LARGEST:
            raise ValidationError("照片超过 2 MB 了，请压缩一下再传")
        if files.kind_of(data) is None:
            raise ValidationError("这不是 JPEG、PNG 或 WebP 照片，请换一张")
        self.bytes = data


class ReasonForm(Form):
    """A step that wants a reason. seen: the mark of the effects that the page showed."""

    reason = Text("原因", "请写一句原因，记在操作记录里", most=200)
    seen = HiddenField()

    @property
    def seen_mark(self) -> int | None:
        return seen_mark(self.seen)


def seen_mark(field) -> int | None:
    """The number in a hidden field; anything else is as if nothing had been seen."""
    text = field.data or ""
    return int(text) if re.fullmatch(r"\d{1,10}", text, re.ASCII) else None


class ServiceForm(Form):
    """A bookable kind and its flags."""

    name = Text("名称", "请写名称，如“法律咨询”", most=40)
    icon = Choice("图标")
    summary = Text(
        "给谁用，一句话", "请写一句给谁用，如“给需要法律意见的教职工。”", most=200, hint="大家在服务厅会看到"
    )
    privacy = Choice("谁看得到谁来了", choices=[(p.value, *words) for p, words in PRIVACY.items()])
    audience = Choice("给谁用", choices=[(a.value, labels.label(a)) for a in Audience], default=Audience.everyone.value)
    by_provider = BooleanField("按人开放", description="时段属于一个人（咨询师、律师、宣讲人），不只是一间房")
    needs_consent = BooleanField("第一次约之前要同意知情同意书", description="保存后在这项服务的页面发布同意书")
    takes_waitlist = BooleanField("约满了可以候补", default=True)
    takes_walk_ins = BooleanField("空着可以现场使用", description="扫门口的码就能用，不用先约")
    takes_proxies = BooleanField("分工会可以代办", description="替没有电脑的同事约，会标明代办")

    def __init__(self, icon: str | None = None, **kwargs):
        """icon: the one it has, which may be none of ours."""
        super().__init__(**kwargs)
        self.icon.choices = list((({icon: icon} if icon else {}) | points.ICONS).items())

    @property
    def values(self) -> dict:
        flags = ("by_provider", "needs_consent", "takes_waitlist", "takes_walk_ins", "takes_proxies")
        texts = {name: self[name].data for name in ("name", "icon", "summary")}
        kinds = {"privacy": Privacy(self.privacy.data), "audience": Audience(self.audience.data)}
        return texts | kinds | {name: self[name].data for name in flags}


class NewServiceForm(ServiceForm):
    key = Text(
        "代号", "请写一个代号，如 legal", most=40, extra=[KEY], hint="小写英文，定了不能改。规则设置里用它区分。"
    )

    @property
    def values(self) -> dict:
        return super().values | {"key": self.key.data}


class ProviderForm(Form):
    """Somebody who serves."""

    name = Text("姓名", "请写姓名", most=40, hint="大家约的时候看到的名字")
    staff_no = Text("工号", most=20, hint="本校的人请填，登录以后能看自己的预约；外请的人不填")
    intro = Text("介绍", most=200, hint="擅长什么，一句话")
    face = BooleanField("可以面谈", default=True)
    phone = BooleanField("可以电话")

    def validate_phone(self, _field):
        if not self.face.data and not self.phone.data:
            raise ValidationError("面谈和电话至少选一样")

    @property
    def values(self) -> dict:
        words = {"name": self.name.data, "staff_no": self.staff_no.data or None, "intro": self.intro.data or ""}
        return words | {"face": self.face.data, "phone": self.phone.data}


class ConsentForm(Form):
    """The next version of a consent text."""

    body = LongText("同意书全文", "请写同意书", most=5000, hint="空一行就是新的一段。发布后不能改，只能再发布一版。")
