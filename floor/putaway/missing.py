"""What is to be put away and is not in its tote or pallet, as whoever puts it away says twice."""

from floor.core.transaction import Transaction, Verdict
from floor.putaway.taking import contents
from floor.stock.adjustments import enter
from models import Place, PutAwayTask, Quant, Refused
from models.adjustments import MISSING
from models.base import Facts


def missing(tx: Transaction, work: PutAwayTask, source: Place) -> tuple[Verdict, bool]:
    """All that is still listed there is missing: asked once, and then the book is put right. What is more than the
    warehouse's threshold waits for a supervisor, and stays in the book until then. Answers whether the work is over.

    Raises `Refused`: scan.not_allowed (nothing is missing), putback.bin_first, stock.not_available.
    """
    if work.holding is not None:
        raise Refused("putback.bin_first", **work.holding.named)
    lacking = [(quant, quant.free) for quant in contents(tx.db, source) if quant.free]
    if not lacking or not work.source_ok:
        raise Refused("scan.not_allowed", command="CMD-SHORT")
    params: Facts = {"units": sum(units for _quant, units in lacking), "tote": source.code}
    before, work.asked_id = work.asked_id, source.id  # never a bin: it stands for this question
    if before != source.id:
        return Verdict("putback.missing_ask", params, {"op": "unusual", "before": before}), False
    entered = [enter(tx, source, quant.sku, quant.lot, -units, MISSING) for quant, units in lacking]
    for each in tx.db.identity_map.values():
        if isinstance(each, Quant):
            tx.db.expire(each)
    waits = any(each.state == "open" for each in entered)
    return Verdict("putback.missing_waits" if waits else "putback.missing", params, {"op": "barrier"}), True
