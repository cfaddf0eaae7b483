"""Pictures of the demo's goods, drawn from their names: nobody has photographed them."""

import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw
from sqlalchemy import select

from floor.catalogue import picture_files
from floor.catalogue.pictures import set_picture
from floor.core.transaction import Transaction
from models import Sku

EDGE: Final = 240
LINE: Final = "#333333"
COLOURS: Final = {
    "RED": "#c62828", "PINK": "#f06292", "BLUE": "#1e6fc0", "GREEN": "#43a047", "YELLOW": "#fbc02d", "BLACK": "#37474f",
    "WHITE": "#eceff1", "IVORY": "#fff3d6", "CREAM": "#fff3d6", "WOODEN": "#a1764b", "STRAWBERRY": "#e53950",
    "ZINC": "#90a4ae", "METAL": "#90a4ae", "GLASS": "#b3e5fc", "SLATE": "#546e7a",
}  # fmt: skip
Draw = ImageDraw.ImageDraw


def _bag(draw: Draw, colour: str) -> None:
    draw.arc((80, 30, 160, 130), 180, 360, LINE, 8)
    draw.polygon([(45, 85), (195, 85), (210, 215), (30, 215)], colour, LINE)


def _tin(draw: Draw, colour: str) -> None:
    draw.rectangle((55, 80, 185, 205), colour, LINE, 4)
    draw.ellipse((55, 55, 185, 105), colour, LINE, 4)


def _cup(draw: Draw, colour: str) -> None:
    draw.ellipse((25, 175, 215, 215), "#ffffff", LINE, 4)
    draw.arc((150, 90, 210, 150), 270, 110, LINE, 10)
    draw.chord((55, 20, 175, 200), 0, 180, colour, LINE, 4)


def _clock(draw: Draw, colour: str) -> None:
    draw.ellipse((45, 45, 195, 195), colour, LINE, 4)
    draw.ellipse((65, 65, 175, 175), "#ffffff", LINE, 3)
    draw.line([(120, 80), (120, 120), (150, 135)], LINE, 7)


def _heart(draw: Draw, colour: str) -> None:
    draw.line([(120, 15), (120, 70)], LINE, 4)
    draw.polygon([(42, 125), (198, 125), (120, 220)], colour)
    draw.ellipse((35, 60, 125, 150), colour)
    draw.ellipse((115, 60, 205, 150), colour)


def _stand(draw: Draw, colour: str) -> None:
    for top, half in ((60, 45), (125, 70), (190, 95)):
        draw.rectangle((120 - half, top, 120 + half, top + 14), colour, LINE, 3)
    draw.line([(120, 25), (120, 204)], LINE, 8)


def _flat(draw: Draw, colour: str) -> None:
    draw.polygon([(30, 165), (85, 85), (210, 85), (170, 165)], colour, LINE)
    draw.line([(55, 150), (155, 150)], LINE, 3)


def _box(draw: Draw, colour: str) -> None:
    draw.rectangle((45, 95, 195, 205), colour, LINE, 4)
    draw.rectangle((38, 65, 202, 95), colour, LINE, 4)
    draw.line([(120, 65), (120, 205)], LINE, 4)


SHAPES: Final[dict[str, Callable[[Draw, str], None]]] = {
    "BAG": _bag, "SHOPPER": _bag, "BASKET": _bag, "APRON": _bag, "TINS": _tin, "JAR": _tin, "SPICE": _tin,
    "MOULDS": _tin, "TEACUP": _cup, "POPCORN": _cup, "CLOCK": _clock, "SCALES": _clock, "HEART": _heart,
    "CAKESTAND": _stand, "T-LIGHT": _heart, "DOORMAT": _flat, "SIGN": _flat, "NAPKINS": _flat, "TOWELS": _flat,
    "FRAME": _flat, "BUNTING": _flat,
}  # fmt: skip


def picture_of(code: str, name: str) -> bytes:
    """A PNG: the shape and the colour that the name says, or one that its code always has."""
    words = name.upper().split()
    spare = list(COLOURS.values())[hashlib.sha256(code.encode()).digest()[0] % len(COLOURS)]
    colour = next((COLOURS[word] for word in words if word in COLOURS), spare)
    shape = next((SHAPES[key] for key in SHAPES if any(word.startswith(key) for word in words)), _box)
    picture = Image.new("RGB", (EDGE, EDGE), "#fafafa")
    shape(ImageDraw.Draw(picture), colour)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def draw_pictures(tx: Transaction, home: Path) -> None:
    """Gives each SKU without a picture one."""
    for sku in tx.db.scalars(select(Sku).where(Sku.picture == "").order_by(Sku.code)):
        set_picture(tx, sku.id, picture_files.keep(home, picture_of(sku.code, sku.name)))
