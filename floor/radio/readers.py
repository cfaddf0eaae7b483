"""Radio readers are set up, found and taken away."""

import base64
import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from floor.catalogue.lookup import find_called
from floor.core.hosts import host_and_port
from floor.core.locking import locked
from floor.core.seals import Seal
from floor.core.transaction import Transaction
from floor.work.alerts import solve_proposed
from models import CountProposal, Place, Reader, Refused, TagPass
from models.radio import NAME

SECRET_BYTES = 32
PLACES = {"door": ("dock",), "tunnel": ("station", "stage"), "count": ("bin",)}
NEEDS_PLACE = ("door",)


def add_reader(
    tx: Transaction,
    seal: Seal,
    name: str,
    kind: str,
    place_code: str = "",
    address: str = "",
    weakest_dbm: int | None = None,
) -> Reader:
    """Adds a reader; its secret, which it keeps sealed, signs what it sends.

    Raises `Refused`: reader.bad_name, reader.known, reader.wrong_place, reader.bad_address.
    """
    if not NAME.fullmatch(name):
        raise Refused("reader.bad_name", sent=name)
    if tx.db.scalar(select(Reader.id).where(Reader.name == name)) is not None:
        raise Refused("reader.known", reader=name)
    if address and not host_and_port(address):
        raise Refused("reader.bad_address", sent=address)
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    place = _place(tx, kind, place_code)
    reader = Reader(
        name=name, kind=kind, place=place, secret=seal.close(secret), address=address, weakest_dbm=weakest_dbm
    )
    tx.db.add(reader)
    tx.db.flush()
    return reader


def _place(tx: Transaction, kind: str, code: str) -> Place | None:
    place = find_called(tx.db, Place, code) if code else None
    if place is None and (code or kind in NEEDS_PLACE):
        raise Refused("reader.wrong_place", place=code, kind=f"reader.kind_{kind}")
    if place is not None and place.kind not in PLACES[kind]:
        raise Refused("reader.wrong_place", place=code, kind=f"reader.kind_{kind}")
    return place


def remove_reader(tx: Transaction, name: str) -> None:
    """Takes the reader away, with its passes and proposals. Refused: reader.not_found."""
    reader = find_reader(tx.db, name, lock=True)
    proposals = select(CountProposal.id).where(
        CountProposal.reader_id == reader.id, CountProposal.state == "open"
    )
    solve_proposed(tx, set(tx.db.scalars(proposals)))
    for table in (TagPass, CountProposal):
        tx.db.execute(delete(table).where(table.reader_id == reader.id))
    tx.db.delete(reader)


def find_reader(session: Session, name: str, *, lock: bool = False) -> Reader:
    """The reader with this name; with `lock` its row is locked. Raises `Refused`: reader.not_found."""
    query = select(Reader).where(Reader.name == name).options(joinedload(Reader.place))
    reader: Reader | None = session.scalar(locked(query, of=Reader) if lock else query)
    if reader is None:
        raise Refused("reader.not_found", reader=name)
    return reader
