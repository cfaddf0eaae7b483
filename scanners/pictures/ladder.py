"""From the cheapest look at a picture to the dearest, until enough was seen. A wrong code is worse than none.

1. What the step expects, in its symbologies alone and at a glance; if it is there, nothing else is asked.
2. All codes of the whole picture, however they lie; on a page, or where nothing was seen, bars are also found and
   straightened.
3. Only where nothing was seen yet: a dark or pale picture with its contrast stretched; a small one enlarged and
   sharpened, and read by zbar; the contrast evened out; thin white lines closed, as a worn print head leaves them. In
   a picture without anything like bars no bars are looked for, unless it is small.

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
from scanners.pictures.readers import ALL, LINEAR, MATRIX, Formats, formats_of, zbar, zxing

Look = Callable[[Pixels, Formats], Iterable[Sighting]]
Rung = tuple[str, Look]
"""By which means, and the look itself: one means that reads the same thing twice has confirmed nothing."""

cv2.setNumThreads(1)  # many pictures at once share the processors; one must not take them all

_SMALL: Final = 200_000
"""Pixels of a picture in which OpenCV may find no bars that are there."""
_ENLARGED: Final = 250_000
"""Pixels of a picture whose bars may be a pixel wide: twice as large they are told apart. zbar is slow with more."""
_PAGE: Final = 500_000
"""Pixels of a picture that may show a whole page: turned bars are looked for beside what was seen."""
_LITTLE_CONTRAST: Final = 80
"""Of 255 levels: what zxing-cpp takes for one even surface where bars are a little blurred."""


def first_pass(picture: Picture, wanted: Iterable[str] = ()) -> list[Sighting]:
    """Only the glance: in the symbologies of the texts that are expected, or in all where none are."""
    expected = keys(wanted)
    seen = _Seen(expected)
    seen.add(PLAIN, _glance(picture, formats_of(expected) if expected else ALL))
    return seen.sure


def read_picture(picture: Picture, wanted: Iterable[str] = (), seconds: float = 1.5) -> list[Sighting]:
    """All codes in a picture, corners in the sent picture's pixels; none where nothing certain is seen.

    wanted: texts that the step expects; when one is there, no others are looked for any further. seconds: of the
    processor's time, after which no further rung is climbed.
    """
    expected = keys(wanted)
    give_up = time.process_time() + seconds
    seen = _Seen(expected)
    if expected:
        seen.add(PLAIN, _glance(picture, formats_of(expected)))
    if seen.has_wanted:
        return seen.sure
    seen.add(PLAIN, zxing(picture.pixels, thorough=True))
    if seen.sure and picture.pixels.size <= _PAGE:
        return seen.sure
    groups = list(bars.straightened(picture.pixels))
    seen.add("straightened", _straightened(groups, seen))
    small, scale = picture.small
    formats = ALL if groups or small.size <= _SMALL else MATRIX
    for means, look in IF_NOTHING:
        if not seen.sure and time.process_time() < give_up:
            seen.add(means, _scaled(look(small, formats), scale))
    return seen.sure


def _glance(picture: Picture, formats: Formats) -> list[Sighting]:
    small, scale = picture.small
    return _scaled(zxing(small, formats), scale)


class _Seen:
    """What was seen so far: the sure, and the doubted that wait for a second reading."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.sure: list[Sighting] = []
        self.doubted: list[tuple[str, Sighting]] = []

    @property
    def has_wanted(self) -> bool:
        return any(one.says(self.wanted) for one in self.sure)

    def add(self, means: str, sightings: Iterable[Sighting]) -> None:
        for one in sightings:
            if one.says(self.wanted) or not self._is_in_doubt(means, one):
                self._believe(one)
            else:
                self.doubted.append((means, one))

    def _is_in_doubt(self, means: str, one: Sighting) -> bool:
        if not one.is_weak:
            return False
        here = [(by, other) for by, other in self.doubted if not other.is_beside(one)]
        if any(not other.is_part_of(one) for _by, other in here):  # two readings of one place: trust neither
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

    def has_at(self, x: float, y: float) -> bool:
        """Whether one of the sure stands there."""
        return any(one.holds((x, y)) for one in self.sure)


def _straightened(groups: Iterable[bars.Group], seen: _Seen) -> Iterator[Sighting]:
    for corners, looks in groups:
        x, y = corners.mean(axis=0)
        if seen.has_at(float(x), float(y)):
            continue
        for look, back in looks:
            found = zxing(look, LINEAR)
            yield from (_moved(one, partial(_through, back)) for one in found)
            if found:
                break


def _stretched(pixels: Pixels, _formats: Formats) -> list[Sighting]:
    """A dark or a pale picture, from black to white; its noise, which grows with it, is smoothed."""
    darkest, lightest = np.percentile(pixels[::8, ::8], (1, 99))
    if lightest - darkest > _LITTLE_CONTRAST:
        return []
    times = 255 / max(float(lightest - darkest), 8.0)
    wider = cv2.convertScaleAbs(
        np.maximum(pixels, np.uint8(darkest)), alpha=times, beta=-times * float(darkest)
    )
    return zxing(np.asarray(cv2.GaussianBlur(wider, (0, 0), 1.0), np.uint8), turned=True)


def _enlarged(pixels: Pixels, formats: Formats) -> list[Sighting]:
    if pixels.size > _ENLARGED or formats is MATRIX:
        return []
    larger = cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    sharper = cv2.addWeighted(larger, 3, cv2.GaussianBlur(larger, (0, 0), 3.0), -2, 0)
    return _scaled(zxing(np.asarray(sharper, np.uint8), formats, turned=True), 1 / 2)


def _zbar(pixels: Pixels, _formats: Formats) -> list[Sighting]:
    return zbar(pixels) if pixels.size <= _ENLARGED else []


def _evened_out(pixels: Pixels, formats: Formats) -> list[Sighting]:
    even = cv2.createCLAHE(3.0, (8, 8)).apply(pixels)
    return zxing(np.asarray(even, np.uint8), formats, turned=formats is not MATRIX)


def _closed(pixels: Pixels, formats: Formats) -> list[Sighting]:
    if formats is MATRIX:
        return []
    inked = cv2.morphologyEx(pixels, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return zxing(np.asarray(inked, np.uint8), turned=True)


PLAIN: Final = "plain"
IF_NOTHING: Final[tuple[Rung, ...]] = (
    ("stretched", _stretched),
    ("enlarged", _enlarged),
    ("zbar", _zbar),
    ("evened out", _evened_out),
    ("closed", _closed),
)


def _scaled(sightings: Iterable[Sighting], scale: float) -> list[Sighting]:
    return [_moved(one, lambda x, y: (x * scale, y * scale)) for one in sightings]


def _moved(one: Sighting, move: Callable[[float, float], Corner]) -> Sighting:
    first, second, third, fourth = (move(x, y) for x, y in one.corners)
    return replace(one, corners=(first, second, third, fourth))


def _through(matrix: bars.Matrix, x: float, y: float) -> Corner:
    moved = matrix @ np.array([x, y, 1.0])
    return float(moved[0] / moved[2]), float(moved[1] / moved[2])
