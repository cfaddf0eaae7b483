"""Labels in dots: the PNG, and what label printers cannot write by themselves."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from floor.printing.documents.glyphs import letters
from floor.printing.documents.writing import MM_PER_POINT, Writing
from floor.printing.labels.drawing import Box, Code, Label, Mark, Text

PNG_DOTS = 16  # a mm: twice as fine as most label printers, and whole dots for each module
STROKE = 0.016  # of the type size to each side, where a typeface has no bold of its own


def png(label: Label) -> bytes:
    """8-bit grey, 16 dots a mm."""
    size = (round(label.width * PNG_DOTS), round(label.height * PNG_DOTS))
    image = Image.new("L", size, 255)
    for mark in label.marks:
        _draw(image, mark, label.writing)
    out = BytesIO()
    image.save(out, "PNG", dpi=(PNG_DOTS * 25.4,) * 2)
    return out.getvalue()


def _draw(image: Image.Image, mark: Mark, writing: Writing) -> None:
    pen, dots = ImageDraw.Draw(image), PNG_DOTS
    if isinstance(mark, Box):
        corners = (mark.x * dots, mark.y * dots, (mark.x + mark.w) * dots - 1, (mark.y + mark.h) * dots - 1)
        pen.rectangle(
            corners, **({"outline": 0, "width": round(mark.line * dots)} if mark.line else {"fill": 0})
        )
    elif isinstance(mark, Code):
        image.paste(0, (round(mark.x * dots), round(mark.y * dots)), symbol_image(mark, dots))
    else:
        write(pen, mark, writing, dots, (mark.left * dots, mark.baseline * dots), 255 if mark.white else 0)


def symbol_image(mark: Code, dots: float) -> Image.Image:
    """White on black, each module a whole number of dots."""
    rows, module = mark.symbol.rows, max(1, round(mark.module * dots))
    image = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(_row(row) for row in rows))
    height = round(mark.h * dots) if mark.symbol.linear else len(rows) * module
    return image.resize((len(rows[0]) * module, height), Image.Resampling.NEAREST).convert("1")


def _row(modules: str) -> bytes:
    return bytes(255 if module == "1" else 0 for module in modules)


def text_image(mark: Text, writing: Writing, dots: float) -> Image.Image:
    """White on black, as wide as the text and as high as its line; its top is the mark's."""
    size = mark.size * MM_PER_POINT * dots
    image = Image.new(
        "1", (max(1, min(round(mark.width * dots) + 2, round(mark.w * dots))), round(size * 1.2))
    )
    write(ImageDraw.Draw(image), mark, writing, dots, (0.0, (mark.baseline - mark.y) * dots), 1)
    return image


def write(
    pen: ImageDraw.ImageDraw, mark: Text, writing: Writing, dots: float, start: tuple[float, float], ink: int
) -> None:
    """The text's runs, one behind the other, from `start` on its baseline."""
    x, y = start
    size = mark.size * MM_PER_POINT * dots
    for run in writing.runs(mark.text):
        stroke = size * STROKE if mark.bold and not run.face.bold else 0
        file = run.face.file(mark.bold)
        if not run.face.shaped and not run.rtl:
            pen.text((x, y), run.text, ink, _font(file, round(size, 1)), anchor="ls", stroke_width=stroke)
            x += writing.width(run.text, mark.size, mark.bold) * dots
            continue
        shapes = writing.shapes(run, mark.bold)
        font = _font_of(file, "".join(sorted({shape.character for shape in shapes})), round(size, 1))
        for shape in shapes:
            at = (x + shape.dx * size, y - shape.dy * size)
            pen.text(at, shape.character, ink, font, anchor="ls", stroke_width=stroke)
            x += shape.advance * size


@lru_cache(maxsize=64)
def _font_of(file: Path, characters: str, size: float) -> ImageFont.FreeTypeFont:
    """A typeface of these letters alone, private ones among them."""
    made = BytesIO(letters(file).typeface(characters))
    return ImageFont.truetype(made, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=64)
def _font(file: Path, size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)
