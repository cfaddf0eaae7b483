"""A signature is strokes or a picture, and never a way in."""

import base64
import struct
import tracemalloc
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from floor.printing.documents.manifest import manifest_pdf
from floor.printing.documents.signature import read_signature
from models.refused import Refused
from tests.printing.documents.examples import STROKES, manifest
from tests.printing.documents.reading import picture


def url(data: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(data).decode()


def png(size=(300, 100), mode="RGBA", line=True, **saved) -> bytes:
    image = Image.new("RGB" if mode == "P" else mode, size)
    if line:
        image.paste({"RGBA": (0, 0, 0, 255), "P": (9, 99, 199)}.get(mode, 1), (10, 40, 200, 50))
    out = BytesIO()
    (image.quantize() if mode == "P" else image).save(out, "PNG", **saved)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def claims(width: int, height: int, data: bytes = b"") -> bytes:
    """A PNG of some hundred bytes that says it is this large."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def refused(text: str) -> str:
    with pytest.raises(Refused) as refusal:
        read_signature(text)
    return refusal.value.code


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("M1 1 L2 2", "M1 1 2 2"),
        ("M0,0L300,100Z", "M0 0 300 100 0 0Z"),
        ("m 5 5\nl 6 6 m 7 7 h 8 v 8", "M5 5 11 11M18 18H26V26"),
        ("M1 1 L201 1 201 201", "M0 0H100V100"),
        ("M-10 -10 L 90 40", "M0 0 100 50"),
    ],
)
def test_strokes_are_kept_in_absolute_commands_and_fitted_into_the_box(path, kept):
    assert read_signature(path) == kept


def test_curves_and_arcs_are_strokes_too():
    assert read_signature(STROKES).startswith("M20 60C40 10 60 10 70 50L120 30Q150 90 180 40")
    assert "C" in read_signature("M2 2 A5 5 0 0 1 9 9")


@pytest.mark.parametrize(
    "path",
    [
        "<script>alert(1)</script>",
        "M1 1 L2 2<script>",
        "M1 1 L NaN 2",
        "M1 1 L Infinity 2",
        "M1 1 L1e9 2",
        "M1 1 L1e999 2",
        "M1 1 L2",
        "M1 1 L2 2 3",
        "M1 1 C1 1 2 2 3",
        "M1 1 Q1 1 2",
        "L1 1 L2 2",
        "1 1 L2 2",
        "M L2 2",
        "M1 1 L1.2.3 4",
        "M1 1 L１ ２",
        "M1 1 L2 2 url(#x)",
        "M1 1 L2 2\x00",
        "Z",
    ],
)
def test_what_is_no_path_is_refused(path):
    assert refused(path) == "document.signature_unreadable"


@pytest.mark.parametrize("path", ["", " ", "M1 1", "M1 1 Z", "M1 1 L1 1"])
def test_no_stroke_is_no_signature(path):
    assert refused(path) == "document.signature_empty"


def test_an_endless_path_is_refused_unread():
    assert refused("M1 1 " + "L1 1 " * 20_000) == "document.signature_too_large"


@given(st.text("LLLLlhvCQSaZM0123456789    .,-e<", max_size=60).map(lambda rest: f"M1 1 L2 2 {rest}"))
def test_a_path_is_either_kept_and_drawn_or_refused(text):
    kept = None
    with suppress(Refused):
        kept = read_signature(text)
    if kept is not None:
        assert read_signature(kept)  # what was kept is a signature again
        assert manifest_pdf(manifest(parcels=1, signature=kept), "en").startswith(b"%PDF")


@pytest.mark.parametrize("mode", ["RGBA", "1", "L", "P"])
def test_a_picture_is_written_anew_on_white(mode):
    data = read_signature(url(png(mode=mode)))
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "L", (300, 100))


def test_nothing_but_the_pixels_of_a_picture_is_kept():
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" in png(pnginfo=note)
    assert b"script" not in read_signature(url(png(pnginfo=note)))


def test_a_picture_is_printed():
    signed = picture(manifest_pdf(manifest(signature=url(png())), "en"))
    other = picture(manifest_pdf(manifest(signature="M1 1 L2 2"), "en"))
    assert sum(signed.histogram()[:100]) > sum(other.histogram()[:100]) + 5000


@pytest.mark.parametrize(
    "text",
    [
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/jpeg;base64,/9j/4AAQ",
        "data:text/html,<script>",
        "data:image/png;base64,",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,é",
        url(b"GIF89a" + bytes(50)),
        url(png()[:60]),
        url(png()[:-30]),
        url(b"\x89PNG\r\n\x1a\n" + bytes(200)),
        url(claims(100, 100, b"not deflated")),
        url(claims(0, 0)),
    ],
)
def test_what_is_not_a_whole_png_is_refused(text):
    assert refused(text) == "document.signature_unreadable"


def test_a_picture_of_more_than_200_kilobytes_is_refused():
    assert refused(url(png() + bytes(210_000))) == "document.signature_too_large"


@pytest.mark.parametrize("side", [1500, 30_000, 2**31 - 1])
def test_a_small_file_that_would_fill_the_memory_is_refused_before_it_is_decoded(side):
    bomb = url(claims(side, side, zlib.compress(bytes(1_000_000))))
    tracemalloc.start()
    try:
        code = refused(bomb)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
    assert code in {"document.signature_too_large", "document.signature_unreadable"}


def test_a_small_file_with_an_endless_comment_is_refused():
    bomb = png()[:-12] + chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(100_000_000))) + chunk(b"IEND", b"")
    assert len(bomb) < 200_000
    assert refused(url(bomb)) == "document.signature_unreadable"
