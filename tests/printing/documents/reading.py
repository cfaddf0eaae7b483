"""Reads a document back the way its readers do: a person its words, the scanner its codes."""

import pypdfium2
from PIL import Image
from pyzbar.pyzbar import decode


def words(pdf: bytes) -> str:
    """The text of all pages, without spaces and line ends, which a layout is free to choose."""
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def pages(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def size_mm(pdf: bytes) -> tuple[int, int]:
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


def picture(pdf: bytes, page: int = 0, dots_per_inch: int = 203) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].render(scale=dots_per_inch / 72).to_pil().convert("L")


def codes(pdf: bytes, page: int = 0, dots_per_inch: int = 203) -> set[tuple[str, str]]:
    """(kind of symbol, text) of all that a scanner finds on a page as a label printer prints it."""
    found = decode(picture(pdf, page, dots_per_inch))
    return {(symbol.type, symbol.data.decode().strip("\x1d")) for symbol in found}
