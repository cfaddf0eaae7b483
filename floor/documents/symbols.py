"""Barcodes and QR codes as rows of modules, to be drawn by whoever has paper, a screen or a terminal."""

from io import BytesIO, StringIO

import qrcode
from barcode.codex import Code128, Gs1_128
from qrcode.constants import ERROR_CORRECT_M

QUIET_MODULES = 10


def element_string(sscc: str) -> str:
    """What a scanner sends for a parcel: the SSCC behind its application identifier."""
    return f"00{sscc}"


def code128(text: str) -> str:
    """Code 128 modules, 1 for a bar, without quiet zones. `text` is printable ASCII."""
    return str(Code128(text).build()[0])


def gs1_128(sscc: str) -> str:
    """GS1-128 modules for an SSCC: FNC1 first, all digits in pairs."""
    return str(Gs1_128(element_string(sscc)).build()[0])


def qr(text: str) -> list[list[bool]]:
    """QR modules by row, without the quiet zone. Never a Micro QR: common readers cannot read it."""
    return [list(map(bool, row)) for row in _qr(text, border=0).get_matrix()]


def qr_png(text: str) -> bytes:
    """A PNG of the QR code, with its quiet zone, 8 pixels a module."""
    out = BytesIO()
    _qr(text, border=4).make_image().save(out, "PNG")
    return out.getvalue()


def qr_terminal(text: str) -> str:
    """The QR code in half blocks for a terminal, light modules drawn, as most terminals are dark."""
    out = StringIO()
    _qr(text, border=2).print_ascii(out=out, invert=True)
    return out.getvalue()


def _qr(text: str, border: int) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=8, border=border)
    code.add_data(text)
    code.make(fit=True)
    return code
