"""What a cell means as a field of an order. What is not certain stays as it is, so that the intake holds the order."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import pycountry
from babel import Locale

DAY_ORDERS: Final = ("", "dmy", "mdy")  # how 3/4/2026 is meant: not known, the 3rd of April, the 4th of March

_WRAPPED: Final = re.compile(r'="(.*)"', re.DOTALL)  # how an export keeps a spreadsheet from reading a number
_DAY: Final = r"(?P<d>\d{1,2})"
_MONTH: Final = r"(?P<m>\d{1,2})"
_YEAR: Final = r"(?P<y>\d{4})"
_CLOCK: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.ASCII,
)
_DATES: Final = (
    re.compile(rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?:[T ]+(?P<clock>.+))?", re.ASCII),
    re.compile(rf"{_YEAR}年{_MONTH}月{_DAY}日(?:\s*(?P<clock>.+))?", re.ASCII),
    re.compile(rf"{_DAY}\.{_MONTH}\.{_YEAR}(?:,?\s+(?P<clock>.+))?", re.ASCII),
)
_SLASHED: Final = re.compile(
    r"(?P<a>\d{1,2})[/-](?P<b>\d{1,2})[/-](?P<y>\d{4})(?:,?\s+(?P<clock>.+))?", re.ASCII
)
_PAID: Final = {
    "paid": "yes", "partially_refunded": "no", "refunded": "no", "pending": "no", "authorized": "no", "voided": "no",
    "unpaid": "no", "1": "yes", "0": "no", "y": "yes", "n": "no", "ja": "yes", "nein": "no", "是": "yes", "否": "no",
    "已付款": "yes", "未付款": "no", "已支付": "yes", "未支付": "no",
}  # fmt: skip


def unwrapped(cell: str) -> str:
    """A code or number as it was before somebody kept it from a spreadsheet: ="0123", '0123, or with a tab before."""
    if found := _WRAPPED.fullmatch(cell.strip()):
        return found[1]
    return cell.strip("\t").removeprefix("'") if cell.startswith(("'", "\t")) else cell


def moment(cell: str, zone: ZoneInfo, days: str, *, at_end: bool) -> str:
    """A date or time in ISO 8601 with a zone: the warehouse's where it names none. A day alone is its beginning, or
    `at_end` its last minute. `days` as in DAY_ORDERS."""
    text = cell.strip()
    match = next((found for form in _DATES if (found := form.fullmatch(text))), None)
    if match is not None:
        day, month = int(match["d"]), int(match["m"])
    elif match := _SLASHED.fullmatch(text):
        first, second = int(match["a"]), int(match["b"])
        if not days and first != second and max(first, second) <= 12:
            return cell
        swap = days == "mdy" or (not days and second > 12)
        day, month = (second, first) if swap else (first, second)
    else:
        return cell
    return _put_together(cell, int(match["y"]), month, day, match["clock"], zone, at_end)


def _put_together(
    cell: str, year: int, month: int, day: int, clock: str | None, zone: ZoneInfo, at_end: bool
) -> str:
    try:
        found = date(year, month, day)
        if clock is None:
            return datetime.combine(found, time(23, 59) if at_end else time(), zone).isoformat()
        said = _CLOCK.fullmatch(clock.strip())
        if said is None:
            return cell
        of_day = time(int(said["hour"]), int(said["minute"]), int(said["second"] or 0))
        if said["zone"]:
            return datetime.fromisoformat(f"{found}T{of_day}{said['zone']}").isoformat()
        return datetime.combine(found, of_day, zone).isoformat()
    except ValueError:  # the 31st of February
        return cell


def paid(cell: str) -> str:
    """yes or no, also for what shops call it; a day of payment is a yes."""
    text = cell.strip()
    if re.match(r"\d{4}[-/.年]\d", text, re.ASCII):
        return "yes"
    return _PAID.get(text.casefold(), cell)


def country(cell: str) -> str:
    """The code of a country that is named in full, in one of Floor's languages or by ISO 3166; never a guess."""
    text = cell.strip()
    return cell if len(text) <= 2 and text.isascii() else _countries().get(text.casefold(), cell)


@cache
def _countries() -> Mapping[str, str]:
    codes = {each.alpha_2 for each in pycountry.countries}
    found = {"usa": "US", "uk": "GB", "great britain": "GB", "england": "GB", "中国大陆": "CN", "臺灣": "TW"}
    for language in ("en", "zh_Hans", "zh_Hant", "de", "fr"):
        names = Locale.parse(language).territories
        found |= {name.casefold(): code for code, name in names.items() if code in codes}
    for each in pycountry.countries:
        for name in (each.name, each.alpha_3, getattr(each, "common_name", each.name)):
            found[name.casefold()] = each.alpha_2
    return found


def split_address(cell: str) -> tuple[str, str]:
    """City and street of an address in one cell: province, city and district, each before a blank, then the street."""
    parts = cell.split()
    return ("", cell) if len(parts) < 4 else (" ".join(parts[:3]), " ".join(parts[3:]))
