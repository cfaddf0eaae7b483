"""Pictures of codes, drawn here and then spoilt as a phone in a warehouse spoils them."""

import cv2
import numpy as np
import pytest

from scanners import pictures
from scanners.picture_code import key
from scanners.pictures import Picture, Sighting, bars, first_pass, load, read_picture
from scanners.pictures.ladder import _Seen
from scanners.pictures.readers import zbar, zxing
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
    assert picture.small[1] > 1
    for seen in (*read_picture(picture), *read_picture(picture, [EAN])):
        assert_around_the_middle(seen, pixels)


def assert_around_the_middle(seen, pixels):
    corners = np.array(seen.corners)
    assert np.linalg.norm(corners.mean(axis=0) - pixels.shape[0] / 2) < 120
    assert np.linalg.norm(corners[1] - corners[0]) == pytest.approx(8 * 95, rel=0.1)


def test_what_the_step_expects_is_answered_alone_and_sooner():
    both = side_by_side(ean(), code("LOC-03-02-A", Format.QRCode, 5))
    assert set(texts(both)) == {EAN, "LOC-03-02-A"}
    assert texts(both, "loc-03-02-a") == ["LOC-03-02-A"]
    assert texts(both, "0" + EAN) == [EAN]
    assert set(texts(both, "TOTE-0007")) == {EAN, "LOC-03-02-A"}


def page(degrees):
    """Six codes on a page of four megapixels, turned all together."""
    codes = [
        *(code(f"LOC-03-0{at}-A", Format.Code128, 3) for at in (1, 2)),
        *(code(f"SER-000{at}", Format.DataMatrix, 5) for at in (1, 2)),
        ean(scale=3),
        code("TOTE-0007", Format.Code39, 3),
    ]
    whole = np.full((1400, 3000), 255, np.uint8)
    for at, one in enumerate(codes):
        top, left = 100 + at // 3 * 700, 100 + at % 3 * 950
        whole[top : top + one.shape[0], left : left + one.shape[1]] = one
    return turned(whole, degrees)


@pytest.mark.parametrize("degrees", [0, 90, 180])
def test_a_page_shows_all_its_codes_whichever_side_is_up(degrees):
    everything = {"LOC-03-01-A", "LOC-03-02-A", "SER-0001", "SER-0002", EAN, "TOTE-0007"}
    assert set(texts(page(degrees))) == everything


@pytest.mark.parametrize("degrees", range(0, 360, 10))
def test_a_data_matrix_is_read_at_any_angle(degrees):
    assert texts(turned(code("SER-0001", Format.DataMatrix, 4), degrees)) == ["SER-0001"]


def test_a_small_code_in_a_large_photo_is_read():
    photo = np.full((3000, 4000), 200, np.uint8)
    small = code("SER-0001", Format.DataMatrix, 2)
    photo[1500 : 1500 + small.shape[0], 2500 : 2500 + small.shape[1]] = small
    assert texts(photo) == ["SER-0001"]


@pytest.mark.parametrize("lightest", [14, 20, 26])
def test_a_dark_label_is_read(lightest):
    noise = np.random.default_rng(3).normal(0, 0.8, (400, 600))
    label = np.full((400, 600), 255, np.uint8)
    bars = ean(scale=3)
    label[100 : 100 + bars.shape[0], 100 : 100 + bars.shape[1]] = bars
    dark = np.clip(label / 255 * (lightest - 6) + 6 + noise, 0, 255).astype(np.uint8)
    assert texts(dark) == [EAN]


PLAIN_39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"


@pytest.mark.parametrize("first", PLAIN_39)
def test_code_39_is_read_as_it_stands_by_both_readers(first):
    """Each of its characters beside each other one: none is taken for the start of a full ASCII pair."""
    if first == " ":  # at an end some readers take it away
        return
    for second in PLAIN_39:
        text = f"1{first}{second}2"
        drawn = code(text, Format.Code39Std, 2)
        assert [seen.text for seen in zxing(drawn)] == [text]
        assert [seen.text for seen in zbar(drawn)] == [text]


@pytest.mark.parametrize("sign", "$%/+")
def test_code_39_in_full_ascii_is_read_as_zxing_reads_it(sign):
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if sign == "/" and letter in "PQRSTUVWXY":
            continue  # the standard gives these no meaning
        drawn = code(f"1{sign}{letter}2", Format.Code39Std, 2)
        [seen], [said] = zxing(drawn), zxing(drawn, (Format.Code39Ext,))
        assert seen.in_full_ascii().text == said.text


