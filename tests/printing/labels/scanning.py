"""Two scanners that know nothing of each other. What both read is on the label."""

from io import BytesIO

import resvg_py
import zxingcpp
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from tests.printing.documents.reading import picture

BARS = {
    ZBarSymbol.CODE128, ZBarSymbol.EAN13, ZBarSymbol.EAN8, ZBarSymbol.UPCA, ZBarSymbol.I25,
}  # fmt: skip


def shown(made: bytes, form: str) -> Image.Image:
    """A label as dots: a PDF as an office printer prints it, an SVG as a label printer does, a PNG as it is."""
    if form == "pdf":
        return picture(made, dots_per_inch=300)
    if form == "svg":
        dots = resvg_py.svg_to_bytes(svg_string=made.decode(), dpi=203, skip_system_fonts=True)
        return Image.open(BytesIO(bytes(dots))).convert("L")
    return Image.open(BytesIO(made)).convert("L")


def zbar(image: Image.Image) -> tuple[set[str], set[str]]:
    """(what bars say, what QR codes say)"""
    found = decode(image, symbols=[*BARS, ZBarSymbol.QRCODE])
    said = [(each.type == "QRCODE", each.data.decode().lstrip("\x1d")) for each in found]
    return {_plain(text) for qr, text in said if not qr}, {text for qr, text in said if qr}


def zxing(image: Image.Image) -> tuple[set[str], set[str]]:
    found = zxingcpp.read_barcodes(image, text_mode=zxingcpp.TextMode.Plain)
    said = [(each.format == zxingcpp.BarcodeFormat.QRCode, each.text) for each in found]
    return {_plain(text) for qr, text in said if not qr}, {text for qr, text in said if qr}


def _plain(text: str) -> str:
    """A UPC-A may be said with the zero that makes it an EAN-13."""
    return text[1:] if len(text) == 13 and text.startswith("0") and text.isdigit() else text
