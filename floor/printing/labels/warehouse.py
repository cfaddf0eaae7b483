"""What hangs in the warehouse or is carried: labels for places, totes, carts and SKUs, 100 × 50 mm, badges, and the
commands, one by one or on the card beside a station."""

from floor.core import messages, symbols
from floor.printing.labels.drawing import Label
from floor.printing.labels.facts import (
    BadgeFacts,
    CardFacts,
    CommandFacts,
    LocationFacts,
    SkuFacts,
    UnitFacts,
)
from scanners import own_labels
from scanners.gs1 import is_valid_gtin

_WIDTH, _HEIGHT, _EDGE = 100.0, 50.0, 4.0
_INNER = _WIDTH - 2 * _EDGE
_BADGE = (85.6, 54.0)  # the size of a bank card
_CARD = (210.0, 297.0)
COMMANDS = ("SHORT", "SHORT-DAMAGED", "SKIP", "UNDO", "FULL", "CLOSE", "UNLOAD", "HELP")
COMMANDS_AT = {
    "": COMMANDS,
    "pick": ("SHORT", "SHORT-DAMAGED", "SKIP", "FULL", "UNDO", "HELP"),
    "pack": ("FULL", "CLOSE", "UNDO", "HELP"),
    "load": ("CLOSE", "UNLOAD", "UNDO", "HELP"),
    "receive": ("SHORT-DAMAGED", "FULL", "CLOSE", "UNDO", "HELP"),
    "count": ("CLOSE", "UNDO", "HELP"),
}
QUANTITIES = (2, 3, 4, 5, 6, 8, 10, 12, 24)


def location_label(facts: LocationFacts, language: str) -> Label:
    """The code large, its bars, and in a black field the check digits that prove one stands there."""
    code = own_labels.location_code(facts.code)
    label = Label(_WIDTH, _HEIGHT, language, code, facts.zone)
    top = _top(label, facts.training)
    if facts.check:
        label.box(74, top, 22, 17)
        label.line(facts.check, 75, top + 0.8, 20, 38, bold=True, align="center", white=True)
    label.line(facts.code, _EDGE, top, 67 if facts.check else _INNER, 38, bold=True, smallest=10)
    if facts.zone:
        label.line(label.words("document.zone", zone=facts.zone), _EDGE, top + 15, 67, 9)
    label.bars(code, _EDGE, top + 20, _INNER, _HEIGHT - top - 27)
    label.line(code, _EDGE, _HEIGHT - 5.8, _INNER, 9, align="center")
    return label


def unit_label(facts: UnitFacts, language: str) -> Label:
    """A tote's or cart's number large enough to be read across the aisle, bars, and a QR code for cameras."""
    label = Label(_WIDTH, _HEIGHT, language, facts.code)
    top = _top(label, facts.training)
    label.line(facts.code, _EDGE, top, 70, 34, bold=True, smallest=10)
    label.code(symbols.qr(facts.code), 74, top - 1, 24, 24)
    kind = "label.cart" if facts.code.startswith("CART-") else "document.tote"
    label.line(label.words(kind), _EDGE, top + 14.5, 67, 9)
    label.bars(facts.code, _EDGE, top + 24, _INNER, _HEIGHT - top - 27)
    return label


def sku_label(facts: SkuFacts, language: str) -> Label:
    """For goods or their bin: the name, the code, and what a scan of the goods would say."""
    label = Label(_WIDTH, _HEIGHT, language, facts.code, facts.name)
    top = _top(label, facts.training)
    label.block(facts.name, _EDGE, top, _INNER, 11, 13)
    label.line(facts.code, _EDGE, top + 10.5, _INNER, 22, bold=True, smallest=9)
    text = facts.barcode or own_labels.sku_code(facts.code)
    if is_valid_gtin(text):
        label.code(symbols.retail(text), _EDGE, top + 20.5, _INNER, _HEIGHT - top - 27)
    else:
        label.bars(text, _EDGE, top + 20.5, _INNER, _HEIGHT - top - 27)
    label.line(text, _EDGE, _HEIGHT - 5.8, _INNER, 9, align="center")
    return label


