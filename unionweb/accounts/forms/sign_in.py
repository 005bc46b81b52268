"""Signing in and setting a password."""

from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from unionweb.kernel.forms import Form, Text


class SignInForm(Form):
    staff_no = Text("工号", "请输入工号", most=20)
    password = PasswordField(
        "密码",
        [DataRequired("请输入密码"), Length(max=128, message="密码最多 128 个字符")],
        description="第一次登录用工会发给您的一次性密码，登录后自己设一个新的。",
    )


class PasswordForm(Form):
    old = PasswordField("现在用的密码", [DataRequired("请输入现在用的密码"), Length(max=128, message="密码最多 128 个字符")])
    new = PasswordField(
        "新密码",
        [DataRequired("请输入新密码"), Length(min=10, max=128, message="密码要 10 到 128 个字符")],
        description="10 个字符以上，几个不相干的词连起来就很好记。不要用工号。",
    )
    again = PasswordField("再输一次新密码", [DataRequired("请再输一次新密码"), EqualTo("new", "两次输的新密码不一样")])
