"""flask commands: each does one job and says what it did."""

import click
from flask.cli import AppGroup

from unionweb.bookings.services.schedule import generate_slots
from unionweb.kernel import jobs as work
from unionweb.kernel import labels

slots = AppGroup("slots", help="Bookable slots, made some weeks ahead from the opening rules.")
jobs = AppGroup("jobs", help="Background jobs: list them, or run one now.")


def init_app(app):
    """Hang the commands on the application."""
    app.cli.add_command(jobs)
    app.cli.add_command(slots)


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
    done = generate_slots(until.date() if until else None)
    click.echo(f"时段：新开 {done.created}，收起 {done.removed}，改了 {done.changed}。")
