"""Labels as PDF: one page each, or side by side on sheets of label paper."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TextMode

from floor.printing.documents.fonts import Face
from floor.printing.documents.sheet import add_typeface, draw_symbol, finished
from floor.printing.labels.drawing import Box, Label, Mark, Text
from floor.printing.labels.raster import STROKE
from floor.printing.labels.sheets import Paper
from models import Refused

EDGE = 1.5  # mm that cutting and feeding may be off on label paper
PAIRED = "()[]{}<>«»‹›"  # what is turned round where text runs to the left
FINEST = 0.19  # mm: a module below it is not printed sharply by an office printer


def pdf(labels: Sequence[Label], paper: Paper | None = None) -> bytes:
    """Labels as a PDF: each on a page of its own, or as many on a sheet as the paper has.

    Raises `Refused`: label.paper_too_small (a scanner could not read what fits on that paper).
    """
    placed = [_on_paper(label, paper, place) if paper else label.marks for place, label in enumerate(labels)]
    file = FPDF(unit="mm")
    file.set_margin(0)
    file.set_auto_page_break(False)
    file.c_margin = 0
    # the same facts make the same bytes, whenever they are printed again
    file.set_creation_date(datetime(2000, 1, 1, tzinfo=UTC))
    file.set_lang(labels[0].language)
    file.set_title(labels[0].writing.printable(labels[0].title))
    fonts = _add_typefaces(file, labels)
    for place, (label, marks) in enumerate(zip(labels, placed, strict=True)):
        if paper is None or place % paper.on_a_page == 0:
            file.add_page(format=paper.page if paper else (label.width, label.height))
        for mark in marks:
            _draw(file, mark, label, fonts)
    return finished(file)


def _add_typefaces(file: FPDF, labels: Iterable[Label]) -> dict[Path, str]:
    """The name that each typeface file has in this document, with the characters that are written in it."""
    written: dict[tuple[Path, bool], set[str]] = {}
    for label in labels:
        for mark in label.marks:
            if isinstance(mark, Text):
                for run in label.writing.runs(mark.text):
                    written.setdefault((run.face.file(mark.bold), run.face.shaped), set()).update(
                        run.text + (PAIRED if run.rtl else "")
                    )
    names = {}
    for number, ((source, shaped), characters) in enumerate(written.items()):
        names[source] = f"face{number}"
        add_typeface(file, names[source], source, None if shaped else characters)
    return names


def _on_paper(label: Label, paper: Paper, place: int) -> list[Mark]:
    """As large as fits, never larger than it is, in the middle of its place."""
    wide, high = paper.width - 2 * EDGE, paper.height - 2 * EDGE
    factor = min(wide / label.width, high / label.height, 1)
    if label.finest * factor < FINEST:
        raise Refused("label.paper_too_small", label=label.title, paper=paper.name)
    left, top = paper.corner(place)
    dx = left + (paper.width - label.width * factor) / 2
    return label.scaled(factor, dx, top + (paper.height - label.height * factor) / 2)


def _draw(file: FPDF, mark: Mark, label: Label, fonts: dict[Path, str]) -> None:
    if isinstance(mark, Text):
        _write(file, mark, label, fonts)
    elif isinstance(mark, Box):
        file.set_line_width(mark.line)
        file.rect(mark.x, mark.y, mark.w, mark.h, style="D" if mark.line else "F")
    else:
        draw_symbol(file, mark.symbol, mark.x, mark.y, mark.module, mark.h)


def _write(file: FPDF, mark: Text, label: Label, fonts: dict[Path, str]) -> None:
    x, ink = mark.left, 255 if mark.white else 0
    for run in label.writing.runs(mark.text):
        file.set_font(fonts[run.face.file(mark.bold)], size=mark.size)
        with file.local_context(**_look(run.face, mark, ink)):
            # set by fpdf2 itself, so that the text can be found and copied
            file.set_text_shaping(run.face.shaped or run.rtl, direction="rtl" if run.rtl else "ltr")
            file.set_xy(x, mark.baseline - 0.8 * file.font_size)
            file.cell(h=file.font_size, text=run.text)
        x += label.writing.width(run.text, mark.size, mark.bold)


def _look(face: Face, mark: Text, ink: int) -> dict[str, object]:
    """A face without a bold file gets a stroked outline; its width is in points, whatever the unit of the page."""
    look: dict[str, object] = {"text_color": ink}
    if mark.bold and not face.bold:
        look |= {"text_mode": TextMode.FILL_STROKE, "line_width": 2 * STROKE * mark.size, "draw_color": ink}
    return look
