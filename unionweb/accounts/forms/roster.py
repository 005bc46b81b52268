"""Uploading a roster and confirming what it will change."""

from flask import request
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length, ValidationError

from unionweb.accounts.queries.roster import rows_of
from unionweb.accounts.services.roster import Upload
from unionweb.kernel.forms import Form, clean
from unionweb.kernel.sheets import SheetProblem, read_table


class RosterForm(Form):
    """A file that can be read as a roster; its rows are there after validation."""

    file = FileField("文件", [FileRequired("请选一个文件")], description=".xlsx、.xls 或 .csv，最多 2 万行，16 MB")
    is_complete = BooleanField(
        "这份名单包含全体会员（不在名单里的人算已离开）",
        description="只有全校的完整名单才打勾，退休的会员也要在里面。打了勾，导入前还会请您核对离开的人。",
    )
    upload: Upload

    def validate_file(self, field):
        if len(request.files.getlist(field.name)) > 1:
            raise ValidationError("收到了两个文件，请一次交一个")
        filename = clean(field.data.filename.replace("\\", "/").rsplit("/", 1)[-1]) or "花名册"
        try:
            rows, unused = rows_of(read_table(field.data.read(), filename))
        except SheetProblem as problem:
            raise ValidationError(str(problem)) from problem
        self.upload = Upload(filename, rows, unused, self.is_complete.data)


class ImportForm(Form):
    """The confirmation. `seen` says which list of leaving people was looked at."""

    left_checked = BooleanField("我核对过离开的人")
    seen = HiddenField("这张表", [Length(max=32, message="请从页面上的表单提交")])
