"""A label as SVG. Its letters are drawn as outlines, so that it looks the same where our typefaces are not."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from floor.printing.documents.glyphs import letters
from floor.printing.documents.writing import MM_PER_POINT, Writing
from floor.printing.labels.drawing import Box, Code, Label, Mark, Text
from floor.printing.labels.raster import STROKE


def svg(label: Label) -> bytes:
    """One unit is one mm."""
    width, height = _short(label.width), _short(label.height)
    size = f'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        f"<title>{escape(label.writing.printable(label.title))}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(part for mark in label.marks for part in _drawn(mark, label.writing)),
        "</svg>",
    ]
    return "\n".join(parts).encode()


def _drawn(mark: Mark, writing: Writing) -> Iterator[str]:
    if isinstance(mark, Code):
        yield f'<path shape-rendering="crispEdges" d="{_modules(mark)}"/>'
    elif isinstance(mark, Text):
        yield from _written(mark, writing)
    elif mark.line:
        box = f'x="{_short(mark.x)}" y="{_short(mark.y)}" width="{_short(mark.w)}" height="{_short(mark.h)}"'
        yield f'<rect {box} fill="none" stroke="#000" stroke-width="{_short(mark.line)}"/>'
    else:
        yield f'<path d="{_rectangle(mark)}"/>'


def _modules(mark: Code) -> str:
    module = mark.module
    high = mark.h if mark.symbol.linear else module
    return "".join(
        _rectangle(Box(mark.x + start * module, mark.y + number * module, length * module, high))
        for number, start, length in mark.symbol.bars()
    )


def _rectangle(box: Box) -> str:
    return f"M{_short(box.x)} {_short(box.y)}h{_short(box.w)}v{_short(box.h)}h{_short(-box.w)}z"


def _written(mark: Text, writing: Writing) -> Iterator[str]:
    x, size = mark.left, mark.size * MM_PER_POINT
    ink = "#fff" if mark.white else "#000"
    yield f'<g fill="{ink}" stroke="{ink}" stroke-width="0">'
    for run in writing.runs(mark.text):
        for shape in writing.shapes(run, mark.bold):
            glyph = letters(run.face.file(mark.bold)).glyph(shape.character)
            scale = size / glyph.units
            stroke = (
                f' stroke-width="{2 * STROKE * glyph.units:.0f}"' if mark.bold and not run.face.bold else ""
            )
            left, base = _short(x + shape.dx * size), _short(mark.baseline - shape.dy * size)
            place = f"translate({left} {base}) scale({scale:.6f} {-scale:.6f})"
            if glyph.path:
                yield f'<path transform="{place}"{stroke} d="{glyph.path}"/>'
            x += shape.advance * size
    yield "</g>"


def _short(length: float) -> str:
    return f"{length:.4f}".rstrip("0").rstrip(".")
