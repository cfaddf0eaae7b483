"""An XLSX file's cells. It is unpacked in a process of its own that may use only so much memory and time."""

import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Final

import orjson

from floor.core.settings import ROOT
from floor.orders.sheets.unpacking import MOST_UNPACKED
from models import Refused

EXACT: Final = 10**15  # numbers from here on have lost digits: Excel keeps 15

_one_at_a_time = threading.Lock()


class Number(str):
    """The text of a cell that is a number to the spreadsheet: zeros before it are gone, and perhaps digits."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The names of the sheets that can be seen, and the cells of one of them, row by row from the first."""

    sheets: list[str]
    sheet: str
    rows: list[list[str]]


def open_workbook(content: bytes, sheet: str) -> Workbook:
    """Reads the sheet of this name; the first that has anything where there is none.

    Raises `Refused`: sheet.unreadable_workbook, sheet.too_large, sheet.too_many_rows, sheet.too_many_cells,
    sheet.locked.
    """
    with _one_at_a_time:
        command = [sys.executable, "-m", "floor.orders.sheets.unpacking", sheet]
        done = subprocess.run(command, cwd=ROOT, input=content, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused("sheet.too_large", most=MOST_UNPACKED // 2**20)
    said = orjson.loads(done.stdout)
    if "refused" in said:
        raise Refused(said["refused"], **said["params"])
    rows = [[_text(cell) for cell in row] for row in said["rows"]]
    return Workbook(said["sheets"], said["sheet"], rows)


def _text(cell: str | float | None) -> str:
    if cell is None or isinstance(cell, str):
        return cell or ""
    whole = int(cell) if abs(cell) < EXACT and cell == int(cell) else None
    return Number(f"{cell:.15g}" if whole is None else whole)
