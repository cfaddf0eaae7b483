"""What a driver signs for: the parcels of a load, as a page and as a file."""

from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from floor.core.csv_rows import csv_file
from floor.printing.documents.facts import ManifestFacts, ManifestParcel
from floor.printing.documents.sheet import Sheet
from floor.printing.documents.signature import BOX, read_signature, strokes
from floor.printing.documents.table import BOTTOM, EDGE, HEIGHT, INNER, WIDTH, Table
from floor.printing.documents.values import human_readable, kilograms

_COLUMNS = (
    ("document.row", 14.0, "R"),
    ("document.sscc", 78.0, "L"),
    ("document.order", 60.0, "L"),
    ("document.weight", 28.0, "R"),
)
_SIGNED_WIDTH = 105.0
_CSV_HEADER = ("load", "carrier", "dock", "driver", "plate", "handed_over_at", "sscc", "order", "weight_g")


def manifest_pdf(manifest: ManifestFacts, language: str) -> bytes:
    """A4, as many pages as the parcels need; the signature stands under the totals, never parted from them.

    Raises Refused for a signature that `read_signature` refuses.
    """
    signature = read_signature(manifest.signature)
    sheet = Sheet((WIDTH, HEIGHT), language, manifest, training=manifest.training)
    sheet.foot = f"{manifest.load}  ·  {manifest.carrier}"
    sheet.set_title(sheet.words("document.manifest") + " " + sheet.printable(manifest.load))
    sheet.flowing(EDGE)
    sheet.add_page()
    _head(sheet, manifest)
    table = Table(sheet, _COLUMNS, 10)
    table.headings()
    for number, parcel in enumerate(manifest.parcels, 1):
        table.room_for(1)
        weight = "" if parcel.weight_g is None else kilograms(parcel.weight_g)
        table.row([str(number), _label(parcel), parcel.order, weight])
        sheet.rule(EDGE, sheet.get_y(), INNER, 0.1)
    _sign_off(sheet, manifest, signature)
    return sheet.finished()


def manifest_csv(manifest: ManifestFacts) -> bytes:
    """One row a parcel, time in UTC. The SSCC bears its (00), or a spreadsheet would round 18 digits."""
    at = manifest.handed_over_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    common = (manifest.load, manifest.carrier, manifest.dock, manifest.driver, manifest.plate, at)
    parcels = ((_label(parcel), parcel.order, str(parcel.weight_g or "")) for parcel in manifest.parcels)
    return csv_file([_CSV_HEADER, *((*common, *parcel) for parcel in parcels)])


def _label(parcel: ManifestParcel) -> str:
    return human_readable(parcel.sscc) if parcel.sscc else ""


def _head(sheet: Sheet, manifest: ManifestFacts) -> None:
    top = sheet.get_y()
    sheet.line_of(sheet.words("document.manifest"), EDGE, top, 110, 22, bold=True)
    sheet.line_of(manifest.load, EDGE + 110, top, 70, 22, bold=True, align="R")
    top += 14
    third = INNER / 3
    pairs = (
        (sheet.words("document.carrier"), manifest.carrier),
        (sheet.words("document.dock"), manifest.dock),
        (sheet.words("document.parcels"), str(len(manifest.parcels))),
        (sheet.words("document.driver"), manifest.driver),
        (sheet.words("document.plate"), manifest.plate),
        (sheet.words("document.weight"), kilograms(_grams(manifest))),
    )
    for number, (caption, value) in enumerate(pairs):
        x, y = EDGE + third * (number % 3), top + 12 * (number // 3)
        sheet.captioned(caption, value, x, y, third - 4, 13)
    sheet.captioned(sheet.words("document.handed_over_at"), _times(manifest), EDGE, top + 24, INNER, 12)
    sheet.set_xy(EDGE, top + 38)


def _times(manifest: ManifestFacts) -> str:
    """The time on the warehouse's clock, and in UTC, which nobody can mistake."""
    here = manifest.handed_over_at.astimezone(ZoneInfo(manifest.zone))
    return f"{_clock(here)} {manifest.zone}  ·  {_clock(here.astimezone(UTC))} UTC"


def _clock(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def _grams(manifest: ManifestFacts) -> int:
    return sum(parcel.weight_g or 0 for parcel in manifest.parcels)


def _sign_off(sheet: Sheet, manifest: ManifestFacts, signature: str | bytes) -> None:
    height = _SIGNED_WIDTH * BOX[1] / BOX[0]
    if sheet.get_y() + height + 28 > BOTTOM:
        sheet.add_page()
    top = sheet.get_y() + 5
    total = sheet.words("document.totals", parcels=len(manifest.parcels), weight=kilograms(_grams(manifest)))
    sheet.line_of(total, EDGE, top, INNER, 13, bold=True)
    sheet.line_of(sheet.words("document.signed"), EDGE, top + 9, INNER, 10)
    top += 15
    sheet.set_draw_color(120)
    sheet.rect(EDGE, top, _SIGNED_WIDTH, height)
    if isinstance(signature, str):
        with sheet.drawing_context() as drawing:
            drawing.add_item(strokes(signature, EDGE, top, _SIGNED_WIDTH))
    else:
        sheet.image(
            BytesIO(signature), EDGE + 1, top + 1, _SIGNED_WIDTH - 2, height - 2, keep_aspect_ratio=True
        )
    beside = EDGE + _SIGNED_WIDTH + 5
    sheet.captioned(
        sheet.words("document.driver"), manifest.driver, beside, top, INNER - _SIGNED_WIDTH - 5, 13
    )
    sheet.captioned(
        sheet.words("document.plate"), manifest.plate, beside, top + 14, INNER - _SIGNED_WIDTH - 5, 13
    )
