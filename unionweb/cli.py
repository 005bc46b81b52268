"""flask commands: each does one job and says what it did."""

import click
from flask.cli import AppGroup, with_appcontext

from unionweb.certificates.commands import certificates
from unionweb.kernel import jobs as work
from unionweb.kernel import labels
from unionweb.kernel.errors import Refused
from unionweb.kernel.extensions import db
from unionweb.notices.commands import notices
from unionweb.retreats.commands import retreats

jobs = AppGroup("jobs", help="Background jobs: list them, or run one now.")
slots = AppGroup("slots", help="Bookable slots, made some weeks ahead from the opening rules.")

# What the commands do is imported when they run: it stands above everything else, and this file below.


def init_app(app):
    """Hang the commands on the application."""
    for command in (demo, admin, jobs, slots, fonts, notices, certificates, retreats):
        app.cli.add_command(command)


@click.command()
@click.option("--seed", default=2026, show_default=True, help="Another number gives other people and bookings.")
@click.option("--if-empty", is_flag=True, help="Do nothing, without an error, when there is data already.")
@with_appcontext
def demo(seed: int, if_empty: bool) -> None:
    """Load the demo university into an empty installation.

    Three campuses, 1,900 invented people, eight service points, and bookings from four weeks ago until two weeks
    ahead. The sign-in page shows the accounts and their password from then on: never do this where people will work.
    """
    from unionweb.demo import loading

    _need_tables()
    try:
        done = loading.load(seed)
    except loading.NotEmpty as error:
        if not if_empty:
            raise click.ClickException(
                "There is data already; nothing was changed. The demo university only goes into an empty installation."
            ) from error
        click.echo("There is data already, so the demo university is not loaded.")
        return
    click.echo("Loaded the demo university: {members} members, {points} points, {bookings} bookings.".format(**done))


@click.command()
@click.argument("staff_no")
@click.argument("name")
@click.option("--sex", type=click.Choice(["female", "male"]), default="female", show_default=True, help="Of a new member.")
@click.option("--campus", "campuses", multiple=True, help="Campus of a new member; at the first start name all of them.")
@click.option("--unit", default="", help="Branch union of a new member; made at the first start.")
@click.option("--union", default="", help="What the university's union is called, as shown on every page.")
@click.option("--force", is_flag=True, help="A way back in: also when there is an administrator who cannot sign in.")
@with_appcontext
def admin(staff_no: str, name: str, sex: str, campuses: tuple[str, ...], unit: str, union: str, force: bool) -> None:
    """Make a member administrator and union office, and print a one-time code for the first sign-in.

    STAFF_NO and NAME are those of the person. In an empty installation this also makes the campuses, the first branch
    union, the member, and the two services it comes with (the office adds points and opening hours on the pages).
    A member who is there already only gets the roles and a new code; the old password and all sessions end.
    """
    from unionweb import founding

    _need_tables()
    first = founding.First(staff_no, name, founding.Sex(sex), campuses, unit, union)
    try:
        code = founding.found(first, force=force)
    except (founding.CannotFound, Refused) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name} ({staff_no}) is administrator and union office from now on.")
    click.echo(f"One-time code, shown only now: {code}")
    click.echo("Sign in with the staff number and this code; a password of one's own comes next.")


def _need_tables() -> None:
    """Say what to do when the database has not been set up."""
    if not db.inspect(db.engine).has_table("member"):
        raise click.ClickException("The database has no tables yet. Run first: flask --app wsgi db upgrade")


@jobs.command("list")
def list_jobs():
    """List the jobs and their schedules."""
    for job in work.jobs.values():
        when = f"{job.minute} {job.hour} * * *" if job.minute is not None else "never by itself"
        click.echo(f"{job.name:20} {when:20} {job.label}")


@jobs.command("run")
@click.argument("name")
def run_job(name):
    """Run the job NAME now, in this process."""
    if name not in work.jobs:
        raise click.BadParameter(f"there is no job {name}; see `flask jobs list`", param_hint="NAME")
    done = work.run(name)
    if done is None:
        raise click.ClickException(f"{name} is running already")
    click.echo(f"{work.jobs[name].label}：{labels.label(done.outcome)}。{done.detail or ''}")
    if done.outcome is work.Outcome.failed:
        raise SystemExit(1)


@slots.command("generate")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day to make slots for (default: the setting).")
def generate(until):
    """Bring the slots in step with opening rules, exceptions and calendar."""
    from unionweb.bookings.services.schedule import generate_slots

    done = generate_slots(until.date() if until else None)
    click.echo(f"时段：新开 {done.created}，收起 {done.removed}，改了 {done.changed}。")


@click.command()
@with_appcontext
def fonts() -> None:
    """Print which font serves which role on paper and what it lacks; fail when this machine cannot print."""
    from unionweb.kernel.fonts.report import report

    lines, able = report()
    click.echo("\n".join(lines))
    if not able:
        raise SystemExit(1)
