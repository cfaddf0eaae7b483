"""Units that are not there when the parcel closes: a supervisor lets them go, or they are picked again."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.core.transaction import APPROVALS, ORDERS, Transaction, order_topics
from floor.packing.sessions import load, lock_status
from floor.planning.tasks import repick
from floor.stock.ledger import Posted, move, outside
from floor.work.questions import answered_no, live, with_question
from models import Approval, Move, OrderLine, PackSession, Place, Quant, Refused, Serial
from models.approvals import MissingSku, MissingUnits
from models.base import Facts
from models.packed_goods import Goods
from models.packing import Missing
from models.undo import LeftOut


def settle(tx: Transaction, session: PackSession, *, damaged: bool = False) -> LeftOut:
    """Leaves out what is missing, if a supervisor agreed; the answer is what undoing it needs.

    Raises `Refused`: pack.missing_items (a supervisor is asked, once for the same units), pack.not_in_totes.
    """
    missing = session.missing
    approval = live(tx, session.id, "missing")
    if approval is None or approval.state != "approved" or not _covers(approval, missing):
        raise _question(session, missing, damaged)
    lock_status(tx, session.order)
    approval.do("use")
    undo: LeftOut = {"op": "missing", "approval": approval.id, "lines": [], "moves": []}
    for line_id, each in missing.items():
        undo["moves"] += [m.id for m in write_off(tx, session, each, _asked(approval).get("damaged", False))]
        each.line.short_approved += each.units
        undo["lines"].append([line_id, each.short, each.lost])
    tx.changed(APPROVALS, ORDERS)
    return undo


def hear_no(tx: Transaction, session: PackSession) -> None:
    """Tells the packer of a supervisor's refusal to leave units out, before anything else:
    `Refused("approval.refused")`."""
    approval = live(tx, session.id, "missing")
    if approval is not None and approval.state == "refused":
        raise answered_no(approval)


def _asked(approval: Approval) -> MissingUnits:
    """The facts of a question of the kind "missing"."""
    return cast(MissingUnits, approval.params)


def _covers(approval: Approval, missing: dict[int, Missing]) -> bool:
    agreed = _asked(approval)["lines"]
    return all(each.units <= agreed.get(str(line_id), 0) for line_id, each in missing.items())


def _question(session: PackSession, missing: dict[int, Missing], damaged: bool) -> Refused:
    facts: list[MissingSku] = [
        {"sku": each.goods.code, "name": each.goods.name, "units": each.units} for each in missing.values()
    ]
    units = sum(each.units for each in missing.values())
    refused = Refused(
        "pack.missing_items",
        missing=[{"sku": f["sku"], "units": f["units"]} for f in facts],
        skus=[fact["sku"] for fact in facts],
        goods=[f"{fact['units']} × {fact['name']}" for fact in facts],
        units=units,
    )
    params: MissingUnits = {
        "order": session.order.number,
        "order_id": str(session.order.id),
        "work": session.number,
        "lines": {str(line_id): each.units for line_id, each in missing.items()},
        "missing": facts,
        "damaged": damaged,
    }
    return with_question(refused, session.id, "missing", "", params)


def write_off(tx: Transaction, session: PackSession, missing: Missing, damaged: bool) -> list[Posted]:
    """Units that were picked and did not arrive leave the totes in the ledger too: lost, or lying with the damaged.
    They count as short from now on.

    Raises `Refused`: pack.not_in_totes.
    """
    line, units = missing.line, missing.lost
    moves: list[Posted] = []
    target = outside(tx.db, "damaged" if damaged else "adjustment")
    for quant in _in_totes(tx, session, line) if units else ():
        part = min(units, quant.on_hand)
        serials: list[Serial | None] = [*_serials(tx, missing.goods, quant, part)] or [None]
        for serial in serials:
            moves.append(
                move(
                    tx, quant.sku_id, quant.lot_id, 1 if serial else part, quant.place, target,
                    "damaged" if damaged else "missing", work_id=session.id, order_line_id=line.id,
                    serial=serial.code if serial else None,
                )
            )  # fmt: skip
            if serial:
                serial.place_id = target.id
        units -= part
        if not units:
            break
    if units:
        raise Refused("pack.not_in_totes", scanned=missing.lost)
    line.picked -= missing.lost
    line.short += missing.lost
    tx.db.flush()
    return moves


def _in_totes(tx: Transaction, session: PackSession, line: OrderLine) -> list[Quant]:
    query = (
        select(Quant)
        .where(Quant.sku_id == line.sku_id, Quant.place_id.in_([tote.tote_id for tote in session.totes]))
        .where(Quant.on_hand > 0)
        .options(joinedload(Quant.place))
        .order_by(Quant.id)
        .execution_options(populate_existing=True)
    )
    return list(tx.db.scalars(query))


def _serials(tx: Transaction, goods: Goods, quant: Quant, units: int) -> list[Serial]:
    if goods.track != "serial":
        return []
    query = select(Serial).where(Serial.sku_id == goods.sku_id, Serial.place_id == quant.place_id)
    return list(tx.db.scalars(query.order_by(Serial.id).limit(units)))


def undo_settle(tx: Transaction, session: PackSession, undo: LeftOut) -> Facts:
    """Takes `settle` back: the units are wanted again and lie in their totes again for the ledger; the approval
    stays."""
    lines = {line.id: line for line in session.order.lines}
    for line_id, _short, lost in undo["lines"]:
        line = lines[line_id]
        line.short_approved -= _short + lost
        line.short -= lost
        line.picked += lost
    for move_id in reversed(undo["moves"]):
        was = tx.db.get_one(Move, move_id)
        move(
            tx, was.sku_id, was.lot_id, was.quantity, tx.db.get_one(Place, was.to_id),
            tx.db.get_one(Place, was.from_id), "undo",
            work_id=session.id, order_line_id=was.order_line_id, serial=was.serial,
        )  # fmt: skip
        if was.serial:
            query = select(Serial).where(Serial.sku_id == was.sku_id, Serial.code == was.serial)
            tx.db.scalars(query).one().place_id = was.from_id
    give_back(tx, undo["approval"])
    return {"todo": "pack.todo_missing", "units": sum(short + lost for _line, short, lost in undo["lines"])}


def give_back(tx: Transaction, approval_id: int) -> None:
    """Makes a used approval valid again. A question asked since is withdrawn: only one may be live."""
    approval = tx.db.get_one(Approval, approval_id)
    asked_since = live(tx, approval.work_id, approval.kind, approval.key)
    if asked_since is not None:
        asked_since.do("withdraw")
        tx.db.flush()
    approval.do("undo")
    tx.changed(APPROVALS)


def send_back(tx: Transaction, approval: Approval) -> None:
    """After a refusal: the units that the question was about, and that are still missing, become a new pick task."""
    session = load(tx.db, approval.work_id, lock=True)
    asked = _asked(approval)
    wanted: dict[int, int] = {}
    for line_id, each in session.missing.items():
        units = min(each.units, asked["lines"].get(str(line_id), 0))
        if units:
            lost = max(0, units - each.short)
            write_off(
                tx, session, Missing(each.line, each.goods, units - lost, lost), asked.get("damaged", False)
            )
            wanted[line_id] = units
    tx.db.flush()
    if wanted and session.order.status in ("picked", "packing", "packed"):
        task = repick(tx, session.order.id, wanted)
        approval.params = {**asked, "repick": task.number if task else ""}
    tx.changed(order_topics(session.order.id))
