"""flask retreats: check a published draw from the command line."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

retreats = AppGroup("retreats", help="Retreats: check how places were given away.")

# What the command does is imported when it runs.


@retreats.command()
@click.argument("batch")
@with_appcontext
def verify(batch: str) -> None:
    """Replay the draw of BATCH from its published file, and print what was compared; fail when anything differs.

    BATCH is the number of a programme, as in its address, or the path of a file that was downloaded.
    """
    from unionweb.retreats.rules.published import checks

    text = _published(int(batch)) if batch.isdecimal() and not Path(batch).exists() else _read(Path(batch))
    try:
        found = checks(json.loads(text))
    except ValueError as error:
        raise click.ClickException(f"{batch} is not JSON: {error}") from error
    for check in found:
        click.echo(f"{'一致　' if check.agrees else '不一致'} {check.what}：{check.detail}")
    agreed = all(check.agrees for check in found)
    click.echo("结果一致" if agreed else "结果不一致")
    if not agreed:
        raise SystemExit(1)


def _published(programme_id: int) -> str:
    """The stored file of a programme, which must be the one whose fingerprint was kept with the promised ones."""
    from unionweb.common.draws import draw_of, sha256_of

    row = draw_of("retreat_programme", programme_id)
    if row is None or row.document is None:
        raise click.ClickException(f"Programme {programme_id} has no published draw.")
    document = json.loads(row.document)
    kept = {name: getattr(row, name) for name in ("seed_hash", "list_hash", "rules_hash", "public_source")}
    kept["public_number"] = row.public_number or ""
    if sha256_of(row.document) != row.document_hash or any(document[name] != value for name, value in kept.items()):
        raise click.ClickException("The stored file is not the one that was published.")
    return row.document


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} cannot be read: {error}") from error
