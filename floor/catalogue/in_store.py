"""In-store codes: which SKU a label of a scale names, and what it says its unit weighs or costs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core import columns
from floor.core.columns import Outcome, Row, each, update
from floor.core.transaction import Transaction
from models import InStoreForm, Refused
from models.base import Facts, Value
from models.weighed import EAN, MEANINGS, InStoreLabel, Weighed, ean_of, form_of
from scanners import Scan
from scanners.gs1 import check_digit, measure_check_digit

_PREFIX: Final = re.compile("2[0-9]{1,6}|02[0-9]{0,5}")
_DIGITS: Final = re.compile("([0-9]{1,2})-([0-9]{1,2})")
_CHECKED: Final = (4, 5)  # digits, of which GS1 says how they are checked
_WEIGHT_DECIMALS: Final = 3  # the last is a gram


def named(session: Session, scan: Scan) -> Scan:
    """The scan with the SKU's own number in the place of what the scale printed; the same one where no form fits."""
    if not ean_of(scan.gtin).startswith(("2", "02")):
        return scan
    number = number_of(session.scalars(select(InStoreForm)), scan.gtin)
    return replace(scan, text=number, gtin=f"0{number}") if number else scan


def number_of(forms: Iterable[InStoreForm], gtin: str | None) -> str | None:
    """The SKU's own number in a GTIN-14 that a scale printed: with zeros for the weight or price."""
    ean = ean_of(gtin)
    form = form_of(forms, ean)
    number = form.keep(ean, "0") if form else ""
    return number + check_digit(number) if number else None


def measured(weighed: Weighed, goods: Facts, scan: Scan, units: int, quantity: int) -> dict[str, Value]:
    """What the label says that was scanned of weighed goods: `grams` of all its units, or the `price`.

    Raises `Refused`: weighed.each (one scan for several labels), weighed.label_next (it names the goods alone),
    weighed.misread, weighed.off.
    """
    if quantity != 1:
        raise Refused("weighed.each", **goods)
    ean = ean_of(scan.gtin)
    label = next((each for each in weighed["labels"] if re.fullmatch(each["pattern"], ean)), None)
    grams = _figure(label, ean, scan) if label else scan.weight_g
    if label and label["means"] == "price" and grams:
        return {"price": f"{grams / 10 ** label['decimals']:.{label['decimals']}f}"}
    if label and grams:
        grams *= 10 ** (_WEIGHT_DECIMALS - label["decimals"])
    if not grams:
        raise Refused("weighed.label_next", **goods)
    least, most = weighed["least"] * units, weighed["most"] and weighed["most"] * units
    if most and not least <= grams <= most:
        raise Refused("weighed.off", **goods, grams=grams, least=least, most=most)
    return {"grams": grams}


def _figure(label: InStoreLabel, ean: str, scan: Scan) -> int:
    digits = ean[label["first"] - 1 : label["last"]]
    if "check" in label and measure_check_digit(digits) != ean[label["check"] - 1]:
        raise Refused("weighed.misread", scanned=scan.text)
    return int(digits)


def put_forms(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """prefix, item, means, value, decimals, check_at: digits from to, counted from 1, as in `3-7`.

    A row may be answered with `Refused`: weighed.bad_prefix, weighed.bad_digits, weighed.bad_check,
    weighed.bad_decimals, and what the columns say.
    """
    known = {form.prefix: form for form in tx.db.scalars(select(InStoreForm))}

    def put(row: Row) -> Outcome:
        prefix = columns.needed(row, "prefix")
        if not _PREFIX.fullmatch(prefix):
            raise Refused("weighed.bad_prefix", column="prefix", sent=prefix)
        values = _form(row, prefix)
        if form := known.get(prefix):
            return update(form, values)
        known[prefix] = InStoreForm(prefix=prefix, **values)
        tx.db.add(known[prefix])
        return "loaded"

    return each(rows, put)


def put_form(tx: Transaction, row: Row) -> None:
    """Sets how codes with one prefix are read. Raises `Refused`: those that `put_forms` answers with."""
    [outcome] = put_forms(tx, [row])
    if isinstance(outcome, Refused):
        raise outcome


def remove_form(tx: Transaction, form_id: int) -> None:
    """Codes with its prefix are read as any other. Raises `Refused`: weighed.not_found."""
    form = tx.db.get(InStoreForm, form_id)
    if form is None:
        raise Refused("weighed.not_found", form=str(form_id))
    tx.db.delete(form)


def _form(row: Row, prefix: str) -> dict[str, Any]:
    taken = set(range(1, len(prefix) + 1))
    item, value = _digits(row, "item", taken), _digits(row, "value", taken)
    check = columns.whole(row, "check_at") or None
    length = value[1] - value[0] + 1
    if check is not None and (check in taken or not 1 <= check < EAN or length not in _CHECKED):
        raise Refused("weighed.bad_check", column="check_at", sent=check)
    means = columns.choice(row, "means", MEANINGS)
    decimals = columns.whole(row, "decimals")
    if decimals > (_WEIGHT_DECIMALS if means == "weight" else length):
        raise Refused("weighed.bad_decimals", column="decimals", sent=decimals)
    return {
        "item_first": item[0], "item_last": item[1], "means": means, "first": value[0], "last": value[1],
        "decimals": decimals, "check_at": check,
    }  # fmt: skip


def _digits(row: Row, column: str, taken: set[int]) -> tuple[int, int]:
    """Digits that say nothing else yet, and not the last, which checks all of them."""
    sent = columns.needed(row, column)
    found = _DIGITS.fullmatch(sent)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    asked = set(range(first, last + 1))
    if not 1 <= first <= last < EAN or taken & asked:
        raise Refused("weighed.bad_digits", column=column, sent=sent)
    taken |= asked
    return first, last
