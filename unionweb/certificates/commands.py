"""flask certificates: certificates from the command line."""

from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

certificates = AppGroup("certificates", help="Certificates on paper.")
_KINDS = ("honour", "group", "training", "volunteer", "thanks")
_FIELDS = {"title": "荣誉", "year": "年度", "project": "项目", "content": "内容", "hours": "学时", "time": "时间"}

# What the command does is imported when it runs.


@certificates.command()
@click.argument("people", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--template", type=click.Choice(_KINDS), required=True, help="The kind of certificate.")
@click.option("--subject", type=click.Choice(["person", "unit", "team", "family"]), help="Of a group certificate: unit, if not said.")
@click.option("--title", help="荣誉, for all who have none of their own in the table.")
@click.option("--year", help="年度; that of the date, if not said.")
@click.option("--project", help="项目")
@click.option("--content", help="内容")
@click.option("--hours", help="学时 or 时长")
@click.option("--time", help="时间, as it will be printed.")
@click.option("--organ", default="", help="落款; the union's own name, if not said.")
@click.option("--date", "dated", type=click.DateTime(["%Y-%m-%d"]), help="Today, if not said.")
@click.option("--serial", default="", help="Word before the number: 烟大工证, for 烟大工证〔2026〕1号.")
@click.option("--first", default=1, show_default=True, type=click.IntRange(1, 99999), help="The first number.")
@click.option("--unsealed", is_flag=True, help="Without seal, to be stamped by hand.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), required=True)
@with_appcontext
def render(people: Path, output: Path, **given) -> None:
    """Print a certificate for each row of PEOPLE (.xlsx, .xls, .csv; a column 姓名) into OUTPUT, a PDF.

    Nothing is issued or kept: the numbers are those you give. The codes lead to the page on which numbers are verified.
    """
    from unionweb.certificates.printing import print_file
    from unionweb.kernel.errors import Unavailable
    from unionweb.kernel.fonts import FontsMissing
    from unionweb.kernel.pdf import PaperProblem

    try:
        papers = _papers(people, given)
        output.write_bytes(print_file(papers))
    except (PaperProblem, FontsMissing, Unavailable) as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(f"{problem.filename or output}: {problem.strerror}") from problem
    click.echo(f"{output}：{len(papers)} 张")


def _papers(people: Path, given: dict) -> list:
    from unionweb.certificates.rules import USUAL, Kind, Paper, Subject, subjects_of
    from unionweb.kernel import clock

    kind = Kind(given["template"])
    subject = Subject(given["subject"]) if given["subject"] else subjects_of(kind)[0]
    if subject not in subjects_of(kind):
        raise click.ClickException(f"A {kind} certificate is not for a {subject}.")
    dated = given["dated"].date() if given["dated"] else clock.today()
    organ = given["organ"] or _own_name()
    word, address = given["serial"] or "工证", f"{current_app.config['BASE_URL'] or 'http://localhost'}/verify"
    rows = _good_rows(people, USUAL[kind], _common(given, dated))
    return [
        Paper(kind, subject, USUAL[kind], row.values, organ, dated, f"{word}〔{dated.year}〕{number}号", address, not given["unsealed"])
        for number, row in enumerate(rows, start=given["first"])
    ]


def _common(given: dict, dated: datetime) -> dict[str, str]:
    said = {name: given[option] for option, name in _FIELDS.items() if given[option]}
    return {"年度": str(dated.year)} | said | ({"时长": given["hours"]} if given["hours"] else {})


def _good_rows(people: Path, wording, common: dict[str, str]) -> list:
    """The rows; a ClickException that names the faulty ones."""
    from unionweb.certificates.printing import missing_in
    from unionweb.certificates.rules.recipients import MOST, NotRecipients, judged, rows_of_table
    from unionweb.kernel.sheets import SheetProblem, read_table

    try:
        table = read_table(people.read_bytes(), people.name, max_rows=MOST)
        rows = rows_of_table(table.header, [(row.number, row.cells) for row in table.rows])
    except (SheetProblem, NotRecipients) as problem:
        raise click.ClickException(str(problem)) from problem
    found = judged(rows, wording, common, missing_in)
    faulty = [f"第 {row.number} 行（{row.name or '空'}）：{'；'.join(row.problems)}" for row in found if row.problems]
    if faulty or not found:
        raise click.ClickException("\n".join(faulty[:20]) or "表里没有人。")
    return found


def _own_name() -> str:
    """What the union calls itself here; its usual name where no database has been set up."""
    from flask import g

    from unionweb.common import organisation
    from unionweb.kernel.extensions import db

    g.offline = not db.inspect(db.engine).has_table("setting_value")
    return organisation.name()
