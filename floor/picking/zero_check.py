"""Zero balance: whoever took the last unit by the book is asked whether the bin is empty, and answers by one scan."""

from sqlalchemy import select, update

from floor.core.transaction import Transaction, Verdict
from floor.stock.bins_to_count import want_counts
from models import PickTask, Place, Quant, Step
from models.undo import EmptyAnswered
from scanners import Scan
from scanners.own_codes import spelled

GOODS = ("sku", "gtin", "gs1")


def ask(tx: Transaction, task: PickTask, verdict: Verdict) -> None:
    """After a line was done: asks where the book says that nothing is left in its bin."""
    here = [line for line in task.lines if line.place_id == task.at_place_id and line.place.kind == "bin"]
    if verdict.code != "pick.line_done" or not here or any(line.state == "open" for line in here):
        return
    left = select(Quant.id).where(Quant.place_id == task.at_place_id, Quant.on_hand > 0).limit(1)
    if tx.db.scalar(left) is None:
        task.empty_line = here[-1].id


def answer(tx: Transaction, task: PickTask, step: Step, scan: Scan) -> Verdict | None:
    """The bin's label says that it is empty. What lies there, or CMD-SKIP, says that it is not: somebody is to count
    it. None for any other scan, which means the next step: whoever has walked on is not called back."""
    line = next(line for line in task.lines if line.id == task.empty_line)
    where, undo = {"location": line.snapshot["place"]}, EmptyAnswered(op="empty_bin", line=line.id)
    if (scan.code or scan.text) in map(spelled, step.codes):
        task.empty_line = None
        tx.db.execute(update(Place).where(Place.id == line.place_id).values(last_counted_at=tx.now))
        return Verdict("pick.bin_empty", where, undo)
    if scan.command == "SKIP" or scan.kind in GOODS:
        task.empty_line = None
        want_counts(tx, [tx.db.get_one(Place, line.place_id)], "zero", urgent=True)
        return Verdict("pick.bin_not_empty", where, undo)
    if scan.kind != "command":
        task.empty_line = None
    return None
