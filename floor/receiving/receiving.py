"""Receiving by scan: the delivery, where it stands, a container, and the goods that go into it."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.catalogue.lookup import names_goods
from floor.core.transaction import Topics, Transaction, Verdict, work_topics
from floor.receiving import commands, containers, goods, screens
from floor.receiving.undo import undo
from floor.work.kinds import Notice
from models import GoodsReceipt, GoodsReceiptLine, Person, Refused, Step, Work
from models.spelling import Folded, fold, plain
from scanners import Scan


def load(session: Session, work_id: int, *, lock: bool = False) -> GoodsReceipt:
    query = (
        select(GoodsReceipt)
        .where(GoodsReceipt.id == work_id)
        .options(joinedload(GoodsReceipt.person).load_only(Person.name), selectinload(GoodsReceipt.lines))
    )
    if lock:
        query = query.with_for_update(of=Work).execution_options(populate_existing=True)
    return session.scalars(query).one()


def topics(work: GoodsReceipt) -> Topics:
    return work_topics(work.id)


def open_receipt(tx: Transaction, scan: Scan) -> GoodsReceipt:
    """The open receipt that a scan names: by the supplier's number, or by the SSCC of a pallet that was announced.

    Raises `Refused`: receive.closed (all that are called so), receive.unknown_receipt, scan.ambiguous.
    """
    named = Folded(GoodsReceipt.delivery) == fold(plain(scan.text))
    if scan.sscc is not None:
        announced = select(GoodsReceiptLine.receipt_id).where(GoodsReceiptLine.sscc == scan.sscc)
        named = named | GoodsReceipt.id.in_(announced)
    found = tx.db.scalars(select(GoodsReceipt).where(named).order_by(GoodsReceipt.id.desc()).limit(50)).all()
    still_open = [work for work in found if work.state == "open"]
    if len(still_open) > 1:
        fits = sorted(f"{work.supplier} {work.delivery} ({work.number})" for work in still_open)
        raise Refused("scan.ambiguous", scanned=scan.text, fits=fits)
    if not found:
        raise Refused("receive.unknown_receipt", scanned=scan.text)
    if not still_open:
        found[0].check_open()
    return load(tx.db, still_open[0].id, lock=True)


def judge(tx: Transaction, work: GoodsReceipt, scan: Scan, quantity: int) -> Verdict:
    """What a scan does to a receipt: where it stands, a container, goods and what is to be known of them, or a command.

    Raises `Refused`: those of `command`, `because`, `name_dock`, `choose`, `take`, `take_lot`, `take_expiry` and
    `take_serial`.
    """
    verdict = _judge(tx, work, scan, quantity)
    if not verdict.code.endswith("_ask"):
        work.asked = ""
    if not verdict.counted:  # what only counts changes columns alone, which are written in a cheaper way
        tx.db.flush()
    return verdict


def _judge(tx: Transaction, work: GoodsReceipt, scan: Scan, quantity: int) -> Verdict:
    if scan.kind == "command":
        return commands.command(tx, work, scan)
    kind = screens.expected(work)
    if kind == "reason":
        return commands.because(tx, work, scan)
    if kind == "location":
        return containers.name_dock(tx, work, scan)
    if kind == "container" or (kind == "sku" and containers.is_place(scan)):
        return containers.choose(tx, work, scan)
    complete = {"lot": scan.lot, "expiry": scan.expiry, "serial": scan.serial, "sku": scan.text}
    if scan.gtin and complete[kind]:  # all in one label
        return goods.take(tx, work, scan, quantity)
    return HANDLERS[kind](tx, work, scan, quantity)


def _goods(tx: Transaction, work: GoodsReceipt, scan: Scan, quantity: int) -> Verdict:
    """Goods by their code, or one more serial of those in hand."""
    held = goods.in_hand(tx.db, work)
    if held is not None and held.sku.track == "serial" and not names_goods(tx.db, scan):
        return goods.take_serial(tx, work, scan, quantity)
    return goods.take(tx, work, scan, quantity)


Handler = Callable[[Transaction, GoodsReceipt, Scan, int], Verdict]
HANDLERS: dict[str, Handler] = {
    "lot": lambda tx, work, scan, _quantity: goods.take_lot(tx, work, scan),
    "expiry": lambda tx, work, scan, _quantity: goods.take_expiry(tx, work, scan),
    "serial": goods.take_serial,
    "sku": _goods,
}


def steps(session: Session, work: GoodsReceipt) -> list[Step]:
    return screens.steps(session, work)


def progress(_session: Session, work: GoodsReceipt) -> tuple[int, int]:
    """Counts the units that came, and those that are to come in all."""
    return work.units


def notices(session: Session, work: GoodsReceipt) -> list[Notice]:
    return screens.notices(session, work)


class Receiving:
    """Receiving what a supplier sends.

    The receiver scans the delivery's number or the SSCC of a pallet of it, where it stands (a dock or lane), then the
    tote, pallet or lane that the goods go into, and each unit or case, or CMD-QTY-n for all of them in this container.
    Lot, expiry and serial come with the goods' own label, or are asked one after the other. What nobody announced is
    asked once more: the same scan again says yes. CMD-SHORT-DAMAGED-n puts damaged units aside and asks why; CMD-FULL
    ends the container, whose goods then wait to be put away, or at a cross-dock go straight to the orders that wait
    for them; CMD-CLOSE ends the receipt, and asks why where other goods
    came than were announced.
    """

    name = "receive"
    noun = GoodsReceipt

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> GoodsReceipt:
        """The open receipt that the scan names."""
        return open_receipt(tx, scan)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
