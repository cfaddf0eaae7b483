"""The demo warehouse, for training: a small one with orders due from today on and PINs made for each database."""

import csv
import os
import re
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select

from floor.core.settings import Settings
from floor.core.transaction import SYSTEM, Transaction
from floor.core.writer import Writer
from floor.demo.goods import draw_pictures
from floor.demo.morning import work_the_morning
from floor.integration.imports import load_folder
from floor.people.pins import random_pin
from floor.people.rows import put_people
from floor.warehouse import setup
from models import Order, Person, Place, Refused, Sku, now

DATA = Path(__file__).parent / "data"
FIRST_DUE = date(2026, 3, 7)  # in the files; that day becomes today
FIRST_STEPS = """What to do first: open the address, sign in as Supervisor 1 (badge 9001 and the PIN above), and press
"Show me around". It leads through one order: a wave, picking, packing, the truck. No scanner is needed: in training
each screen has a button that scans. The ten steps of a first shift stand in README.md."""
LATE_HOUR = 15  # from then on, what is due today could not be picked any more
_DATE = re.compile(r"2026-\d\d-\d\d")


def make(writer: Writer, settings: Settings) -> str:
    """Makes the demo in an empty database, once; answers its badges and PINs, a line for each person.

    Raises `Refused`: demo.not_empty (the database is somebody's warehouse).
    """
    warehouse = writer.perform(SYSTEM, setup.set_up)
    people, skus, orders = writer.perform(SYSTEM, _counts)
    if not warehouse.training and people + skus + orders:
        raise Refused("demo.not_empty")
    writer.perform(SYSTEM, setup.change_warehouse, name="Demo warehouse", training=True)
    known = read_people(people_file(settings))
    if known is None:
        known = [{**row, "pin": random_pin()} for row in _rows("people.csv")]
        write_people(people_file(settings), known)
    pepper = settings.secret("pin-pepper")
    for row in known:
        for outcome in writer.perform(SYSTEM, put_people, [row], pepper):
            if isinstance(outcome, Refused):
                raise outcome
    if not orders:
        _load(writer, settings, pepper)
    return people_file(settings).read_text("utf-8")


def _counts(tx: Transaction) -> tuple[int, int, int]:
    def count(table: type[Person] | type[Sku] | type[Order]) -> int:
        return tx.db.scalar(select(func.count(table.id))) or 0

    return count(Person), count(Sku), count(Order)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _load(writer: Writer, settings: Settings, pepper: bytes) -> None:
    warehouse = writer.perform(SYSTEM, setup.set_up)
    with tempfile.TemporaryDirectory(prefix="floor-demo-") as made:
        folder = Path(made)
        for name in ("cartons.csv", "skus.csv", "locations.csv"):
            shutil.copy(DATA / name, folder / name)
        local = warehouse.local(now())
        days = (local.date() - FIRST_DUE).days + (local.hour >= LATE_HOUR)
        for name in ("stock.csv", "receipts.csv", "orders.csv"):
            (folder / name).write_text(shifted((DATA / name).read_text("utf-8"), days), "utf-8")
        report = load_folder(writer, folder, settings.home, pepper, lambda _name, _rows: None)
    if report.exit_status:
        raise RuntimeError(f"the demo data did not load whole: {report.files}")
    writer.perform(SYSTEM, _add_totes)
    writer.perform(SYSTEM, draw_pictures, settings.home)
    work_the_morning(writer.database)


def _add_totes(tx: Transaction) -> None:
    """Totes that are known already: who tries the demo has no scanner, and typed text registers none."""
    stage = tx.db.scalars(select(Place).where(Place.kind == "stage").order_by(Place.code)).first()
    tx.db.add_all(Place(code=f"TOTE-{number:04d}", kind="tote", at=stage) for number in range(1, 21))


def shifted(text: str, days: int) -> str:
    """The text of a file with all its dates moved by so many days."""
    return _DATE.sub(lambda found: str(date.fromisoformat(found[0]) + timedelta(days)), text)


def people_file(settings: Settings) -> Path:
    return settings.home / "demo-people.txt"


COLUMNS = ("badge", "pin", "name", "roles", "language")


def write_people(path: Path, people: list[dict[str, str]]) -> None:
    """Writes the list of people with their PINs, which only its owner may read."""
    lines = [{"badge": "badge", "pin": "PIN", "name": "name", "roles": "roles", "language": "language"}]
    lines += [{**row, "badge": f"BADGE-{row['badge']}"} for row in people]
    widths = {column: max(len(row[column]) for row in lines) for column in COLUMNS}
    text = "\n".join(
        "  ".join(row[column].ljust(widths[column]) for column in COLUMNS).rstrip() for row in lines
    )
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")


def read_people(path: Path) -> list[dict[str, str]] | None:
    """Reads the list of people with their PINs; None where the file is gone or is no such list."""
    if not path.exists():
        return None
    rows = [re.split(r" {2,}", line) for line in path.read_text("utf-8").splitlines()[1:] if line.strip()]
    if not rows or any(len(row) != len(COLUMNS) for row in rows):
        return None
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]
