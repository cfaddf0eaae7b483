"""The totals of an order, where they were sent: whether they agree with its lines and with each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from floor.core.reason import Reason
from floor.orders.sent_text import as_sent, read_text

TOTALS: Final = ("lines", "shipping", "discounts", "tax", "grand")
_MONEY: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_HALF_A_CENT: Final = Decimal("0.005")
Priced = tuple[str, int | None]
"""The price of one unit and the units of a line, each as far as it is known."""


def read_totals(value: object, problems: list[Reason]) -> dict[str, str]:
    """What was sent of the totals and their currency, as text; nothing for what was not sent."""
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    if value and not isinstance(value, Mapping):
        problems.append(Reason("order.bad_total", "totals", {"sent": as_sent(value)}))
    totals = {key: as_sent(given.get(key)) for key in TOTALS}
    totals["currency"] = read_text(given.get("currency"), "totals.currency", problems)
    return {key: text for key, text in totals.items() if text}


def differences(totals: Mapping[str, str], lines: Sequence[Priced]) -> Iterator[Reason]:
    """Totals that are no money, that are not the sum of the lines, or not that of the other totals.

    The tax may stand on top of the prices or within them: the grand total may be with or without it.
    """
    read = {key: _money(totals[key]) for key in TOTALS if key in totals}
    for key, amount in read.items():
        if amount is None:
            yield Reason("order.bad_total", f"totals.{key}", {"sent": totals[key]})
    amounts = {key: amount for key, amount in read.items() if amount is not None}
    if len(amounts) < len(read):
        return
    counted = _sum_of(lines)
    if counted is not None and "lines" in amounts and abs(amounts["lines"] - counted) > _rounding(lines):
        yield _differs("lines", totals, counted)
    goods = amounts.get("lines", counted)
    if "grand" in amounts and goods is not None:
        net = goods + amounts.get("shipping", 0) - abs(amounts.get("discounts", Decimal()))
        with_tax = net + amounts.get("tax", 0)
        allowed = Decimal() if "lines" in amounts else _rounding(lines)
        if all(abs(amounts["grand"] - each) > allowed for each in (net, with_tax)):
            yield _differs("grand", totals, with_tax)


def _money(text: str) -> Decimal | None:
    return Decimal(text) if _MONEY.fullmatch(text) else None


def _sum_of(lines: Sequence[Priced]) -> Decimal | None:
    """None where a line does not say its price."""
    prices = [(_money(price), quantity) for price, quantity in lines]
    if not lines or any(price is None or quantity is None for price, quantity in prices):
        return None
    return sum((price * quantity for price, quantity in prices if price and quantity), Decimal())


def _rounding(lines: Sequence[Priced]) -> Decimal:
    """What may be lost where a line's sum is rounded to cents: only of prices with more than two decimals."""
    return _HALF_A_CENT * sum(len(price.partition(".")[2].rstrip("0")) > 2 for price, _quantity in lines)


def _differs(key: str, totals: Mapping[str, str], counted: Decimal) -> Reason:
    return Reason(
        "order.total_differs", f"totals.{key}", {"sent": totals[key], "counted": f"{counted.normalize():f}"}
    )
