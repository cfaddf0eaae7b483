"""Own labels: the codes that stand on them, each built so that a scan of it reads as that code."""

from scanners import own_codes
from scanners.read import clean


def _build(head: str, body: str) -> str:
    """The own code for a name. ValueError where no scan of it could be read back as that code."""
    text = clean(f"{head}-{body.strip()}")
    scan = own_codes.read(text) if text else None
    if scan is None or scan.code is None:
        raise ValueError(f"no {head} code can be made of {body!r}")
    return scan.code


def location_code(code: str) -> str:
    """LOC-03-02-A for the location 03-02-A. ValueError, as from all builders: empty, unreadable, too long."""
    return _build("LOC", code)


def tote_code(number: str) -> str:
    """TOTE-0007 for 0007: at most 32 letters, digits, dots, underscores and single dashes."""
    return _build("TOTE", number)


def cart_code(number: str) -> str:
    """CART-3 for 3: names as for totes."""
    return _build("CART", number)


def carton_code(code: str) -> str:
    """CTN-BOX-M for the carton type BOX-M."""
    return _build("CTN", code)


def lot_code(lot: str) -> str:
    """LOT-L12345 for the lot L12345."""
    return _build("LOT", lot)


def badge_code(number: str) -> str:
    """BADGE-1001 for the badge 1001."""
    return _build("BADGE", number)


def sku_code(sku: str) -> str:
    """SKU-85123a for the SKU 85123a, case kept."""
    return _build("SKU", sku)
