"""`marketplace import` and `marketplace export`: listings from and to CSV, XLSX and JSON Lines."""

from __future__ import annotations

import csv
import sys
from contextlib import nullcontext
from itertools import islice
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from marketplace.cli.context import application, progress, unit
from marketplace.errors import MarketplaceError
from marketplace.i18n import gettext as _
from marketplace.listings.statuses import Status
from marketplace.listings.transfer import exporting, importing, mapping
from marketplace.listings.transfer.cells import safe
from marketplace.listings.transfer.reading import open_source
from marketplace.listings.transfer.records import FileError, Reading, Source
from marketplace.listings.transfer.rejects import Rejects
from marketplace.listings.transfer.report import Report
from marketplace.plugin_host.clean import clean_line
from marketplace.viewer import Viewer

SHOWN_ERRORS = 200
SOME_REJECTED = 3  # exit code
SAMPLE = 50


def pairs(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Read `name=value` options."""
    found = {}
    for text in values:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise click.BadParameter(_("Write it as name=value."))
        found[name.strip()] = value.strip()
    return found


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(["offer", "demand"]), help="What all rows are; short for --set kind=….")
@click.option("--sector", help="The sector of all rows; short for --set sector=….")
@click.option("--source", help="Name of where the rows come from. With the id it makes the import repeatable.")
@click.option("--id-column", help="The column with the id at the source.")
@click.option("--organisation", help="To whom all rows belong: a name or the public id.")
@click.option("--create-organisations", is_flag=True, help="Make organisations that are not there yet.")
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), help="Language of texts whose column doesn't say; else guessed."
)
@click.option(
    "--numbers",
    type=click.Choice(["vi", "en"]),
    help="How numbers are written where a row's own column “numbers” doesn't say; else as --lang has it.",
)
@click.option("--map", "columns", multiple=True, callback=pairs, help="COLUMN=FIELD, as often as needed.")
@click.option("--set", "constants", multiple=True, callback=pairs, help="FIELD=VALUE where a row states none.")
@click.option(
    "--derive", "derived", multiple=True, callback=pairs, help="FIELD=first_sentences(COLUMN) or first_keywords."
)
@click.option("--ignore", multiple=True, help="A column to leave out.")
@click.option(
    "--mapping", "file_of_mapping", type=click.Path(path_type=Path), help="A TOML or JSON file with all that."
)
@click.option("--publish", is_flag=True, help="Publish what is complete; the rest stays a draft.")
@click.option("--dry-run", is_flag=True, help="Check every row and change nothing.")
@click.option("--encoding", help="If it is guessed wrong.")
@click.option("--delimiter", help="If it is guessed wrong.")
@click.option("--sheet", help="Which sheet of a workbook; the first by default.")
@click.option("--format", "form", type=click.Choice(exporting.FORMATS), help="If it is guessed wrong.")
@click.option("--rejected", type=click.Path(path_type=Path), help="Where rows go that are not taken.")
@click.option(
    "--errors", "errors_file", type=click.Path(path_type=Path), help="Write the errors of a dry run to this CSV file."
)
@click.option(
    "--batch", default=importing.BATCH, show_default=True, help="Rows a transaction.", type=click.IntRange(1, 10_000)
)
@click.option("--yes", is_flag=True, help="Don't ask whether the mapping is right.")
def import_listings(file: Path, **given: Any) -> None:
    """Import listings from a CSV, XLSX or JSON Lines FILE.

    The mapping of columns is shown first. Rows that can't be taken go with their reasons to FILE.rejected.csv (or
    .jsonl), to be mended and imported again. A second run changes nothing; one that was killed goes on.

    Exit codes: 0 all rows were taken (in a dry run: would be), 3 some were not, 1 the file can't be imported at all.
    """
    source = open_source(file, Reading(given["encoding"], given["delimiter"], given["sheet"], given["form"]))
    wishes, name = wished(given)
    app = application()
    sample = list(islice(source.records(), SAMPLE))
    with unit(app, write=False) as uow:
        market = app.extensions["marketplace"]
        decided = mapping.decide(source.columns, sample, wishes, market)
        show_mapping(source, decided, sample)
        check_keys(decided, name)
        if sys.stdin.isatty() and decided.guessed and not (given["yes"] or given["dry_run"]):
            click.confirm(_("Import with this mapping?"), default=True, abort=True)
        options = importing.Options(
            name, given["publish"], given["dry_run"], given["create_organisations"], given["numbers"], given["batch"]
        )
        rejects = None if given["dry_run"] else Rejects(source, given["rejected"])
        with progress(_("rows")) as bar, rejects or nullcontext():
            report = importing.run(Viewer.system(), uow, market, source, decided, options, rejects, bar)
    if given["dry_run"]:
        show_errors(report, given["errors_file"])
    show_report(report, dry_run=given["dry_run"])
    if rejects is not None and rejects.count:
        click.echo(_("Rejected rows: %(path)s. Mend them there and import that file.", path=rejects.path))
    if report.rejected:
        sys.exit(SOME_REJECTED)


def wished(given: dict[str, Any]) -> tuple[mapping.Wishes, str | None]:
    """Return the wishes of options, laid over those of a mapping file, and the source's name."""
    constants = dict(given["constants"])
    constants |= {name: given[name] for name in ("kind", "sector", "organisation") if given[name]}
    columns = dict(given["columns"])
    if given["id_column"]:
        columns[given["id_column"]] = "source_id"
    wishes = mapping.Wishes(columns, constants, given["derived"], frozenset(given["ignore"]), given["lang"])
    name = given["source"]
    if given["file_of_mapping"]:
        of_file, others = mapping.load(given["file_of_mapping"])
        wishes, name = wishes.over(of_file), name or others.get("source")
    return wishes, name


