"""What is fixed of an order's goods when it has been picked, so that packing asks no catalogue."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from floor.core.transaction import Transaction
from models import InStoreForm, Order, OrderKit, OrderLine, Sku
from models.packed_goods import Goods, GoodsSnapshot
from models.weighed import weighed_of


def snapshot_of(tx: Transaction, order: Order) -> dict[str, GoodsSnapshot]:
    """What the packer will have to know of the order's goods, by order line id."""
    query = select(OrderLine).where(OrderLine.order_id == order.id, OrderLine.sku_id.is_not(None))
    query = query.options(
        joinedload(OrderLine.sku).selectinload(Sku.barcodes),
        joinedload(OrderLine.kit).joinedload(OrderKit.sku),
    )
    forms = tx.db.scalars(select(InStoreForm)).all()
    return {
        str(line.id): Goods.of(
            line.sku,
            weighed_of(line.sku, forms),
            f"{line.kit.quantity} × {line.kit.sku.code}" if line.kit and not line.put_together else "",
        ).snapshot
        for line in tx.db.scalars(query.order_by(OrderLine.position, OrderLine.id))
        if line.sku
    }
