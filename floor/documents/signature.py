"""A driver's signature as it comes from the screen: strokes, or a picture. Nothing else gets through."""

import base64
import binascii
import re
from io import BytesIO

from fpdf.drawing import PaintedPath
from fpdf.svg import svg_path_converter
from PIL import Image

from models.refused import Refused

BOX = (300.0, 100.0)
_LONGEST_PATH = 60_000
_LARGEST_PNG = 200 * 1024
_MOST_PIXELS = 2_000_000
_PNG_URL = "data:image/png;base64,"
_TOKEN = re.compile(r"([MLCQZ])|([0-9]{1,3}(?:\.[0-9]{1,12})?)(?![0-9.])|[ ,\n]+")
_NUMBERS = {"M": 2, "L": 2, "C": 6, "Q": 4, "Z": 0}


def read_signature(text: str) -> str | bytes:
    """The checked signature: an SVG path in a box 300 wide and 100 high, or a clean PNG from a PNG data URL.

    A path has the commands M L C Q Z and plain numbers only; a PNG at most 200 KB and two million pixels.
    Refused: `document.signature_unreadable`, `document.signature_too_large`, `document.signature_empty`.
    """
    return _read_png(text) if text.startswith("data:") else _read_path(text)


def strokes(path: str, x: float, y: float, width: float) -> PaintedPath:
    """A checked path, scaled into a box `width` mm wide at (x, y)."""
    k = width / BOX[0]
    scaled = []
    down = False
    for token in re.findall(r"[MLCQZ]|[\d.]+", path):
        if token in _NUMBERS:
            scaled.append(token)
            down = False
        else:
            scaled.append(f"{(y if down else x) + float(token) * k:.4f}")
            down = not down
    painted = PaintedPath()
    svg_path_converter(painted, " ".join(scaled))
    painted.style.auto_close = False
    painted.style.fill_color = None
    painted.style.stroke_color = "#000"
    painted.style.stroke_width = 0.5
    painted.style.stroke_cap_style = "round"
    painted.style.stroke_join_style = "round"
    return painted


def _read_path(text: str) -> str:
    if len(text) > _LONGEST_PATH:
        raise Refused("document.signature_too_large")
    commands: list[tuple[str, list[float]]] = []
    position = 0
    while position < len(text):
        token = _TOKEN.match(text, position)
        if not token:
            raise Refused("document.signature_unreadable")
        position = token.end()
        command, number = token.groups()
        if command:
            commands.append((command, []))
        elif number and commands:
            commands[-1][1].append(float(number))
        elif number:
            raise Refused("document.signature_unreadable")
    _check(commands)
    return text


def _check(commands: list[tuple[str, list[float]]]) -> None:
    if not any(command in "LCQ" for command, _ in commands):
        raise Refused("document.signature_empty")
    if commands[0][0] != "M":
        raise Refused("document.signature_unreadable")
    for command, numbers in commands:
        each = _NUMBERS[command]
        whole = not numbers if each == 0 else bool(numbers) and len(numbers) % each == 0
        inside = all(0 <= x <= BOX[0] for x in numbers[::2]) and all(0 <= y <= BOX[1] for y in numbers[1::2])
        if not (whole and inside):
            raise Refused("document.signature_unreadable")


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
    if gray.getextrema()[0] == gray.getextrema()[1]:
        raise Refused("document.signature_empty")
    out = BytesIO()
    gray.save(out, "PNG")
    return out.getvalue()
