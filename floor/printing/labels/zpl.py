"""Labels in ZPL II. Latin words are written with the printer's own font; what few printers have, Chinese above all, and
the symbols are sent as pictures, so that each is the one that was checked here."""

from collections.abc import Sequence

from PIL import Image

from floor.printing.documents.writing import MM_PER_POINT
from floor.printing.labels.drawing import Box, Code, Label, Mark, Text
from floor.printing.labels.raster import symbol_image, text_image

DOTS = {203: 8, 300: 12, 600: 24}  # dots a mm, by what printers call their dpi
_LAST_BUILT_IN = 0x17F  # beyond Latin, printers differ
_SPECIAL = "^~\\_"


def zpl(labels: Sequence[Label], dpi: int = 203) -> bytes:
    """UTF-8, one format a label. No text from outside can be read as a command."""
    return "\n".join(_format(label, DOTS[dpi]) for label in labels).encode()


def _format(label: Label, dots: int) -> str:
    width, height = round(label.width * dots), round(label.height * dots)
    fields = (_field(mark, label, dots) for mark in label.marks)
    return "\n".join(["^XA", "^CI28", f"^PW{width}", f"^LL{height}", "^LH0,0", *fields, "^XZ"])


def _field(mark: Mark, label: Label, dots: int) -> str:
    if isinstance(mark, Box):
        return f"{_at(mark.x, mark.y, dots)}^GB{_box(mark, dots)}^FS"
    if isinstance(mark, Code):
        return f"{_at(mark.x, mark.y, dots)}{_picture(symbol_image(mark, dots))}^FS"
    reverse = "^FR" if mark.white else ""
    if any(ord(character) > _LAST_BUILT_IN for character in mark.text):
        return f"{_at(mark.left, mark.y, dots)}{reverse}{_picture(text_image(mark, label.writing, dots))}^FS"
    height = round(mark.size * MM_PER_POINT * dots)
    wide, side = round(mark.w * dots), mark.align[0].upper()
    place = _at(mark.x, mark.baseline - 0.77 * mark.size * MM_PER_POINT, dots)
    return f"{place}{reverse}^A0N,{height},{_narrowed(mark, dots)}^FB{wide},1,0,{side}^FH_^FD{_escaped(mark.text)}^FS"


def _at(x: float, y: float, dots: int) -> str:
    return f"^FO{round(x * dots)},{round(y * dots)}"


def _box(box: Box, dots: int) -> str:
    width, height = max(1, round(box.w * dots)), max(1, round(box.h * dots))
    return f"{width},{height},{max(1, round(box.line * dots)) if box.line else min(width, height)}"


def _narrowed(text: Text, dots: int) -> int:
    """How wide the printer's font is set: a little narrower than ours, so that what fitted here fits there."""
    return round(text.size * MM_PER_POINT * dots * 0.9)


def _escaped(text: str) -> str:
    return "".join(f"_{ord(character):02X}" if character in _SPECIAL else character for character in text)


def _picture(image: Image.Image) -> str:
    """One bit a dot; a row like the one before is sent as a colon, and zeros up to its end as a comma."""
    across = (image.width + 7) // 8
    data, rows, before = image.tobytes(), [], ""
    for start in range(0, len(data), across):
        row = data[start : start + across].hex().upper().rstrip("0")
        row = row if len(row) == 2 * across else f"{row},"
        rows.append(":" if row == before else row)
        before = row
    return f"^GFA,{len(data)},{len(data)},{across},{''.join(rows)}"
