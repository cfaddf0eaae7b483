"""What reads codes out of grey pixels: zxing-cpp for all, zbar for what it reads in a worse picture."""

from collections.abc import Iterable
from typing import Any, Final

import zxingcpp
from zxingcpp import BarcodeFormat as Format

from scanners.picture_code import Sighting
from scanners.pictures.picture import Pixels

try:
    from pyzbar import pyzbar  # type: ignore[import-untyped]
except ImportError:  # the system has no libzbar0: one rung less
    pyzbar = None

Formats = tuple[Any, ...]

# Code 39 is read as it stands: zxing-cpp's own name for it takes "/A" for "!" and "+A" for "a" wherever that fits.
LINEAR: Final = (
    *(Format.EANUPC, Format.Code128, Format.Code39Std, Format.Code93, Format.ITF, Format.Codabar),
    *(Format.DataBar, Format.Telepen, Format.DXFilmEdge),
)
ALL: Final = (*LINEAR, Format.AllMatrix)
MATRIX: Final = (Format.QRCode, Format.DataMatrix)
"""What labels and goods bear beside bars."""

_ON_GOODS: Final = (Format.EANUPC, Format.ITF, Format.DataBar, Format.Code128, Format.DataMatrix)
_ON_LABELS: Final = (Format.QRCode, Format.Code128)

# zbar's own DataBar misreads, and its check of itself fails there; its UPC-E and ITF are guesses.
_ZBAR: Final = {
    "EAN13": ("]E0", "EAN-13"),
    "EAN8": ("]E4", "EAN-8"),
    "CODE128": ("]C0", "Code 128"),
    "CODE93": ("]G0", "Code 93"),
    "CODE39": ("]A0", "Code 39"),
    "CODABAR": ("]F0", "Codabar"),
    "QRCODE": ("]Q1", "QR Code"),
}
_ZBAR_QUALITY: Final = 15
"""Lines that agreed, below which zbar makes valid EANs out of blur. A QR code always says 1, and guards itself."""


def formats_of(wanted: Iterable[str]) -> Formats:
    """In which symbologies codes with these keys are found: digits alone are on goods and parcels, also as a
    GS1-128 or in a GS1 DataMatrix, all else on Floor's labels."""
    digits = [key.isdigit() for key in wanted]
    return (_ON_GOODS if any(digits) else ()) + (() if all(digits) else _ON_LABELS)


def zxing(
    pixels: Pixels, formats: Formats = ALL, *, turned: bool = False, thorough: bool = False
) -> list[Sighting]:
    """What zxing-cpp sees; `turned` also looks for bars that lie across, `thorough` for inverted and coarse codes, too,
    for twice the time."""
    found = zxingcpp.read_barcodes(
        pixels,
        formats=formats,  # type: ignore[arg-type]  # its stubs know no tuples
        try_rotate=turned or thorough,
        try_invert=thorough,
        try_downscale=thorough,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    return [_from_zxing(code) for code in found]


def _from_zxing(code: Any) -> Sighting:
    text, symbology = code.text, code.symbology_identifier
    if (
        code.format == Format.UPCE and len(text) > 13
    ):  # no shop's UPC-E has an add-on: it is the next code's bars
        text, symbology = text[:13], "]E0"
    at = code.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    first, second, third, fourth = ((float(corner.x), float(corner.y)) for corner in corners)
    return Sighting(text, symbology, str(code.format), (first, second, third, fourth))


def zbar(pixels: Pixels) -> list[Sighting]:
    """What zbar is sure to see."""
    if pyzbar is None:
        return []
    symbols = [pyzbar.ZBarSymbol[name] for name in _ZBAR]
    return [
        _from_zbar(code)
        for code in pyzbar.decode(pixels, symbols=symbols)
        if code.type == "QRCODE" or code.quality >= _ZBAR_QUALITY
    ]


def _from_zbar(code: Any) -> Sighting:
    text = code.data.decode("utf-8", "replace")
    symbology, name = _ZBAR[code.type]
    if text.startswith("\x1d"):  # FNC1 in front
        text, symbology = text[1:], {"]C0": "]C1", "]Q1": "]Q3"}.get(symbology, symbology)
    left, top, width, height = map(float, code.rect)
    right, bottom = left + width, top + height
    return Sighting(text, symbology, name, ((left, top), (right, top), (right, bottom), (left, bottom)))
