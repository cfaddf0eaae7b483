"""A driver's signature as it comes from the screen: strokes, or a picture. Nothing else gets through."""

import base64
import binascii
import re
from io import BytesIO

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fpdf.drawing import PaintedPath
from fpdf.svg import svg_path_converter
from PIL import Image

from models.refused import Refused

BOX = (300.0, 100.0)
_LONGEST_PATH = 60_000
_LARGEST_PNG = 200 * 1024
_MOST_PIXELS = 2_000_000
_PNG_URL = "data:image/png;base64,"
_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9eE+\-.,\s]*", re.ASCII)
_FARTHEST = 1_000_000  # a coordinate beyond this was never drawn by a hand


def read_signature(text: str) -> str | bytes:
    """The checked signature: an SVG path fitted into a box 300 wide and 100 high, or a clean PNG from a PNG data URL.

    A path may use every SVG path command; what comes back has absolute ones only. A PNG has at most 200 KB and two
    million pixels.

    Raises `Refused`: document.signature_unreadable, document.signature_too_large, document.signature_empty.
    """
    return _read_png(text) if text.startswith("data:") else _read_path(text)


def strokes(path: str, x: float, y: float, width: float) -> PaintedPath:
    """A checked path, scaled into a box `width` mm wide at (x, y)."""
    k = width / BOX[0]
    painted = PaintedPath()
    svg_path_converter(painted, _redrawn(path, (k, 0, 0, k, x, y)))
    painted.style.auto_close = False
    painted.style.fill_color = None
    painted.style.stroke_color = "#000"
    painted.style.stroke_width = 0.5
    painted.style.stroke_cap_style = "round"
    painted.style.stroke_join_style = "round"
    return painted


def _redrawn(path: str, matrix: tuple[float, float, float, float, float, float]) -> str:
    """The path through an affine matrix, in absolute commands."""
    pen = SVGPathPen(None, ntos=lambda number: f"{number:.4f}".rstrip("0").rstrip("."))
    parse_path(path, TransformPen(pen, matrix))
    return str(pen.getCommands())


def _read_path(text: str) -> str:
    if len(text) > _LONGEST_PATH:
        raise Refused("document.signature_too_large")
    if not _PATH.fullmatch(text):
        raise Refused("document.signature_unreadable")
    bounds = BoundsPen(None)
    try:
        parse_path(text, bounds)
    except Exception as error:  # the parser says no in many ways, by assertions and lookups too
        raise Refused("document.signature_unreadable") from error
    if bounds.bounds is None or bounds.bounds[:2] == bounds.bounds[2:]:
        raise Refused("document.signature_empty")
    return _redrawn(text, _into_box(*bounds.bounds))


def _into_box(
    left: float, top: float, right: float, bottom: float
) -> tuple[float, float, float, float, float, float]:
    """The matrix that fits a drawing of these bounds into the box; one that fits already stays as it is."""
    if not all(abs(side) <= _FARTHEST for side in (left, top, right, bottom)):  # no for NaN too
        raise Refused("document.signature_unreadable")
    if left >= 0 and top >= 0 and right <= BOX[0] and bottom <= BOX[1]:
        return 1, 0, 0, 1, 0, 0
    k = min(1.0, BOX[0] / max(right - left, 1e-9), BOX[1] / max(bottom - top, 1e-9))
    return k, 0, 0, k, -left * k, -top * k


def _read_png(url: str) -> bytes:
    """Decoded, flattened onto white and written anew, so that nothing but the pixels is kept."""
    if not url.startswith(_PNG_URL):
        raise Refused("document.signature_unreadable")
    if len(url) > len(_PNG_URL) + _LARGEST_PNG * 4 // 3 + 4:
        raise Refused("document.signature_too_large")
    try:
        data = base64.b64decode(url[len(_PNG_URL) :], validate=True)
        with Image.open(BytesIO(data), formats=["PNG"]) as picture:
            # the size stands in the header: what would need much memory is refused before it is decoded
            if picture.width * picture.height > _MOST_PIXELS:
                raise Refused("document.signature_too_large")
            seen = picture.convert("RGBA")
    except (binascii.Error, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused("document.signature_unreadable") from error
    gray = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("L")
    out = BytesIO()
    gray.save(out, "PNG")
    return out.getvalue()
