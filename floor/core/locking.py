"""Row locks, in one place and one order: work, then orders, then quants by id.

On SQLite the process-wide write lock is held already and FOR UPDATE says nothing; on PostgreSQL each row is read
again under its lock, so that nobody decides on what somebody else has just changed.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from floor.core.transaction import Transaction
from models import Base, Order, Quant, Refused, Wave, Work


def locked(query: Select[Any], of: type[Base] | None = None) -> Select[Any]:
    """The query with its rows locked; with `of` only those of that noun, not those that are read along with them."""
    return query.with_for_update(of=of).execution_options(populate_existing=True)


def lock_work(tx: Transaction, work_id: int) -> Work:
    """The work with this id, locked. Raises `Refused`: work.not_found."""
    work: Work | None = tx.db.scalar(locked(select(Work).where(Work.id == work_id), of=Work))
    if work is None:
        raise Refused("work.not_found", work=work_id)
    return work


def lock_wave(tx: Transaction, wave_id: int) -> Wave:
    """The wave with this id, locked. Raises `Refused`: wave.not_found."""
    wave: Wave | None = tx.db.scalar(locked(select(Wave).where(Wave.id == wave_id)))
    if wave is None:
        raise Refused("wave.not_found", wave=wave_id)
    return wave


def lock_orders(tx: Transaction, ids: Iterable[int]) -> list[Order]:
    """These orders with their lines, locked in order of id.

    Raises `Refused`: order.not_found (one of them is missing).
    """
    wanted = sorted(set(ids))
    query = select(Order).where(Order.id.in_(wanted)).order_by(Order.id).options(selectinload(Order.lines))
    orders = list(tx.db.scalars(locked(query)))
    missing = set(wanted) - {order.id for order in orders}
    if missing:
        raise Refused("order.not_found", order=min(missing))
    return orders


def lock_order(tx: Transaction, order_id: int) -> Order:
    return lock_orders(tx, [order_id])[0]


def lock_order_alone(tx: Transaction, order_id: int) -> Order:
    """Locks an order without its lines, to change its state alone."""
    order: Order = tx.db.scalars(locked(select(Order).where(Order.id == order_id))).one()
    return order


def lock_quants(tx: Transaction, ids: Iterable[int]) -> list[Quant]:
    query = select(Quant).where(Quant.id.in_(sorted(set(ids)))).order_by(Quant.id)
    return list(tx.db.scalars(locked(query)))
