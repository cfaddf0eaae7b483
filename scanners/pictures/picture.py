"""Bytes to grey pixels, within limits that are checked before a pixel is unpacked."""

import io
import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

Pixels = NDArray[np.uint8]

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
"""What a good phone's camera takes; unpacked in grey it is 25 MB."""
WORKED_ON: Final = 3_000_000
"""Pixels on which codes are looked for: more only cost time, for a code fills a good part of its picture."""


class PictureRefused(Exception):
    """The bytes are no picture that is read here. `code` says why, `params` with which limit."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Picture:
    """`pixels`: rows of grey; `scale`: how many of the sent picture's pixels one of them stands for."""

    pixels: Pixels
    scale: float = 1.0


def load(data: bytes) -> Picture:
    """The picture in JPEG, PNG or WebP bytes, as stored: a camera's note on how to turn it is not followed.

    Raises PictureRefused: picture.too_many_bytes, picture.not_a_picture, picture.too_many_pixels, picture.broken.
    """
    if len(data) > MOST_BYTES:
        raise PictureRefused("picture.too_many_bytes", most=MOST_BYTES // 2**20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of decompression bombs, which the limit of pixels is for
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:  # Pillow's own limit is a larger one
            raise PictureRefused("picture.too_many_pixels", most=MOST_PIXELS // 10**6) from None
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
            raise PictureRefused("picture.not_a_picture") from None
        if image.width * image.height > MOST_PIXELS:
            raise PictureRefused("picture.too_many_pixels", most=MOST_PIXELS // 10**6)
        width = image.width
        try:
            grey = _grey(image)
        except (OSError, ValueError, SyntaxError, EOFError):
            raise PictureRefused("picture.broken") from None
    return Picture(np.asarray(grey), width / grey.width)


def _grey(image: Image.Image) -> Image.Image:
    shrink = max(1.0, (image.width * image.height / WORKED_ON) ** 0.5)
    size = (round(image.width / shrink), round(image.height / shrink))
    # A JPEG unpacks to grey for less than to colours, and to a half or a quarter for less again; never below `size`.
    image.draft("L", size)
    image = _whole(image)
    if shrink > 1:
        image = image.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("L")


def _whole(image: Image.Image) -> Image.Image:
    """In a mode that can be averaged: not a palette's numbers, black or white, or 16 bits."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("P", "PA"):
        return image.convert("RGBA" if image.has_transparency_data else "L")
    return image.convert("L") if image.mode == "1" else image
