"""Barcodes as rows of modules, for labels, documents, pages and the terminal to draw."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pil import PilImage
from zint import InputMode, Symbology, WarningLevel
from zint import Symbol as Zint

from scanners.gs1 import is_valid_gtin

_EAN = {8: Symbology.EANX_CHK, 12: Symbology.UPCA_CHK, 13: Symbology.EANX_CHK, 14: Symbology.ITF14}
_PLAIN = InputMode(0)  # InputMode.DATA, which the stubs of zint leave out
_QUIET_LINEAR, _QUIET_QR, _QUIET_MATRIX = 10, 4, 2
_UTF_8 = 26  # said within the symbol: readers guess otherwise, and take some Chinese for Japanese


@dataclass(frozen=True, slots=True)
class Symbol:
    """`rows` of modules, "1" for a dark one; linear codes have one row. `quiet` modules stay white on each side."""

    rows: tuple[str, ...]
    quiet: int

    @property
    def linear(self) -> bool:
        return len(self.rows) == 1

    @property
    def modules(self) -> int:
        """The width in modules, with the quiet zones."""
        return len(self.rows[0]) + 2 * self.quiet

    def bars(self) -> Iterator[tuple[int, int, int]]:
        """Lists each run of dark modules as (row, start, length)."""
        for number, row in enumerate(self.rows):
            for run in re.finditer("1+", row):
                yield number, run.start(), len(run[0])


def code128(text: str) -> Symbol:
    """A Code 128 of this text. Raises ValueError for text that is not printable ASCII."""
    if not (text.isascii() and text.isprintable()):
        raise ValueError(f"no Code 128 of ours can say {text!r}")
    return _linear(Symbology.CODE128, text, _PLAIN)


def gs1_128(sscc: str) -> Symbol:
    """A GS1-128 of an SSCC. Raises ValueError for a wrong one."""
    return gs1_bars(f"[00]{sscc}")


def gs1_bars(elements: str) -> Symbol:
    """A GS1-128 of "[01]…[10]…": FNC1 in front, and where a field needs one behind it."""
    return _linear(Symbology.GS1_128, elements, InputMode.GS1)


def gs1_datamatrix(elements: str) -> Symbol:
    """A GS1 DataMatrix of "[01]…[10]…"."""
    return _zint(Symbology.DATAMATRIX, elements, InputMode.GS1, _QUIET_MATRIX)


def retail(gtin: str) -> Symbol:
    """An EAN-13, EAN-8, UPC-A or, for 14 digits, ITF-14. Raises ValueError for what is no GTIN."""
    if not is_valid_gtin(gtin):
        raise ValueError(f"no GTIN: {gtin!r}")
    return _linear(_EAN[len(gtin)], gtin[:13] if len(gtin) == 14 else gtin, _PLAIN)


def qr(text: str) -> Symbol:
    """A QR code of this text, never a Micro QR, which common readers cannot read."""
    if not text.isascii():
        return _zint(Symbology.QRCODE, text, InputMode.UNICODE, _QUIET_QR, eci=_UTF_8)
    matrix = _qr(text, border=0).get_matrix()
    return Symbol(tuple("".join("1" if dark else "0" for dark in row) for row in matrix), _QUIET_QR)


def element_string(sscc: str) -> str:
    """The text that a scanner sends for a parcel's label: the SSCC behind its application identifier."""
    return f"00{sscc}"


def qr_png(text: str) -> bytes:
    """A PNG of the QR code, with its quiet zone, 8 pixels a module."""
    out = BytesIO()
    _qr(text, border=_QUIET_QR).make_image().save(out, "PNG")
    return out.getvalue()


def qr_terminal(text: str) -> str:
    """The QR code in half blocks for a terminal, light modules drawn, as most terminals are dark."""
    out = StringIO()
    _qr(text, border=2).print_ascii(out=out, invert=True)
    return out.getvalue()


def _linear(symbology: Symbology, data: str, mode: InputMode) -> Symbol:
    return _zint(symbology, data, mode, _QUIET_LINEAR)


def _zint(symbology: Symbology, data: str, mode: InputMode, quiet: int, eci: int = 0) -> Symbol:
    made = Zint()
    # a warning is about what a scanner will stumble over: there is no such label
    made.symbology, made.input_mode, made.warn_level = symbology, mode, WarningLevel.FAIL_ALL
    made.eci = eci
    try:
        made.encode(data)
    except RuntimeError as error:
        raise ValueError(str(error)) from error
    encoded = (
        made.encoded_data
    )  # room for the largest symbol there is, a bit for each module, the first one lowest
    packed, row_bytes = encoded.tobytes(), encoded.nbytes // len(encoded)
    rows = (packed[start : start + row_bytes] for start in range(0, made.rows * row_bytes, row_bytes))
    return Symbol(tuple("".join(f"{byte:08b}"[::-1] for byte in row)[: made.width] for row in rows), quiet)


def _qr(text: str, border: int) -> qrcode.QRCode[PilImage]:
    """A QR code that is still to be drawn: as a matrix, as text, or by Pillow, which the library else looks for."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=border, image_factory=PilImage)
    code.add_data(text)
    code.make(fit=True)
    return code
