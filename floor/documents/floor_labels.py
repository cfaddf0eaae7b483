"""What hangs in the hall: labels for places and totes, 100 × 50 mm, and the card of commands beside a station."""

from collections.abc import Iterable

from floor.documents import symbols
from floor.documents.facts import LocationFacts, ToteFacts
from floor.documents.sheet import WHITE, Sheet

_WIDTH, _HEIGHT, _EDGE = 100.0, 50.0, 4.0
_CARD_WIDTH, _CARD_HEIGHT = 210.0, 297.0
_QUANTITIES = (2, 3, 4, 5, 6, 8, 10, 12, 24)
_COMMANDS = (
    "CMD-SHORT",
    "CMD-SHORT-DAMAGED",
    "CMD-SKIP",
    "CMD-UNDO",
    "CMD-FULL",
    "CMD-CLOSE",
    "CMD-UNLOAD",
    "CMD-HELP",
)


def location_labels_pdf(locations: Iterable[LocationFacts], language: str) -> bytes:
    """One page a place: the code large, its bars, and in a black field the check digits that prove one stands there."""
    locations = tuple(locations)
    sheet = Sheet((_WIDTH, _HEIGHT), language, locations)
    for location in locations:
        sheet.training = location.training
        sheet.add_page()
        top = sheet.training_band(7) + 2
        sheet.set_fill_color(0)
        sheet.rect(74, top, 22, 17, style="F")
        sheet.line_of(location.check, 75, top + 0.8, 20, 38, bold=True, align="C", gray=WHITE)
        sheet.line_of(location.code, _EDGE, top, 67, 38, bold=True, smallest=10)
        if location.zone:
            sheet.line_of(sheet.words("document.zone", zone=location.zone), _EDGE, top + 15, 67, 9)
        code = f"LOC-{location.code}"
        sheet.bars(symbols.code128(code), _EDGE, top + 20, _WIDTH - 2 * _EDGE, _HEIGHT - top - 26.5)
        sheet.line_of(code, _EDGE, _HEIGHT - 5.8, _WIDTH - 2 * _EDGE, 9, align="C")
    return sheet.finished()


def tote_labels_pdf(totes: Iterable[ToteFacts], language: str) -> bytes:
    """One page a tote: its number large enough to be read across the aisle, bars, and a QR code for cameras."""
    totes = tuple(totes)
    sheet = Sheet((_WIDTH, _HEIGHT), language, totes)
    for tote in totes:
        sheet.training = tote.training
        sheet.add_page()
        top = sheet.training_band(7) + 2
        sheet.line_of(tote.code, _EDGE, top, 70, 34, bold=True, smallest=10)
        sheet.qr(tote.code, 77, top + 1, 19)
        sheet.line_of(sheet.words("document.tote"), _EDGE, top + 14.5, 67, 9)
        sheet.bars(symbols.code128(tote.code), _EDGE, top + 22, _WIDTH - 2 * _EDGE, _HEIGHT - top - 25)
    return sheet.finished()


def command_card_pdf(language: str) -> bytes:
    """A4, to be hung beside a station: each command with its bars and what it does."""
    sheet = Sheet((_CARD_WIDTH, _CARD_HEIGHT), language)
    sheet.set_title(sheet.words("document.command_card"))
    sheet.add_page()
    sheet.line_of(sheet.words("document.command_card"), 12, 10, 186, 24, bold=True)
    for number, command in enumerate(_COMMANDS):
        _command(sheet, command, 12 + 95 * (number % 2), 26 + 37 * (number // 2), 91, 34)
    sheet.line_of(sheet.words("document.command_quantity"), 12, 176, 186, 13, bold=True)
    for number, quantity in enumerate(_QUANTITIES):
        x, y = 12 + 63.3 * (number % 3), 186 + 29 * (number // 3)
        sheet.rect(x, y, 59.5, 26)
        sheet.line_of(str(quantity), x + 1, y + 6, 15, 30, bold=True, align="C")
        sheet.bars(symbols.code128(f"CMD-QTY-{quantity}"), x + 15.5, y + 3, 44, 15)
        sheet.line_of(f"CMD-QTY-{quantity}", x + 15.5, y + 19.5, 44, 9, align="C")
    return sheet.finished()


def _command(sheet: Sheet, command: str, x: float, y: float, w: float, h: float) -> None:
    area = "document.command_" + command.removeprefix("CMD-").lower().replace("-", "_")
    sheet.set_draw_color(0)
    sheet.rect(x, y, w, h)
    sheet.line_of(sheet.words(area), x + 3, y + 1.8, w - 6, 15, bold=True)
    sheet.block(sheet.words(f"{area}_does"), x + 3, y + 8.6, w - 6, 7.5, 8.5)
    sheet.bars(symbols.code128(command), x + 1, y + 16.5, w - 2, 11.5)
    sheet.line_of(command, x + 3, y + 29, w - 6, 9, align="C")
