"""A hold and a wave want the same stock at the same moment: whoever comes second sees the first, and no held unit stays
promised; on both databases."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from floor.invariants import findings
from floor.planning import waves
from floor.supervision.stock_holds import end_hold, hold_stock
from models import Allocation, Quant


def test_no_race_leaves_held_stock_promised(hands, ready, database):
    boss, other = hands("supervisor"), hands("admin")
    with ThreadPoolExecutor(2) as pool:
        for _round in range(6):
            order = ready({"MUG": 3, "LAMP": 2})
            planned = pool.submit(other.do, waves.plan_wave, [order], release=_round % 2 == 0)
            held = pool.submit(boss.do, hold_stock, "MUG", "", "", "race").result()
            planned.result()
            with database.reading() as session:
                promised = select(func.sum(Allocation.quantity)).join(Allocation.quant)
                assert not session.scalar(promised.where(Quant.sku.has(code="MUG")))
                assert findings(session) == []
            boss.do(end_hold, held.hold.id)