def test_only_code_39_has_a_full_ascii_form():
    assert tall("1+A2", "]C0").in_full_ascii().text == "1+A2"
    assert tall("1+A2/B-1", "]A0").in_full_ascii().text == '1a2"-1'


def test_what_is_expected_is_sought_at_a_glance_in_the_symbol_that_a_parcel_or_goods_carry():
    parcel = code("00106141411234567897", Format.Code128)
    assert [one.text for one in first_pass(Picture(parcel), ["106141411234567897"])] == [
        "00106141411234567897"
    ]
    goods = code("010400638133393110A1", Format.DataMatrix)
    assert [one.text for one in first_pass(Picture(goods), [EAN])] == ["010400638133393110A1"]


def test_goods_with_their_lot_and_a_parcel_are_what_is_expected_and_what_a_load_holds_is_not():
    def says(text, symbology, *wanted):
        return tall(text, symbology).says(frozenset(map(key, wanted)))

    assert says(f"010{EAN}10A1", "]d2", EAN)
    assert says(f"010{EAN}10A1", "]d2", "LOC-1", "0" + EAN)
    assert says("00106141411234567897", "]C1", "106141411234567897")
    assert not says(f"020{EAN}3712", "]C1", EAN)
    assert not says(f"010{EAN}10A1", "]d2", "LOT-A1")
    assert not says(EAN, "]E0")
    both = side_by_side(ean(), code(f"010{EAN}10A1", Format.DataMatrix))
    assert texts(both, "0" + EAN)


def white_lines(pixels, every):
    lined = pixels.copy()
    lined[:, ::every] = 255  # along the way that the label came out of the printer
    return lined


def test_a_label_of_a_worn_print_head_is_read():
    drawn = white_lines(np.rot90(code("LOC-03-02-A", Format.QRCode, 6)), 9)
    assert [zxing(drawn, thorough=True), texts(drawn)] == [[], ["LOC-03-02-A"]]


def test_bars_of_little_more_than_a_pixel_are_read():
    drawn = cv2.resize(ean(scale=4, quiet=60), None, fx=0.34, fy=0.34, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(drawn, (0, 0), 0.7) // 2 + 60
    assert [zxing(small, thorough=True), zbar(small), texts(small)] == [[], [], [EAN]]


def test_a_large_picture_without_bars_is_searched_for_matrix_codes_alone(monkeypatch):
    asked = []
    monkeypatch.setattr("scanners.pictures.ladder.zbar", lambda pixels: asked.append(pixels) or [])
    assert texts(np.full((600, 800), 200, np.uint8)) == []
    assert asked == []
    assert texts(spoil_by_noise(np.full((100, 100), 200, np.uint8))) == []
    assert len(asked) == 1


def test_each_group_of_bars_has_looks_of_its_own():
    shown = (EAN, "9780201379624", "5012345678900")
    shelf = side_by_side(*(turned(code(text, Format.EAN13, 3), 10) for text in shown))
    groups = list(bars.straightened(shelf))
    read = [zxing(next(looks)[0])[0].text for _corners, looks in groups]
    assert sorted(read) == sorted(shown)


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
    return [one.text for one in seen.sure]


def test_a_scan_line_or_two_of_a_code_that_blur_can_change_needs_another_means():
    assert believed(("plain", [thin(EAN)])) == []
    assert believed(("plain", [thin(EAN)]), ("plain", [thin(EAN)])) == []
    assert believed(("plain", [thin(EAN)]), ("straightened", [thin(EAN)])) == [EAN]
    assert believed(("plain", [thin(EAN)]), wanted=[EAN]) == [EAN]
    assert believed(("plain", [thin("LOC-1", symbology="]C0")])) == ["LOC-1"]


def test_a_scan_line_that_missed_some_of_the_bars_does_not_veto_the_whole_code():
    part, whole = thin("1400638133", symbology="]I0"), tall("14006381333938", "]I1")
    assert believed(("plain", [part]), ("straightened", [whole])) == ["14006381333938"]


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
    assert load(black_png(5_000, 5_000)).small[0].size <= 3_100_000


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
