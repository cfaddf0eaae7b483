"""Pictures of codes, drawn here and then spoilt as a phone in a hall spoils them."""

import cv2
import numpy as np
import pytest

from scanners import pictures
from scanners.picture_code import key
from scanners.pictures import Picture, Sighting, load, read_picture
from scanners.pictures.ladder import _Seen
from tests.pictures import Format, black_png, code, packed, side_by_side

EAN = "4006381333931"


def ean(scale=2, quiet=20):
    return code(EAN, Format.EAN13, scale, quiet)


def turned(pixels, degrees):
    height, width = pixels.shape
    side = int(np.hypot(height, width)) + 20
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    matrix[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    return cv2.warpAffine(pixels, matrix, (side, side), borderValue=255)


def texts(pixels, *wanted):
    return [sighting.text for sighting in read_picture(Picture(np.ascontiguousarray(pixels)), wanted)]


@pytest.mark.parametrize(
    ("kind", "text", "symbology"),
    [
        (Format.EAN13, EAN, "]E0"),
        (Format.EAN8, "96385074", "]E4"),
        (Format.Code128, "LOC-03-02-A", "]C0"),
        (Format.Code39, "TOTE-0007", "]A0"),
        (Format.ITF, "14006381333938", "]I1"),
        (Format.QRCode, "SKU-85123a", "]Q1"),
        (Format.DataMatrix, "SER-0001", "]d1"),
        (Format.PDF417, "P-000123", "]L2"),
        (Format.Aztec, "CMD-SHORT", "]z0"),
    ],
)
def test_each_symbology_is_read_with_its_identifier(kind, text, symbology):
    [seen] = read_picture(Picture(code(text, kind)))
    assert (seen.text, seen.symbology) == (text, symbology)


@pytest.mark.parametrize("degrees", [0, 30, 45, 90, 135, 180])
def test_bars_are_found_however_they_lie(degrees):
    assert texts(turned(ean(), degrees)) == [EAN]


def spoil_by_blur(pixels):
    return cv2.GaussianBlur(pixels, (0, 0), 1.6)


def spoil_by_noise(pixels):
    noise = np.random.default_rng(1).normal(0, 30, pixels.shape)
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)


def spoil_by_shade(pixels):
    return (pixels * np.linspace(0.25, 1, pixels.shape[1])).astype(np.uint8)


def spoil_by_compression(pixels):
    return np.asarray(load(packed(pixels, "JPEG", quality=8)).pixels)


@pytest.mark.parametrize("spoil", [spoil_by_blur, spoil_by_noise, spoil_by_shade, spoil_by_compression])
def test_a_poor_picture_is_read_all_the_same(spoil):
    assert texts(spoil(turned(ean(scale=3), 30))) == [EAN]


def test_all_codes_of_a_picture_are_there_each_at_its_place():
    pixels = side_by_side(
        ean(), code("LOC-03-02-A", Format.QRCode, 5), np.rot90(code("TOTE-0007", Format.Code128))
    )
    seen = {one.text: one for one in read_picture(Picture(np.ascontiguousarray(pixels)))}
    assert set(seen) == {EAN, "LOC-03-02-A", "TOTE-0007"}
    left, middle, right = (seen[text].corners for text in (EAN, "LOC-03-02-A", "TOTE-0007"))
    assert max(x for x, _ in left) < min(x for x, _ in middle)
    assert max(x for x, _ in middle) < min(x for x, _ in right)
    across, down = zip(*right, strict=True)
    assert max(down) - min(down) > max(across) - min(across)


@pytest.mark.parametrize("degrees", [0, 20, 90, 160])
def test_corners_are_in_the_pixels_that_were_sent_also_where_fewer_were_looked_at(degrees):
    pixels = turned(ean(scale=8, quiet=600), degrees)
    picture = load(packed(pixels))
    assert picture.scale > 1
    [seen] = read_picture(picture)
    corners = np.array(seen.corners)
    assert np.linalg.norm(corners.mean(axis=0) - pixels.shape[0] / 2) < 120
    assert np.linalg.norm(corners[1] - corners[0]) == pytest.approx(8 * 95, rel=0.1)


