"""Pictures drawn for tests."""

import io
import zlib
from typing import Any

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Format = zxingcpp.BarcodeFormat


def code(text: str, kind: Any = Format.QRCode, scale: int = 4, quiet: int = 24) -> Pixels:
    """Grey pixels of one code with white around it; `scale`: pixels of its narrowest bar."""
    drawn = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=scale))
    return np.pad(drawn, quiet, constant_values=255)


def side_by_side(*parts: Pixels, gap: int = 40) -> Pixels:
    """On white, tops in one line."""
    height = max(part.shape[0] for part in parts)
    padded = [np.pad(part, ((0, height - part.shape[0]), (0, gap)), constant_values=255) for part in parts]
    return np.hstack(padded)


def packed(pixels: NDArray[Any], kind: str = "PNG", **options: Any) -> bytes:
    held = io.BytesIO()
    Image.fromarray(pixels).save(held, kind, **options)
    return held.getvalue()


def black_png(width: int, height: int) -> bytes:
    """A PNG of that size in a few bytes: all of it black, or, where it is beyond all limits, none of it there."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)

    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height if width < 10_000 else b"")
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
