"""What may be typed about a campus."""

from unionweb.accounts import shapes
from unionweb.accounts.forms.people import shape
from unionweb.kernel.forms import Form, Text


class CampusForm(Form):
    name = Text(
        "名称", "请填名称，如“东校区”", shapes.CAMPUS_MOST, "花名册里写的就是这个名称",
        extra=[shape(shapes.tidy_campus, shapes.campus_problem)],
    )  # fmt: skip

    @property
    def tidy_name(self) -> str:
        return shapes.tidy_campus(self.name.data)
