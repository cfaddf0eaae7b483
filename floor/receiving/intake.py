"""Deliveries are announced: read, checked against catalogue and hall, and stored once under their name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from floor.catalogue.sku_book import SkuBook
from floor.core.locking import lock_work
from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE
from floor.core.transaction import ALERTS, Transaction
from floor.receiving import receiving
from floor.receiving.draft import LONGEST, Draft, DraftLine, read_delivery
from floor.stock.allocation import today
from models import Alert, GoodsReceipt, GoodsReceiptLine, Lot, Place, Refused, Sku, Warehouse, Work
from models.goods_receipts import Announced, GoodsOf, KnownGoods
from models.spelling import plain

CHANGED = "alert.receipt_changed"
LAST_MINUTE = time(23, 59)


@dataclass(slots=True)
class Taken:
    """What became of one delivery that was sent. status: accepted, held (other content under a known name waits for a
    supervisor), duplicate or rejected; `receipt` is None if rejected. `changed` is False where the database stayed as
    it was."""

    status: str
    number: str
    receipt: GoodsReceipt | None = None
    reasons: list[Reason] = field(default_factory=list)
    changed: bool = True


def take_deliveries(
    tx: Transaction, raws: Sequence[object], also: Sequence[Sequence[Reason]] = ()
) -> list[Taken]:
    """Deliveries in the protocol's shape, in one transaction, answered in the same order. Never raises for what was
    sent. `also`: what whoever read them found wrong, by their place in `raws`."""
    drafts = [read_delivery(raw) for raw in raws]
    for draft, more in zip(drafts, also, strict=False):
        draft.problems += more
    book = SkuBook.load(tx.db, (line.sku for draft in drafts for line in draft.lines))
    for draft in drafts:
        _match_skus(draft, book)
    return [_take(tx, draft) for draft in drafts]


def _match_skus(draft: Draft, book: SkuBook) -> None:
    for at, line in enumerate(draft.lines):
        sku_id, reason = book.find(line.sku) if line.sku else (None, None)
        line.sku_id = sku_id or 0
        if reason:
            draft.problems.append(Reason(reason.code, f"lines[{at}].sku", reason.params))


def _take(tx: Transaction, draft: Draft) -> Taken:
    if draft.problems:
        return Taken("rejected", draft.number, None, draft.problems, changed=False)
    known = _known(tx, draft.supplier, draft.number)
    if known is not None:
        return _take_again(tx, known, draft)
    if problems := _against_the_hall(tx, draft, None):
        return Taken("rejected", draft.number, None, problems, changed=False)
    try:
        with tx.db.begin_nested():
            receipt = GoodsReceipt(supplier=draft.supplier, delivery=draft.number, content=draft.digest())
            goods = _goods(tx, draft)
            receipt.lines = [_stored(line, at, goods) for at, line in enumerate(draft.lines, 1)]
            receipt.due = _due(tx, draft)
            tx.db.add(receipt)
    except IntegrityError:  # somebody sent it at the same moment
        return _take_again(tx, _known(tx, draft.supplier, draft.number), draft)
    tx.changed(receiving.topics(receipt))
    tx.tell("receipt.accepted", receipt=str(receipt.id), **receipt.named)
    return Taken("accepted", draft.number, receipt)


def _due(tx: Transaction, draft: Draft) -> datetime | None:
    """The end of the day on which it is expected, by the warehouse's clock."""
    if draft.expected is None:
        return None
    return datetime.combine(draft.expected, LAST_MINUTE, Warehouse.of(tx.db).zone).astimezone(UTC)


def _known(tx: Transaction, supplier: str, number: str) -> GoodsReceipt | None:
    named = (GoodsReceipt.supplier == supplier, GoodsReceipt.delivery == number)
    return tx.db.scalar(select(GoodsReceipt).where(*named))


def _goods(tx: Transaction, draft: Draft) -> dict[int, KnownGoods]:
    """What the lines are to know of their goods, by SKU."""
    ids = {line.sku_id for line in draft.lines}
    query = select(Sku).where(Sku.id.in_(ids)).options(selectinload(Sku.barcodes))
    return {sku.id: GoodsOf.of(sku).known for sku in tx.db.scalars(query)}


