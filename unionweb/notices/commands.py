"""flask notices: papers from the command line."""

from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

notices = AppGroup("notices", help="Notices on paper.")
_DAY = click.DateTime(["%Y-%m-%d"])

# What the command does is imported when it runs.


@notices.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--form", type=click.Choice(["document", "letter", "minutes"]), required=True, help="文件, 信函 or 纪要.")
@click.option("--number", default="", help="烟大工〔2026〕5号")
@click.option("--to", "addressees", default="", help="Addressees, if the text does not name them.")
@click.option("--organ", "organs", multiple=True, help="Who issues it; several issue it jointly, the first one leads.")
@click.option("--mark", default="", help="The red head, where it is not the organ's name with 文件 or 会议纪要.")
@click.option("--date", "dated", type=_DAY, help="If the text has none at its end; today, if nothing says.")
@click.option("--sealed", is_flag=True, help="With the organ's seal.")
@click.option("--cc", default="", help="抄送, without full stop.")
@click.option("--printed-by", default="", help="印发机关")
@click.option("--printed-on", type=_DAY, help="印发日期")
@click.option("--contact", default="", help="附注, such as 联系人.")
@click.option("--signer", "signers", multiple=True, help="签发人, of a paper that goes up; several are named one below the other.")
@click.option("--copy", "copy_number", default="", help="份号, such as 000001")
@click.option("--secrecy", default="", help="密级和保密期限")
@click.option("--urgency", default="", help="紧急程度, such as 加急")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
@with_appcontext
def render(file: Path, output: Path, **given) -> None:
    """Set FILE (text or Markdown, UTF-8 or GB 18030) as an official paper of GB/T 9704-2012, and write OUTPUT as PDF."""
    from unionweb.kernel.fonts import FontsMissing
    from unionweb.kernel.pdf import MANY_SECONDS, PaperProblem
    from unionweb.notices.printing import pdf_of
    from unionweb.notices.rules import TooMuch, parse

    try:
        draft = parse(_text(file.read_bytes(), file))
        output.write_bytes(pdf_of(_paper(draft, given), MANY_SECONDS))
    except OSError as error:
        raise click.ClickException(f"{error.filename or output}: {error.strerror or error}") from error
    except (TooMuch, PaperProblem, FontsMissing) as problem:
        raise click.ClickException(str(problem)) from problem
    if given["sealed"] and given["form"] == "minutes":
        click.echo("纪要不盖章，--sealed 没有用上。", err=True)
    click.echo(f"{output}：{draft.title.replace(chr(10), '')}")


def _text(data: bytes, file: Path) -> str:
    """What is in the file, as Chinese computers write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise click.ClickException(f"{file} is neither UTF-8 nor GB 18030 text.")


def _paper(draft, given: dict):
    """The paper of a draft; what the text does not say comes from the options, options come first."""
    from unionweb.kernel import clock
    from unionweb.notices.rules import Form, Paper

    organs = given["organs"] or tuple(draft.organs) or (_own_name(),)
    if not draft.title:
        raise click.ClickException("The text has no title: its first line, or a line that begins with #.")
    return Paper(
        form=Form(given["form"]),
        organs=organs,
        title=draft.title,
        blocks=tuple(draft.blocks),
        number=given["number"],
        mark=given["mark"],
        addressees=given["addressees"] or draft.addressees,
        attachments=tuple(draft.attachments),
        dated=_day(given["dated"]) or draft.dated or clock.today(),
        is_sealed=given["sealed"],
        note=given["contact"] or draft.note,
        cc=given["cc"] or draft.cc,
        printed_by=given["printed_by"],
        printed_on=_day(given["printed_on"]),
        people=tuple(draft.people),
        **{name: given[name] for name in ("signers", "copy_number", "secrecy", "urgency")},
    )


def _own_name() -> str:
    """What the union calls itself here; its usual name where no database has been set up."""
    from flask import g

    from unionweb.common import organisation
    from unionweb.kernel.extensions import db

    g.offline = not db.inspect(db.engine).has_table("setting_value")
    return organisation.name()


def _day(moment: datetime | None):
    return moment.date() if moment else None
