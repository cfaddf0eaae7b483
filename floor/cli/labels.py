"""`floor labels …`: labels as files."""

import re
from pathlib import Path

import click

from floor.cli.installation import installation
from floor.core.languages import DEFAULT, LANGUAGES
from floor.packing import label_copies
from floor.printing.label_facts import PRINTED, Wanted, printed_facts
from floor.printing.labels import FORMATS, Facts, make
from floor.printing.labels.sheets import PAPERS
from models.printing import DPIS


@click.command()
@click.argument("kind", type=click.Choice(PRINTED))
@click.argument("codes", nargs=-1)
@click.option("--format", "form", default="pdf", show_default=True, type=click.Choice(list(FORMATS)))
@click.option("--zone", default="", help="only the places of this zone")
@click.option("--first", default=1, show_default=True, type=click.IntRange(1, 999_999), help="totes, carts")
@click.option("--count", default=20, show_default=True, type=click.IntRange(1, 500), help="totes, carts")
@click.option("--paper", type=click.Choice(list(PAPERS)), help="PDF on sheets of these labels")
@click.option(
    "--dpi", default="203", show_default=True, type=click.Choice([str(dpi) for dpi in DPIS]), help="ZPL"
)
@click.option("--language", default=DEFAULT, show_default=True, type=click.Choice(LANGUAGES))
@click.option("--reason", default="", help="why a parcel's label is made once more")
@click.option("--out", type=click.Path(path_type=Path), help="a file, or the folder for several pictures")
def labels(kind: str, codes: tuple[str, ...], form: str, zone: str, first: int, count: int, paper: str | None,
           dpi: str, language: str, reason: str, out: Path | None) -> None:  # fmt: skip
    """Make labels of a KIND for these CODES, as they are scanned or bare.

    Without codes: all places, COUNT new totes or carts, everybody's badges, every command, the open loads.
    """
    with installation() as floor:
        named = floor.do(label_copies.reprint_labels, codes, reason) if kind == "parcel" else codes
        with floor.writer.database.reading() as session:
            facts = printed_facts(session, kind, Wanted(named, zone, first, count))
        if form in ("svg", "png") and len(facts) > 1:
            _save_each(facts, form, language, out or Path(f"{kind}-labels"))
            return
        _save(
            out or Path(f"{kind}.{form}"), make(facts, form, language, paper=paper, dpi=int(dpi)), len(facts)
        )


def _save_each(facts: list[Facts], form: str, language: str, folder: Path) -> None:
    """One file a label, named by its number and its code, as far as a file may be called so."""
    made = [make([each], form, language) for each in facts]
    folder.mkdir(parents=True, exist_ok=True)
    for number, (each, content) in enumerate(zip(facts, made, strict=True), 1):
        name = re.sub(r"[^\w.-]+", "_", getattr(each, "code", ""))[:80]
        (folder / f"{number:03d}-{name}.{form}").write_bytes(content)
    click.echo(f"{folder}: {len(facts)} labels")


def _save(file: Path, content: bytes, count: int) -> None:
    file.write_bytes(content)
    click.echo(f"{file}: {count} {'label' if count == 1 else 'labels'}")
