"""Which scan may become a barcode of goods: one rule for files and for what is proposed at the bin."""

import re
from typing import Final

from floor.catalogue.lookup import barcode_key
from floor.core.text_rules import FROM_SPREADSHEET
from models import Refused
from models.barcodes import LONGEST_CODE
from scanners import Scan
from scanners.gs1 import GTIN_LENGTHS, has_check_digit, is_digits, is_valid_gtin

_GOODS: Final = ("gtin", "gs1", "plain")

_NOT_GOODS: Final = ("sscc", "waybill")

UPC_LENGTH: Final = 12

_KEY_IN_GS1: Final = re.compile(r"^\(?0[12]\)?([0-9]{14})|/01/([0-9]{8,14})(?![0-9])")


def code_of_goods(scan: Scan) -> str:
    """The code of this scan that may become a SKU's barcode.

    Raises `Refused`: barcode.bad_check_digit, barcode.house_code, barcode.ambiguous, barcode.not_of_goods (a parcel, a
    waybill, a load of several), barcode.unreadable, barcode.too_long, barcode.from_spreadsheet, barcode.lost_digit,
    barcode.extra_digit.
    """
    if scan.kind == "ambiguous":
        raise Refused("barcode.ambiguous", scanned=scan.text)
    if scan.kind == "unknown":
        raise Refused("barcode.unreadable", scanned=scan.text)
    if scan.kind in _NOT_GOODS or scan.count is not None or (scan.kind == "gs1" and not scan.gtin):
        raise Refused("barcode.not_of_goods", scanned=scan.text)
    if scan.kind not in _GOODS:
        raise Refused("barcode.house_code", scanned=scan.text)
    if scan.gtin:
        # as it is printed, unless that alone would be read as another number: a UPC-E looks like a GTIN-8
        return scan.text if barcode_key(scan.text) == scan.gtin else scan.gtin
    _check_plain(scan.text)
    return scan.text


def _check_plain(text: str) -> None:
    if FROM_SPREADSHEET.fullmatch(text):
        raise Refused("barcode.from_spreadsheet", scanned=text)
    if len(text) == 16 and is_digits(text) and is_valid_gtin(text[1:15]):
        raise Refused("barcode.extra_digit", scanned=text, gtin=text[1:15])
    named = _KEY_IN_GS1.search(text)
    number = next(filter(None, named.groups())) if named else text
    if is_digits(number) and len(number) in GTIN_LENGTHS and not has_check_digit(number):
        raise Refused("barcode.bad_check_digit", scanned=text)
    if is_digits(number) and len(number) == UPC_LENGTH - 1:
        raise Refused("barcode.lost_digit", scanned=text)
    if "\x1d" in text:
        raise Refused("barcode.unreadable", scanned=text.replace("\x1d", " "))
    if len(text) > LONGEST_CODE:
        raise Refused("barcode.too_long", scanned=text, most=LONGEST_CODE)
