"""How many units one pull of the trigger counts."""

from models import Refused
from models.stock import MOST_UNITS
from scanners import Scan


def units_of(scan: Scan, factor: int, quantity: int) -> int:
    """What one pull of the trigger counts. A label may say itself what is in this one (30), or how many of the goods
    that it names a load holds (37).

    Raises `Refused`: scan.bad_quantity (more than anything holds), scan.holds_nothing, scan.other_content (the
    catalogue has another figure for it).
    """
    units = quantity * (factor if scan.count is None else _units_said(scan, factor))
    if units > MOST_UNITS:
        raise Refused("scan.bad_quantity", quantity=str(units))
    return units


def _units_said(scan: Scan, factor: int) -> int:
    count = scan.count or 0
    if not count:
        raise Refused("scan.holds_nothing", scanned=scan.text)
    if scan.load:
        return factor * count
    if factor not in (1, count):
        raise Refused("scan.other_content", scanned=scan.text, said=count, filed=factor)
    return count