def _stored(line: DraftLine, position: int, known: Mapping[int, KnownGoods]) -> GoodsReceiptLine:
    made = GoodsReceiptLine(
        position=position, lot=line.lot, expiry=line.expiry, sscc=line.sscc, expected=line.quantity,
        snapshot=known[line.sku_id],
    )  # fmt: skip
    made.sku_id = line.sku_id
    return made


def _against_the_hall(tx: Transaction, draft: Draft, own: GoodsReceipt | None) -> list[Reason]:
    """What cannot be true of goods that are still to come."""
    problems: list[Reason] = []
    day, filed = today(tx), _expiries(tx, draft)
    own_pallets = {line.sscc for line in own.lines} if own else set()
    here = _places(tx, draft) - own_pallets
    elsewhere = _expected_elsewhere(tx, draft, own)
    for at, line in enumerate(draft.lines):
        on_file = filed.get((line.sku_id, line.lot)) if line.lot else None
        if line.expiry is not None and line.expiry < day:
            problems.append(
                Reason("receipt.expired", f"lines[{at}].expiry", {"expiry": line.expiry.isoformat()})
            )
        elif line.expiry is not None and on_file is not None and on_file != line.expiry:
            facts = {"lot": line.lot, "expiry": line.expiry.isoformat(), "filed": on_file.isoformat()}
            problems.append(Reason("receipt.other_expiry", f"lines[{at}].expiry", facts))
        if line.sscc in here:
            problems.append(Reason("receipt.sscc_here", f"lines[{at}].sscc", {"sscc": line.sscc}))
        elif line.sscc in elsewhere:
            facts = {"sscc": line.sscc, "number": elsewhere[line.sscc]}
            problems.append(Reason("receipt.sscc_expected", f"lines[{at}].sscc", facts))
    return problems


def _expiries(tx: Transaction, draft: Draft) -> dict[tuple[int, str], date]:
    wanted = {(line.sku_id, line.lot) for line in draft.lines if line.lot}
    query = select(Lot.sku_id, Lot.code, Lot.expiry).where(tuple_(Lot.sku_id, Lot.code).in_(wanted))
    return {(sku_id, code): expiry for sku_id, code, expiry in tx.db.execute(query) if expiry}


def _places(tx: Transaction, draft: Draft) -> set[str]:
    """Those of the SSCCs that name something in the hall already."""
    return set(tx.db.scalars(select(Place.code).where(Place.code.in_(_ssccs(draft)))))


def _expected_elsewhere(tx: Transaction, draft: Draft, own: GoodsReceipt | None) -> dict[str, str]:
    query = (
        select(GoodsReceiptLine.sscc, GoodsReceipt.delivery)
        .join(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.receipt_id)
        .where(GoodsReceiptLine.sscc.in_(_ssccs(draft)), Work.state == "open")
    )
    if own is not None:
        query = query.where(GoodsReceipt.id != own.id)
    return {sscc: number or "" for sscc, number in tx.db.execute(query)}


def _ssccs(draft: Draft) -> set[str]:
    return {line.sscc for line in draft.lines} - {""}


def _take_again(tx: Transaction, known: GoodsReceipt | None, draft: Draft) -> Taken:
    """A name that is known: the same content changes nothing, other content is kept for a supervisor to decide."""
    if known is None:
        raise LookupError("a delivery that was there is gone")
    lock_work(tx, known.id)
    receipt = receiving.load(tx.db, known.id, lock=True)
    content = draft.content()
    if draft.digest() == receipt.content or content == receipt.proposal:
        reason = "receipt.changed" if receipt.proposal == content else "receipt.duplicate"
        later = draft.expected is not None and receipt.state == "open" and receipt.due != _due(tx, draft)
        if later:
            receipt.due = _due(tx, draft)
            receipt.touch()
            tx.changed(receiving.topics(receipt))
        return Taken("duplicate", draft.number, receipt, [Reason(reason)], changed=later)
    if receipt.state != "open":
        over = Reason("receipt.number_over", "number", {"number": draft.number})
        return Taken("rejected", draft.number, None, [over], changed=False)
    if problems := _against_the_hall(tx, draft, receipt):
        return Taken("rejected", draft.number, None, problems, changed=False)
    if receipt.proposal is None:
        tx.db.add(Alert(code=CHANGED, params=dict(receipt.named), work_id=receipt.id))
    receipt.proposal = content
    receipt.touch()
    tx.changed(receiving.topics(receipt), ALERTS)
    tx.tell("receipt.changed", receipt=str(receipt.id), **receipt.named)
    return Taken("held", draft.number, receipt, [Reason("receipt.changed")])


