"""The label on a box in ZPL II, for a 203 dpi printer with 4 × 6 inch labels (812 × 1218 dots)."""

from PIL import Image, ImageDraw, ImageFont

from floor import messages
from floor.documents.facts import ParcelFacts
from floor.documents.fonts import choose, plain
from floor.documents.symbols import element_string
from floor.documents.values import country, human_readable, kilograms, parcel_of

_WIDTH, _HEIGHT, _EDGE = 812, 1218, 32
_INNER = _WIDTH - 2 * _EDGE
_SPECIAL = "^~\\_"
_LONGEST = 120
# The first character that the font built into printers lacks: from here on it is Chinese, Japanese and Korean.
_FIRST_DRAWN = 0x2E80


def parcel_label_zpl(parcel: ParcelFacts, language: str) -> bytes:
    """UTF-8. No text from outside can be read as a command; Chinese is sent as a picture, for few printers have it."""
    to, top = parcel.ship_to, 84 if parcel.training else 0
    destination = country(to.country, language)
    parts = ["^XA", "^CI28", f"^PW{_WIDTH}", f"^LL{_HEIGHT}", "^LH0,0"]
    if parcel.training:
        parts += [
            "^FO0,0^GB812,76,76^FS",
            _line(messages.text("document.training", language), 14, 50, reverse=True),
        ]
    parts += [
        _line(parcel.carrier, top + 24, 80, width=460),
        _line(parcel.service, top + 40, 50, x=520, width=260),
        _rule(top + 116),
        _line(messages.text("document.ship_to", language), top + 128, 24),
        _line(to.name, top + 158, 54),
        _line(to.street, top + 218, 40),
        _line(to.phone, top + 264, 34),
        _line(f"{to.postcode} {to.city}", 420, 96),
        _line(destination, 524, 46),
        _rule(584),
        *_order(parcel, language),
        _rule(846),
        # 156 modules of 4 dots (0.5 mm); >; starts code set C, >8 is FNC1
        f"^FO94,864^BY4^BCN,260,N,N,N,N^FD>;>8{element_string(parcel.sscc)}^FS",
        _line(human_readable(parcel.sscc), 1140, 54, x=154),
        "^XZ",
    ]
    return "\n".join(part for part in parts if part).encode()


def _order(parcel: ParcelFacts, language: str) -> list[str]:
    return [
        _line(messages.text("document.order", language), 598, 24),
        _line(parcel.order, 626, 60, width=500),
        _line(messages.text("document.parcel", language), 714, 24),
        _line(parcel_of(parcel, language), 742, 54, width=230),
        _line(messages.text("document.weight", language), 714, 24, x=290),
        _line(kilograms(parcel.weight_g), 742, 54, x=290, width=240),
        f"^FO560,606^BQN,2,10^FDMA,{element_string(parcel.sscc)}^FS",
    ]


def _rule(y: int) -> str:
    return f"^FO{_EDGE},{y}^GB{_INNER},5,5^FS"


def _line(text: str, y: int, height: int, x: int = _EDGE, width: int = _INNER, reverse: bool = False) -> str:
    """One line `height` dots tall, made narrower to fit `width`."""
    text = plain(text)[:_LONGEST]
    if not text:
        return ""
    place = f"^FO{x},{y}" + ("^FR" if reverse else "")
    if any(ord(character) >= _FIRST_DRAWN for character in text):
        picture = _picture(text, height, width)
        if picture:
            return f"{place}{picture}^FS"
    # the printer's own font is about half as wide as it is tall
    narrow = max(8, min(height, 2 * width // len(text)))
    return f"{place}^A0N,{height},{narrow}^FB{width},1,0,L^FH_^FD{_escaped(text)}^FS"


def _escaped(text: str) -> str:
    return "".join(f"_{ord(character):02X}" if character in _SPECIAL else character for character in text)


def _picture(text: str, height: int, width: int) -> str:
    """`text` as one bit a dot, or nothing where no typeface here has it."""
    chosen = choose({ord(character) for character in text}, "zh-Hans")
    if not chosen:
        return ""
    size = height
    font = ImageFont.truetype(chosen[0].regular, size)
    if font.getlength(text) > width:
        size = max(16, int(size * width / font.getlength(text)))
        font = ImageFont.truetype(chosen[0].regular, size)
    image = Image.new("1", (min(width, int(font.getlength(text)) + 2), height), 0)
    ImageDraw.Draw(image).text(
        (0, height // 2), text, fill=1, font=font, anchor="lm", stroke_width=size // 45
    )
    data = image.tobytes()
    return f"^GFA,{len(data)},{len(data)},{(image.width + 7) // 8},{data.hex().upper()}"