def check_keys(decided: mapping.ColumnMap, source: str | None) -> None:
    """Refuse an import that could not be repeated without doubling everything."""
    mapped = {*decided.columns.values(), *decided.derived}
    if "public_id" not in mapped and not (source and "source_id" in mapped):
        raise FileError(_("Give --source NAME and --id-column COLUMN, so that a second run knows the rows again."))
    if source and len(source) > 80:
        raise FileError(_("The source's name has at most 80 characters."))


def show_mapping(source: Source, decided: mapping.ColumnMap, sample: list[Any]) -> None:
    """Print which column goes where, with values of the first row that has one."""
    click.echo(f"{source.path.name}: {source.details}, " + _("about %(rows)s rows", rows=f"{source.total():,}"))
    hows = {
        "declared": _("declared"),
        "guessed": _("guessed"),
        "constant": _("constant"),
        "derived": _("derived"),
        "unmapped": _("NOT MAPPED"),
    }
    table = Table(box=None, pad_edge=False)
    for title in (_("column"), _("field"), _("meaning"), "", _("example")):
        table.add_column(title, overflow="fold")
    for line in decided.table([record for record in sample if not record.error]):
        example = clean_line(next((text for text in line.samples if text), "")[:60])
        table.add_row(*map(Text, (clean_line(line.column), line.target or "–", line.label, hows[line.how], example)))
    Console(width=None if sys.stdout.isatty() else 160).print(table)
    click.echo(_("Texts whose column doesn't say: %(lang)s.", lang=decided.lang))


def show_errors(report: Report, path: Path | None) -> None:
    """Print or write what stands against single rows."""
    if path is not None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["row", "field", "reason"])
            writer.writerows([number, safe(name), safe(text)] for number, name, text in report.errors)
        return
    for number, name, text in report.errors[:SHOWN_ERRORS]:
        click.echo(_("row %(number)s", number=number) + f": {name}: {text}")
    if len(report.errors) > SHOWN_ERRORS:
        click.echo(_("… and more; --errors FILE writes them to a file."))


def show_report(report: Report, *, dry_run: bool) -> None:
    """Print the counts and the reasons."""
    if dry_run:
        click.echo(_("Dry run: nothing was changed."))
    counts = {
        _("rows"): report.rows,
        _("created"): report.created,
        _("updated"): report.updated,
        _("unchanged"): report.unchanged,
        _("rejected"): report.rejected,
        _("kept as drafts"): report.drafts,
    }
    click.echo(", ".join(f"{name} {number:,}" for name, number in counts.items()))
    for title, reasons in ((_("Rejected because"), report.reasons), (_("Drafts because"), report.lacking)):
        if reasons:
            click.echo(f"{title}:")
        for alike, number in reasons.most_common(20):
            click.echo(f"{number:>8,}  {alike[0]}: {report.shown(alike)}")
    click.echo(_("%(seconds)s s, %(rate)s rows a second", seconds=f"{report.seconds:,.1f}", rate=f"{report.rate:,.0f}"))


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(exporting.FORMATS), help="Else by the file's name; - is standard output."
)
@click.option("--kind", type=click.Choice(["offer", "demand"]))
@click.option("--sector", help="Only this sector.")
@click.option("--status", type=click.Choice([each.value for each in Status]), help="Only this status.")
@click.option("--source", help="Only what was imported from this source.")
@click.option("--public", is_flag=True, help="Only what anybody may see; else all that the operator may.")
def export_listings(file: Path, form: str | None, public: bool, **given: Any) -> None:
    """Export listings to a CSV, XLSX or JSON Lines FILE; it can be imported again."""
    form = form or file.suffix.lstrip(".").lower()
    if form not in exporting.FORMATS or (form == "xlsx" and str(file) == "-"):
        raise FileError(_("Name the file .csv, .xlsx or .jsonl, or give --format."))
    viewer = Viewer.anonymous() if public else Viewer.system()
    app = application()
    choice = exporting.Choice(**given)
    with unit(app, write=False) as uow:
        market = app.extensions["marketplace"]
        if str(file) == "-":
            for piece in exporting.stream(viewer, uow, market, choice, form):
                sys.stdout.buffer.write(piece)
            return
        try:
            written = to_file(file, viewer, uow, market, choice, form)
        except OSError as error:
            raise MarketplaceError(
                _("%(path)s can't be written: %(why)s", path=file, why=error.strerror or error)
            ) from None
    click.echo(_("%(number)s listings in %(path)s", number=f"{written:,}", path=file))


def to_file(file: Path, viewer: Viewer, uow: Any, market: Any, choice: exporting.Choice, form: str) -> int:
    """Write beside the file first, so that a failure leaves an earlier one whole; return how many listings."""
    part = file.with_name(f"{file.name}.part")
    if form == "xlsx":
        written = exporting.write_xlsx(part, viewer, uow, market, choice)
    else:
        with part.open("wb") as out, progress(_("listings")) as bar:
            total = exporting.count(viewer, uow, market, choice)
            written = 0 if form == "jsonl" else -1  # the header is no listing
            for piece in exporting.stream(viewer, uow, market, choice, form):
                out.write(piece)
                written += 1
                if written % 500 == 0:
                    bar(written, total)
    part.replace(file)
    return written
