"""Bars found by their gradients alone, and laid upright as if scanned from right before them."""

import math
from collections.abc import Iterator
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from scanners.pictures.picture import Pixels

Quad = NDArray[np.float32]
Matrix = NDArray[Any]
Group = tuple[Quad, Iterator[tuple[Pixels, Matrix]]]
"""Bars that stand together: their corners, and their looks, each with the matrix that takes its pixels back."""

# How much wider than seen; how much of that to leave around for the quiet zone, less where other print is close;
# over how many rows to blur along the bars, which takes noise away and leaves every edge; whether to make it black
# and white by what is around each place, which takes shadows away.
LOOKS: Final = ((2.0, 0.12, 9, True), (2.0, 0.06, 9, False), (3.0, 0.12, 1, True))
_WIDEST: Final = 1800
_TALLEST: Final = 60


def straightened(pixels: Pixels) -> Iterator[Group]:
    """The groups of bars. OpenCV only finds them here: what its own decoder says of them was wrong too often."""
    detector = cv2.barcode.BarcodeDetector()
    _found, quads = detector.detectMulti(pixels)
    for quad in [] if quads is None else quads:
        corners = quad.astype(np.float32)
        yield corners, _looks(pixels, corners)


def _looks(pixels: Pixels, corners: Quad) -> Iterator[tuple[Pixels, Matrix]]:
    return (_warped(pixels, corners, *look) for look in LOOKS)


def _warped(
    pixels: Pixels, quad: Quad, wider: float, around: float, blur: int, level: bool
) -> tuple[Pixels, Matrix]:
    across, down = math.dist(quad[0], quad[1]), math.dist(quad[1], quad[2])
    if down > across:  # bars are read along the longer side
        quad, across, down = np.roll(quad, -1, axis=0), down, across
    width = round(min(max(across * wider, 200), _WIDEST))
    height = round(min(max(down, 24), _TALLEST))
    margin = round(width * around)
    left, right = margin, margin + width - 1
    upright = np.array([(left, 0), (right, 0), (right, height - 1), (left, height - 1)], np.float32)
    there = cv2.getPerspectiveTransform(quad, upright)
    look: Any = cv2.warpPerspective(
        pixels, there, (width + 2 * margin, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    look = cv2.blur(look, (1, blur))
    if level:
        look = cv2.adaptiveThreshold(
            look, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, max(3, look.shape[1] // 12 | 1), 5
        )
    return look, np.linalg.inv(there)
