"""What is asked before goods count that nobody announced: the same scan again says yes."""

from dataclasses import dataclass

from floor.core.transaction import Verdict
from models import GoodsReceipt
from models.base import Value
from models.goods_receipts import GoodsOf


@dataclass(frozen=True, slots=True)
class Question:
    """`code` is its message, `key` tells it from others; yes to it adds a line for `sku` and `lot`, or agrees to `more`
    units than were announced."""

    code: str
    key: str
    sku: GoodsOf
    lot: str
    params: dict[str, Value]
    more: bool = False


def of_goods(work: GoodsReceipt, sku: GoodsOf, lot: str) -> Question | None:
    """Whether nobody has announced these goods, or this lot of them."""
    of_sku = [line for line in work.lines if line.sku_id == sku.id]
    facts: dict[str, Value] = {**sku.named, "lot": lot}
    if not of_sku:
        return Question("receive.unannounced_ask", f"sku {sku.id}", sku, lot if work.blind else "", facts)
    if lot and not work.lines_for(sku.id, lot):
        facts["announced"] = sorted({line.lot for line in of_sku})
        return Question("receive.other_lot_ask", f"lot {sku.id} {lot}", sku, lot, facts)
    return None


def of_units(work: GoodsReceipt, sku: GoodsOf, lot: str, units: int) -> Question | None:
    """Whether these are more units than were announced."""
    too_many = work.too_many(sku.id, lot, units)
    if not too_many:
        return None
    lines = work.lines_for(sku.id, lot)
    facts: dict[str, Value] = {**sku.named, "more": too_many, "of": sum(line.expected for line in lines)}
    return Question("receive.more_ask", f"more {sku.id} {lot}", sku, lot, facts, more=True)


def agreed(work: GoodsReceipt, question: Question) -> bool:
    """Whether this was asked just now, so that the same scan says yes, or is no question: nothing was announced."""
    if not work.blind and work.asked != question.key:
        return False
    if question.more:
        work.lines_for(question.sku.id, question.lot)[0].more = True
    else:
        work.add_line(question.sku, question.lot)
    work.asked = ""
    return True


def ask(work: GoodsReceipt, question: Question) -> Verdict:
    work.asked = question.key
    return Verdict(question.code, question.params, {"op": "ask"})
