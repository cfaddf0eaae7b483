"""From the cheapest look at a picture to the dearest, until enough was seen. A wrong code is worse than none.

1. What the step expects, in its symbologies alone; if it is there, nothing else is asked.
2. The picture as it is; bars also turned by a quarter, for a label beside another may stand upright.
3. Only where nothing was seen yet: bars found and straightened; turned, inverted and coarse codes; zbar; the
   picture with its contrast evened out; a small picture enlarged.

A code that a blur can change and that only a scan line or two agreed on counts when another means reads it, too, or
when the step expects it; where two means disagree, nothing counts.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

import cv2
import numpy as np

from scanners.picture_code import Corner, Sighting, keys
from scanners.pictures import bars
from scanners.pictures.picture import Picture, Pixels
from scanners.pictures.readers import LINEAR, WELL_GUARDED, formats_of, zbar, zxing

Look = Callable[[Pixels], Iterable[Sighting]]
Rung = tuple[str, Look]
"""By which means, and the look itself: one means that reads the same thing twice has confirmed nothing."""

cv2.setNumThreads(1)  # many pictures at once share the processors; one must not take them all

_SMALL: Final = 200_000


def first_pass(picture: Picture, wanted: Iterable[str] = ()) -> list[Sighting]:
    """Only the first look: in the symbologies of the texts that are expected, or in all where none are."""
    expected = keys(wanted)
    seen = _Seen(expected)
    seen.add(PLAIN, zxing(picture.pixels, formats_of(expected)) if expected else zxing(picture.pixels))
    return seen.believed(picture.scale)


def read_picture(picture: Picture, wanted: Iterable[str] = (), seconds: float = 1.5) -> list[Sighting]:
    """All codes in a picture, corners in the sent picture's pixels; none where nothing certain is seen.

    wanted: texts that the step expects; when one is there, no others are looked for any further. seconds: after them
    no further rung is climbed.
    """
    expected = keys(wanted)
    give_up = time.monotonic() + seconds
    seen = _Seen(expected)
    if expected:
        seen.add(PLAIN, zxing(picture.pixels, formats_of(expected)))
    for means, look in ALWAYS:
        if not seen.has_wanted:
            seen.add(means, look(picture.pixels))
    for means, look in IF_NOTHING:
        if not seen.sure and time.monotonic() < give_up:
            seen.add(means, look(picture.pixels))
    return seen.believed(picture.scale)


class _Seen:
    """What was seen so far: the sure, and the doubted that wait for a second reading."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.sure: list[Sighting] = []
        self.doubted: list[tuple[str, Sighting]] = []

    @property
    def has_wanted(self) -> bool:
        return any(one.key in self.wanted for one in self.sure)

    def add(self, means: str, sightings: Iterable[Sighting]) -> None:
        for one in sightings:
            if one.key in self.wanted or not self._is_in_doubt(means, one):
                self._believe(one)
            else:
                self.doubted.append((means, one))

    def _is_in_doubt(self, means: str, one: Sighting) -> bool:
        if not one.is_weak:
            return False
        here = [(by, other) for by, other in self.doubted if not other.is_beside(one)]
        if any(
            other.key != one.key for _by, other in here
        ):  # two readings of one place: neither is to be trusted
            return True
        return one.is_thin and all(by == means for by, _other in here)

    def _believe(self, one: Sighting) -> None:
        """Of two readings of one place the first stays, unless the second says the same and more: an add-on."""
        for at, known in enumerate(self.sure):
            if not known.is_beside(one):
                if one.text.startswith(known.text):
                    self.sure[at] = one
                return
        self.sure.append(one)

    def believed(self, scale: float) -> list[Sighting]:
        return [_moved(one, lambda x, y: (x * scale, y * scale)) for one in self.sure]


def _turned(pixels: Pixels) -> list[Sighting]:
    width = pixels.shape[1]
    turned = np.asarray(cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE), np.uint8)
    return [_moved(one, lambda x, y: (width - 1 - y, x)) for one in zxing(turned, LINEAR)]


def _straightened(pixels: Pixels) -> Iterator[Sighting]:
    for looks in bars.straightened(pixels):
        for look, back in looks:
            found = zxing(look, LINEAR)
            yield from (_moved(one, partial(_through, back)) for one in found)
            if found:
                break


def _thorough(pixels: Pixels) -> list[Sighting]:
    return zxing(pixels, thorough=True)


def _evened_out(pixels: Pixels) -> list[Sighting]:
    return zxing(np.asarray(cv2.createCLAHE(3.0, (8, 8)).apply(pixels), np.uint8), thorough=True)


def _enlarged(pixels: Pixels) -> list[Sighting]:
    if pixels.size > _SMALL:
        return []
    larger = np.asarray(cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
    found = zxing(larger, WELL_GUARDED)
    return [_moved(one, lambda x, y: (x / 2, y / 2)) for one in found]


PLAIN: Final = "plain"
ALWAYS: Final[tuple[Rung, ...]] = ((PLAIN, zxing), (PLAIN, _turned))
IF_NOTHING: Final[tuple[Rung, ...]] = (
    ("straightened", _straightened),
    (PLAIN, _thorough),
    ("zbar", zbar),
    ("evened out", _evened_out),
    ("enlarged", _enlarged),
)


def _moved(one: Sighting, move: Callable[[float, float], Corner]) -> Sighting:
    first, second, third, fourth = (move(x, y) for x, y in one.corners)
    return replace(one, corners=(first, second, third, fourth))


def _through(matrix: bars.Matrix, x: float, y: float) -> Corner:
    moved = matrix @ np.array([x, y, 1.0])
    return float(moved[0] / moved[2]), float(moved[1] / moved[2])
