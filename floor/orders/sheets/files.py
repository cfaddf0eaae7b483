"""Files of orders: kept as they came, with how they are read and what their columns are."""

import hashlib
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from floor.core.background import Background
from floor.core.transaction import SYSTEM, Transaction
from floor.orders.sent_text import LONGEST
from floor.orders.sheets.decoding import ENCODINGS, SEPARATORS
from floor.orders.sheets.sheet import how_to_read, is_workbook, read_as
from models import Channel, FiledOrder, OrderFile, Refused
from models.order_files import KEPT_DAYS, Columns, Reading

MOST_BYTES: Final = 15 * 1024 * 1024


def known_file(session: Session, file_id: int) -> OrderFile:
    """Raises `Refused`: sheet.not_found (never there, or removed after its days)."""
    file = session.get(OrderFile, file_id)
    if file is None:
        raise Refused("sheet.not_found", days=KEPT_DAYS)
    return file


def first_reading(content: bytes) -> Reading:
    """How the content of a new file is read, with no encoding where a person must say which.

    Raises `Refused`: sheet.too_many_bytes, sheet.empty, and what `open_workbook` does.
    """
    if len(content) > MOST_BYTES:
        raise Refused("sheet.too_many_bytes", most=MOST_BYTES // 2**20)
    return how_to_read(content)[0]


def keep_file(tx: Transaction, channel: str, name: str, content: bytes, reading: Reading) -> int:
    """Keeps a file for a channel and answers its id; the same content once.

    Raises `Refused`: sheet.no_channel.
    """
    channel = channel.strip()
    if not channel or len(channel) > LONGEST["channel"]:
        raise Refused("sheet.no_channel", most=LONGEST["channel"])
    digest = hashlib.sha256(content).hexdigest()
    known = tx.db.scalar(select(OrderFile.id).where(OrderFile.channel == channel, OrderFile.digest == digest))
    if known is not None:
        return known
    file = OrderFile(
        channel=channel, name=name, digest=digest, content=content, reading=reading,
        person_id=tx.actor.person_id, at=tx.now,
    )  # fmt: skip
    tx.db.add(file)
    tx.db.flush()
    return file.id


def forget_old(tx: Transaction) -> None:
    """Removes the files that came more than KEPT_DAYS ago, with the names and addresses in them."""
    old = select(OrderFile.id).where(OrderFile.at < tx.now - timedelta(days=KEPT_DAYS))
    tx.db.execute(delete(FiledOrder).where(FiledOrder.file_id.in_(old)))
    tx.db.execute(delete(OrderFile).where(OrderFile.id.in_(old)))


class ForgetFiles(Background):
    """Removes files that have had their days, now and then."""

    name = "files of orders"
    every_seconds = 3600.0

    def round(self) -> None:
        self.writer.perform(SYSTEM, forget_old)


def reading_of(file: OrderFile, encoding: str, separator: str, sheet: str, header: int) -> Reading:
    """How a file is read as somebody says; what is empty or 0 is found out.

    Raises `Refused`: sheet.unknown_encoding, and what `open_workbook` does.
    """
    if is_workbook(file.content):
        reading = how_to_read(file.content, sheet)[0]
    else:
        encoding = encoding or file.reading["encoding"]
        if encoding not in ENCODINGS or separator not in ("", *SEPARATORS):
            raise Refused("sheet.unknown_encoding")
        reading = read_as(file.content, encoding, separator)
    return {**reading, "header": header or reading["header"]}


def read_otherwise(tx: Transaction, file_id: int, reading: Reading) -> None:
    """What was tried of the file before is void. Raises `Refused`: sheet.not_found, sheet.taken_already."""
    file = _untaken(tx, file_id)
    file.reading = reading
    _void(tx, file)


def name_columns(tx: Transaction, file_id: int, columns: Columns) -> None:
    """Says which column is which, for this file and for the next of its channel. What was tried before is void.

    Raises `Refused`: sheet.not_found, sheet.taken_already.
    """
    file = _untaken(tx, file_id)
    file.columns = columns
    channel = tx.db.get(Channel, file.channel) or Channel(code=file.channel)
    channel.columns = columns
    tx.db.add(channel)
    _void(tx, file)


def _untaken(tx: Transaction, file_id: int) -> OrderFile:
    file = tx.db.get(OrderFile, file_id, with_for_update=True)
    if file is None:
        raise Refused("sheet.not_found", days=KEPT_DAYS)
    taken = select(FiledOrder.id).where(FiledOrder.file_id == file_id, FiledOrder.taken_at.is_not(None))
    if tx.db.scalar(taken.limit(1)) is not None:
        raise Refused("sheet.taken_already")
    return file


def _void(tx: Transaction, file: OrderFile) -> None:
    tx.db.execute(delete(FiledOrder).where(FiledOrder.file_id == file.id))
    file.orders = None