def decide(tx: Transaction, receipt_id: int, decision: str) -> GoodsReceipt:
    """A supervisor takes the other content that came under a delivery's name, or leaves it.

    Raises `Refused`: receipt.not_found, receipt.nothing_to_decide, and those of `check_open`.
    """
    receipt = find(tx, receipt_id)
    if receipt.proposal is None:
        raise Refused("receipt.nothing_to_decide", work=receipt.number)
    if decision == "take":
        receipt.check_open()
        _apply(tx, receipt, receipt.proposal)
    receipt.proposal = None
    query = select(Alert).where(Alert.code == CHANGED, Alert.work_id == receipt.id, Alert.solved_at.is_(None))
    for alert in tx.db.scalars(query):
        alert.solved_at, alert.solved_by = tx.now, tx.actor.person_id
    receipt.touch()
    tx.changed(receiving.topics(receipt), ALERTS)
    return receipt


def find(tx: Transaction, receipt_id: int) -> GoodsReceipt:
    """The receipt with this id, locked. Raises `Refused`: receipt.not_found."""
    if tx.db.scalar(select(GoodsReceipt.id).where(GoodsReceipt.id == receipt_id)) is None:
        raise Refused("receipt.not_found", receipt=str(receipt_id))
    return receiving.load(tx.db, receipt_id, lock=True)


def _apply(tx: Transaction, receipt: GoodsReceipt, content: Announced) -> None:
    """What came already stays counted, on a line of the same goods; a line that is announced no more and of which
    nothing came goes."""
    draft = read_delivery(content)
    _match_skus(draft, SkuBook.load(tx.db, (line.sku for line in draft.lines)))
    goods = _goods(tx, draft)
    before = {(line.sku_id, line.lot, line.sscc): line for line in reversed(receipt.lines)}
    for line in receipt.lines:
        line.expected = 0
    for sent in draft.lines:
        key = (sent.sku_id, sent.lot, sent.sscc)
        if key not in before:
            last = max((each.position for each in receipt.lines), default=0)
            before[key] = _stored(sent, last + 1, goods)
            before[key].expected = 0
            receipt.lines.append(before[key])
        before[key].expected += sent.quantity
        before[key].expiry = sent.expiry
    receipt.lines = [line for line in receipt.lines if line.expected or line.came or line.more]
    receipt.content = draft.digest()


def make_blind(tx: Transaction, supplier: str, number: str) -> GoodsReceipt:
    """A delivery that nobody announced, made at the dock; the same again is the one that was made.

    Raises `Refused`: receipt.name_missing, and those of `check_open`.
    """
    supplier, number = plain(supplier), plain(number)
    for name, text in (("supplier", supplier), ("number", number)):
        if not 0 < len(text) <= LONGEST[name] or NOT_IN_LINE.search(text):
            raise Refused("receipt.name_missing", most=LONGEST[name])
    known = _known(tx, supplier, number)
    if known is not None:
        known.check_open()
        return known
    try:
        with tx.db.begin_nested():
            receipt = GoodsReceipt(supplier=supplier, delivery=number, content="", blind=True)
            tx.db.add(receipt)
    except IntegrityError:  # somebody made it at the same moment
        return make_blind(tx, supplier, number)
    tx.changed(receiving.topics(receipt))
    return receipt
