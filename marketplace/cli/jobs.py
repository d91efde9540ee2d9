"""`marketplace jobs`: what waits, what runs, what was given up."""

from __future__ import annotations

import click

from marketplace.cli.context import application, unit
from marketplace.errors import MarketplaceError
from marketplace.jobs import admin
from marketplace.jobs.models import DEAD, READY, RUNNING, Job


@click.group()
def jobs() -> None:
    """List, retry or drop background jobs."""


@jobs.command("list")
@click.option("--state", type=click.Choice([READY, RUNNING, DEAD]), help="Only jobs in this state.")
@click.option("--name", help="Only jobs of this name.")
@click.option("--limit", default=50, show_default=True, help="At most so many.")
@click.option("--errors", is_flag=True, help="Show the whole error of each.")
def list_jobs(state: str | None, name: str | None, limit: int, errors: bool) -> None:
    """Show how many jobs there are, those next in line, and the schedules."""
    with unit(application(), write=False) as uow:
        counted = admin.counts(uow)
        if not counted:
            click.echo("No jobs.")
        for (job, kind), number in sorted(counted.items()):
            click.echo(f"{number:>8,}  {kind:<8} {job}")
        for row in admin.find(uow, state=state, name=name, limit=limit):
            click.echo(described(row, errors))
        for each in admin.schedules(uow):
            last = f"{each.last_run_at:%Y-%m-%d %H:%M:%S} UTC" if each.last_run_at else "never"
            click.echo(
                f"schedule {each.name} ({each.cron}): last {last}, next {each.next_run_at:%Y-%m-%d %H:%M:%S} UTC"
            )


def described(job: Job, errors: bool) -> str:
    """Return a job as a line, with its last error below."""
    due = f"{job.run_at:%Y-%m-%d %H:%M:%S} UTC"
    line = f"#{job.id} {job.name} {job.state}, attempt {job.attempts} of {job.max_attempts}, due {due}"
    if not job.error:
        return line
    return f"{line}\n    " + (job.error if errors else job.error.strip().splitlines()[-1])


@jobs.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All that were given up.")
def retry(ids: tuple[int, ...], everything: bool) -> None:
    """Let jobs that were given up run again."""
    with unit(application()) as uow:
        number = found(ids, admin.retry(uow, chosen(ids, everything)))
        uow.commit()
    click.echo(f"{number} will be tried again.")


@jobs.command()
@click.argument("ids", nargs=-1, type=int)
@click.option("--all", "everything", is_flag=True, help="All that were given up.")
def drop(ids: tuple[int, ...], everything: bool) -> None:
    """Delete jobs that were given up."""
    with unit(application()) as uow:
        number = found(ids, admin.drop(uow, chosen(ids, everything)))
        uow.commit()
    click.echo(f"{number} dropped.")


def found(ids: tuple[int, ...], number: int) -> int:
    """Return the number of jobs that were meant. Raise MarketplaceError, so that nothing is done, if one is missing."""
    if ids and number < len(set(ids)):
        raise MarketplaceError(f"{len(set(ids)) - number} of these were not given up: see `marketplace jobs`")
    return number


def chosen(ids: tuple[int, ...], everything: bool) -> tuple[int, ...] | None:
    """Return the ids meant, None for all. Raise MarketplaceError when neither was said."""
    if bool(ids) == everything:
        raise MarketplaceError("name the jobs by their numbers, or say --all")
    return None if everything else ids