def badge_label(facts: BadgeFacts, language: str) -> Label:
    """A card to wear: who it is, what they do here, and the bars that sign them in together with their PIN."""
    (width, height), code = _BADGE, own_labels.badge_code(facts.code)
    label = Label(width, height, language, code, facts.name)
    top = _top(label, facts.training)
    label.block(facts.name, _EDGE, top, width - 2 * _EDGE, 16, 24, bold=True, smallest=10)
    roles = "  ·  ".join(label.words(f"desk.role_{role}") for role in facts.roles)
    label.line(roles, _EDGE, top + 16.5, width - 2 * _EDGE, 11)
    label.bars(code, _EDGE, top + 23, width - 2 * _EDGE, height - top - 30)
    label.line(code, _EDGE, height - 6.2, width - 2 * _EDGE, 10, align="center")
    return label


def command_label(facts: CommandFacts, language: str) -> Label:
    """One command, to be stuck where it is needed."""
    code = f"CMD-{facts.code}"
    label = Label(_WIDTH, _HEIGHT, language, code)
    if facts.code.startswith("QTY-"):
        quantity = facts.code.removeprefix("QTY-")
        label.line(f"× {quantity}", _EDGE, 4, _INNER, 38, bold=True, align="center")
    else:
        _what_it_does(label, facts.code, _EDGE, 3.5, _INNER, 20)
    label.bars(code, _EDGE, 23, _INNER, 20)
    label.line(code, _EDGE, _HEIGHT - 5.8, _INNER, 9, align="center")
    return label


def command_card(facts: CardFacts, language: str) -> Label:
    """A4, to be hung beside a station: each command that counts there, with its bars and what it does."""
    title = messages.text("document.command_card", language)
    if facts.station:
        title = f"{messages.text(f'page.kind_{facts.station}', language)} · {title}"
    label = Label(*_CARD, language, title)
    label.line(title, 12, 10, 186, 24, bold=True)
    for number, command in enumerate(COMMANDS_AT[facts.station]):
        x, y = 12 + 95 * (number % 2), 26 + 37 * (number // 2)
        label.frame(x, y, 91, 34)
        _what_it_does(label, command, x + 3, y + 1.8, 85, 15)
        label.bars(f"CMD-{command}", x + 1, y + 16.5, 89, 11.5)
        label.line(f"CMD-{command}", x + 3, y + 29, 85, 9, align="center")
    if facts.station != "load":  # a parcel is loaded one by one
        _quantities(label, 28 + 37 * -(-len(COMMANDS_AT[facts.station]) // 2))
    return label


def _quantities(label: Label, top: float) -> None:
    label.line(label.words("document.command_quantity"), 12, top, 186, 13, bold=True)
    for number, quantity in enumerate(QUANTITIES):
        x, y = 12 + 63.3 * (number % 3), top + 10 + 29 * (number // 3)
        label.frame(x, y, 59.5, 26)
        label.line(str(quantity), x + 1, y + 6, 15, 30, bold=True, align="center")
        label.bars(f"CMD-QTY-{quantity}", x + 15.5, y + 3, 44, 15)
        label.line(f"CMD-QTY-{quantity}", x + 15.5, y + 19.5, 44, 9, align="center")


def _what_it_does(label: Label, command: str, x: float, y: float, w: float, size: float) -> None:
    words = "document.command_" + command.lower().replace("-", "_")
    label.line(label.words(words), x, y, w, size, bold=True)
    label.block(label.words(f"{words}_does"), x, y + size * 0.45, w, 7.5, size * 0.57)


def _top(label: Label, training: bool) -> float:
    return (label.training_band(7) if training else 0.0) + 2
