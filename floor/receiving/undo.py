"""Taking back what a scan did while goods were received."""

from collections.abc import Callable
from datetime import date
from typing import Any

from floor.core.transaction import Transaction
from floor.receiving import containers, goods
from floor.stock.ledger import move, outside
from models import GoodsReceipt, Lot, Place, Refused, Sku
from models.base import Facts
from models.undo_receiving import (
    CloseAsked,
    ContainerChosen,
    ContainerFull,
    DockNamed,
    GoodsDamaged,
    GoodsReceived,
    GoodsWait,
    QuestionAsked,
    ReceiveUndo,
)

NOTHING: Facts = {"todo": "pick.nothing_to_move"}


def undo(tx: Transaction, work: GoodsReceipt, undo: ReceiveUndo) -> Facts:
    """Takes one accepted scan back and says what to do with the goods: `todo` is a message code with its params.

    Raises `Refused`: scan.nothing_to_undo (the goods have gone on from where they were put).
    """
    work.asked = ""
    said = UNDOERS[undo["op"]](tx, work, undo)
    tx.db.flush()  # what is asked next goes by the ids of dock and container
    return said


def _asked(_tx: Transaction, _work: GoodsReceipt, _undo: QuestionAsked) -> Facts:
    return NOTHING


def _closing(_tx: Transaction, work: GoodsReceipt, _undo: CloseAsked) -> Facts:
    work.closing = False
    return NOTHING


def _dock(_tx: Transaction, work: GoodsReceipt, _undo: DockNamed) -> Facts:
    work.stand_at(None)
    return NOTHING


def _container(tx: Transaction, work: GoodsReceipt, undo: ContainerChosen) -> Facts:
    work.fill(tx.db.get_one(Place, undo["before"]) if undo["before"] else None)
    return NOTHING


def _full(tx: Transaction, work: GoodsReceipt, undo: ContainerFull) -> Facts:
    containers.not_full(tx, work, undo)
    return NOTHING


def _named(_tx: Transaction, work: GoodsReceipt, undo: GoodsWait) -> Facts:
    work.hand = undo["hand"]
    return NOTHING


def _received(tx: Transaction, work: GoodsReceipt, undo: GoodsReceived) -> Facts:
    units = sum(part for _line, part in undo["parts"])
    place, sku = tx.db.get_one(Place, undo["into"]), tx.db.get_one(Sku, undo["sku"])
    _count_off(work, undo["parts"], "counted")
    try:
        goods.ship(tx, work, sku.id, undo["lot"], -units, place.id, undo.get("serial"))
    except Refused:  # put away meanwhile
        raise Refused("scan.nothing_to_undo", work=work.number) from None
    if undo["lot"] is not None:
        before = undo.get("filed", "")
        tx.db.get_one(Lot, undo["lot"]).expiry = date.fromisoformat(before) if before else None
    work.hand = undo["hand"]
    todo = "receive.todo_out" if units > 0 else "receive.todo_in"
    return {"todo": todo, "units": abs(units), "container": place.code, **sku.named}


def _damaged(tx: Transaction, work: GoodsReceipt, undo: GoodsDamaged) -> Facts:
    units = sum(part for _line, part in undo["parts"])
    place, sku = tx.db.get_one(Place, undo["into"]), tx.db.get_one(Sku, undo["sku"])
    shelf = outside(tx.db, "damaged")
    move(tx, sku.id, undo["lot"], units, shelf, place, "undo", work_id=work.id)
    _count_off(work, undo["parts"], "damaged")
    for line in work.lines:
        line.counted += sum(part for line_id, part in undo["parts"] if line_id == line.id)
    work.hand = undo["hand"]
    return {"todo": "receive.todo_in", "units": units, "container": place.code, **sku.named}


def _count_off(work: GoodsReceipt, parts: list[list[int]], what: str) -> None:
    for line in work.lines:
        units = sum(part for line_id, part in parts if line_id == line.id)
        if units:
            setattr(line, what, getattr(line, what) - units)
            if what == "damaged":
                line.because = line.because[:-1]


UNDOERS: dict[str, Callable[[Transaction, GoodsReceipt, Any], Facts]] = {
    "ask": _asked,
    "closing": _closing,
    "dock": _dock,
    "container": _container,
    "full": _full,
    "named": _named,
    "received": _received,
    "damaged": _damaged,
}
