"""A manifest is what the driver signed for: on paper and for the carrier's computer."""

import csv
from datetime import datetime, timedelta, timezone
from io import StringIO

import pytest

from floor.core.languages import LANGUAGES
from floor.printing.documents.facts import ManifestParcel
from floor.printing.documents.manifest import manifest_csv, manifest_pdf
from models.refused import Refused
from tests.printing.documents.examples import STROKES, manifest, sscc
from tests.printing.documents.reading import pages, picture, size_mm, words


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_manifest_names_load_driver_parcels_and_totals(language):
    pdf = manifest_pdf(manifest(), language)
    read = words(pdf)
    for said in (
        "LOAD-000007",
        "顺丰速运",
        "DOCK-1",
        "王大明",
        "沪A12345",
        f"(00){sscc(1)}",
        "53631",
        "2.001kg",
    ):
        assert said in read
    assert "2026-07-0116:30Europe/London" in read, "the warehouse's clock, in summer time"
    assert "2026-07-0115:30UTC" in read
    assert size_mm(pdf) == (210, 297)


def test_every_parcel_of_a_large_load_is_listed_and_the_signature_stands_on_the_last_page():
    pdf = manifest_pdf(manifest(parcels=200, training=True), "en")
    read = words(pdf)
    assert all(f"(00){sscc(n)}" in read for n in range(200))
    assert f"Page{pages(pdf)}of{pages(pdf)}" in read
    assert read.count("TRAINING") == pages(pdf)
    assert "Parcels:200" in read


def test_the_strokes_are_drawn_inside_the_box_and_not_closed():
    """A line from the lower left to the upper right corner: its ends are inked, the other corners are not."""
    image = picture(manifest_pdf(manifest(signature="M0 100 L300 0"), "en"))
    blank = picture(manifest_pdf(manifest(signature="M150 50 L151 50"), "en"))
    assert inked(image, 0.1, 0.9)
    assert inked(image, 0.9, 0.1)
    assert not inked(image, 0.1, 0.1)
    assert not inked(image, 0.9, 0.9)
    assert not inked(blank, 0.1, 0.9)


def inked(image, across: float, down: float) -> bool:
    """Whether there is ink near a point of the signature box, given as parts of its width and height."""
    box = signature_box(image)
    x, y = box[0] + across * (box[2] - box[0]), box[1] + down * (box[3] - box[1])
    return image.crop((int(x) - 12, int(y) - 12, int(x) + 12, int(y) + 12)).getextrema()[0] < 128


def signature_box(image) -> tuple[int, int, int, int]:
    """The frame is the only gray (120) line that is hundreds of dots long."""
    gray = image.point(lambda value: 255 if 100 < value < 200 else 0)
    wide = [
        y for y in range(image.height) if sum(gray.crop((0, y, image.width, y + 1)).tobytes()) > 255 * 600
    ]
    tall = [
        x for x in range(image.width) if sum(gray.crop((x, 0, x + 1, image.height)).tobytes()) > 255 * 200
    ]
    return tall[0], wide[0], tall[-1], wide[-1]


def test_a_path_that_starts_anew_stays_in_two_pieces():
    image = picture(manifest_pdf(manifest(signature="M30 10 L30 90 M270 10 L270 90"), "en"))
    assert inked(image, 0.1, 0.5)
    assert inked(image, 0.9, 0.5)
    assert not inked(image, 0.5, 0.5)


def test_an_unreadable_signature_is_refused_and_not_left_out():
    with pytest.raises(Refused, match="signature_unreadable"):
        manifest_pdf(manifest(signature="<script>alert(1)</script>"), "en")


def test_a_time_without_a_zone_is_no_time():
    with pytest.raises(ValueError, match="zone"):
        manifest(handed_over_at=datetime(2026, 7, 1, 15, 30))  # noqa: DTZ001


def test_the_file_has_a_row_for_each_parcel_with_its_time_in_utc():
    at = datetime(2026, 7, 1, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    data = manifest_csv(manifest(handed_over_at=at))
    assert data.startswith(b"\xef\xbb\xbfload,carrier,")
    assert data.count(b"\r\n") == 3
    head, first, _ = rows(data)
    assert dict(zip(head, first, strict=True)) == {
        "load": "LOAD-000007",
        "carrier": "顺丰速运",
        "dock": "DOCK-1",
        "driver": "王大明",
        "plate": "沪A12345",
        "handed_over_at": "2026-07-01T15:30:00Z",
        "sscc": f"(00){sscc(0)}",
        "order": "53630",
        "weight_g": "1000",
    }


def test_a_parcel_of_which_label_and_weight_are_not_known_leaves_its_cells_empty():
    load = manifest(parcels=(ManifestParcel(None, "53630", None), ManifestParcel(sscc(1), "53631", 1200)))
    _, row, _ = rows(manifest_csv(load))
    assert row[6:] == ["", "53630", ""]
    assert words(manifest_pdf(load, "en")).count("1.2kg") == 3  # its row, and both totals


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_runs_nothing_that_a_person_typed(start):
    evil = f'{start}HYPERLINK("x"),1'
    parcels = (ManifestParcel("340123450000000017", evil, 1),)
    _, row = rows(manifest_csv(manifest(driver=evil, plate=evil, parcels=parcels)))
    assert [row[3], row[4], row[7]] == [f"'{evil}"] * 3


@pytest.mark.parametrize("text", ['He said "hi", twice', "two\r\nlines", "a;b", "Zoë 陳"])
def test_any_text_comes_back_out_of_the_file_as_it_was(text):
    _, row, _ = rows(manifest_csv(manifest(driver=text)))
    assert row[3] == text


@pytest.mark.parametrize("text", ["W" * 3000, "長" * 3000, "\x00\n", "", "{nb}"])
def test_no_text_breaks_a_manifest(text):
    pdf = manifest_pdf(
        manifest(load=text, carrier=text, dock=text, driver=text, plate=text, signature=STROKES), "en"
    )
    assert pages(pdf) == 1