def test_what_the_step_expects_is_answered_alone_and_sooner():
    both = side_by_side(ean(), code("LOC-03-02-A", Format.QRCode, 5))
    assert set(texts(both)) == {EAN, "LOC-03-02-A"}
    assert texts(both, "loc-03-02-a") == ["LOC-03-02-A"]
    assert texts(both, "0" + EAN) == [EAN]
    assert set(texts(both, "TOTE-0007")) == {EAN, "LOC-03-02-A"}


def test_nothing_is_seen_where_nothing_is():
    noise = np.random.default_rng(2).integers(0, 255, (480, 640), np.uint8)
    stripes = np.tile(np.repeat(np.array([0, 255], np.uint8), 9), (300, 40))
    assert texts(noise) == texts(stripes) == texts(np.full((200, 200), 255, np.uint8)) == []


# --- what is believed


def thin(text, top=0, symbology="]E0"):
    return Sighting(text, symbology, "EAN-13", ((0, top), (200, top), (200, top + 2), (0, top + 2)))


def tall(text, symbology="]E0"):
    return Sighting(text, symbology, "EAN-13", ((0, 0), (200, 0), (200, 80), (0, 80)))


def believed(*added, wanted=()):
    seen = _Seen(frozenset(map(key, wanted)))
    for means, sightings in added:
        seen.add(means, sightings)
    return [one.text for one in seen.believed(1)]


def test_a_scan_line_or_two_of_a_code_that_blur_can_change_needs_another_means():
    assert believed(("plain", [thin(EAN)])) == []
    assert believed(("plain", [thin(EAN)]), ("plain", [thin(EAN)])) == []
    assert believed(("plain", [thin(EAN)]), ("straightened", [thin(EAN)])) == [EAN]
    assert believed(("plain", [thin(EAN)]), wanted=[EAN]) == [EAN]
    assert believed(("plain", [thin("LOC-1", symbology="]C0")])) == ["LOC-1"]


def test_where_two_means_disagree_nothing_counts():
    other = "9074932437075"
    assert believed(("plain", [thin(EAN)]), ("straightened", [thin(other)]), ("zbar", [tall(EAN)])) == []
    assert believed(("plain", [thin(EAN)]), ("straightened", [thin(other, top=300)])) == []


def test_of_one_place_the_reading_with_its_add_on_counts_and_no_other_second_one():
    assert believed(("plain", [tall(EAN), tall(EAN + "51299", "]E3")])) == [EAN + "51299"]
    assert believed(("plain", [tall(EAN), tall("9074932437075")])) == [EAN]


# --- what is no picture


def refusal(data):
    with pytest.raises(pictures.PictureRefused) as refused:
        load(data)
    return refused.value.code


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 100, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a"]
)
def test_what_is_no_picture_is_said_to_be_none(data):
    assert refusal(data) == "picture.not_a_picture"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_half_a_picture_is_broken(kind):
    whole = packed(spoil_by_noise(ean()), kind)
    assert refusal(whole[: len(whole) // 2]) in ("picture.broken", "picture.not_a_picture")


def test_too_much_is_refused_before_it_is_unpacked():
    assert refusal(black_png(20_000, 10_000)) == "picture.too_many_pixels"
    assert refusal(black_png(60_000, 60_000)) == "picture.too_many_pixels"
    assert refusal(bytes(12 * 2**20 + 1)) == "picture.too_many_bytes"
    assert load(black_png(5_000, 5_000)).pixels.size <= 3_100_000


def test_pictures_of_every_kind_show_the_same():
    pixels = ean()
    see_through = np.zeros((*pixels.shape, 4), np.uint8)
    see_through[..., 3] = 255 - pixels
    deep = pixels.astype(np.uint16) * 257
    for data in (
        *(packed(pixels, kind) for kind in ("PNG", "JPEG", "WEBP")),
        packed(see_through),
        packed(deep),
        packed(np.dstack([pixels] * 3), "JPEG"),
    ):
        assert [one.text for one in read_picture(load(data))] == [EAN]
