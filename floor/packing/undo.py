"""Taking the scans of a pack check back, one by one, until the last closed parcel."""

from collections.abc import Callable
from typing import Any

from floor.core.transaction import Transaction
from floor.packing.counts import undo_moves
from floor.packing.missing import give_back, undo_settle
from models import CartonType, PackSession, Parcel
from models.base import Facts
from models.undo import CartonChosen, NoticeHeeded, PackUndo, ParcelFull, ParcelWeighed, ToteOpened


def undo(tx: Transaction, session: PackSession, undo: PackUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params."""
    return UNDO[undo["op"]](tx, session, undo)


def _parcel(session: PackSession, parcel_id: int) -> Parcel:
    return next(parcel for parcel in session.parcels if parcel.id == parcel_id)


def _undo_tote(_act: Transaction, session: PackSession, undo: ToteOpened) -> Facts:
    tote = next(tote for tote in session.totes if tote.id == undo["tote"])
    tote.scanned = False
    return {"todo": "pack.todo_tote", "tote": tote.code}


def _undo_carton(tx: Transaction, session: PackSession, undo: CartonChosen) -> Facts:
    parcel = _parcel(session, undo["parcel"])
    parcel.carton = tx.db.get(CartonType, undo["was"]) if undo["was"] else None
    if undo["weight"] is not None:
        parcel.weigh(undo["weight"])
    return {"todo": "pack.todo_carton"}


def _undo_material(_act: Transaction, session: PackSession, undo: NoticeHeeded) -> Facts:
    parcel = _parcel(session, undo["parcel"])
    parcel.acknowledged = [notice for notice in parcel.acknowledged if notice != undo["notice"]]
    return {"todo": "pack.todo_nothing"}


def _undo_weight(tx: Transaction, session: PackSession, undo: ParcelWeighed) -> Facts:
    parcel = _parcel(session, undo["parcel"])
    parcel.unweigh()
    if undo["was"] is not None:
        parcel.weigh(undo["was"])
    if undo.get("approval"):
        give_back(tx, undo["approval"])
    return {"todo": "pack.todo_weigh"}


def _undo_full(_act: Transaction, session: PackSession, undo: ParcelFull) -> Facts:
    _parcel(session, undo["parcel"]).full = False
    return {"todo": "pack.todo_nothing"}


UNDO: dict[str, Callable[[Transaction, PackSession, Any], Facts]] = {
    "tote": _undo_tote,
    "carton": _undo_carton,
    "material": _undo_material,
    "moves": undo_moves,
    "weight": _undo_weight,
    "full": _undo_full,
    "missing": undo_settle,
}
