"""Bytes to grey pixels, within limits that are checked before a pixel is unpacked."""

import io
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

Pixels = NDArray[np.uint8]

FORMATS: Final = ("JPEG", "PNG", "WEBP")
MOST_BYTES: Final = 12 * 1024 * 1024
MOST_PIXELS: Final = 25_000_000
"""What a good phone's camera takes; unpacked in grey it is 25 MB."""
GLANCED_AT: Final = 3_000_000
"""Pixels that are enough for a code which fills a good part of its picture; a small one needs all of them."""


class PictureRefused(Exception):
    """The bytes are no picture that is read here. `code` says why, `params` with which limit."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Picture:
    """`pixels`: rows of grey, each pixel one of the picture that was sent."""

    pixels: Pixels

    @cached_property
    def small(self) -> tuple[Pixels, float]:
        """The picture with no more pixels than a glance needs, and how many of the sent ones each stands for."""
        scale = max(1.0, (self.pixels.size / GLANCED_AT) ** 0.5)
        if scale == 1:
            return self.pixels, scale
        fewer = cv2.resize(self.pixels, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
        return np.asarray(fewer, np.uint8), scale


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
        try:
            grey = _grey(image)
        except (OSError, ValueError, SyntaxError, EOFError):
            raise PictureRefused("picture.broken") from None
    return Picture(np.asarray(grey))


def _grey(image: Image.Image) -> Image.Image:
    image.draft("L", image.size)  # a JPEG unpacks to grey for less than to colours
    image = _whole(image)
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
