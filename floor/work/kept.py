"""Which work is kept between two scans, and the records that it then consists of: what they say was fixed when it was
begun."""

from collections.abc import Mapping

from models import (
    Barcode,
    CountLine,
    CountTask,
    CycleCount,
    GoodsReceipt,
    GoodsReceiptLine,
    Lot,
    Person,
    PickLine,
    PickTask,
    Place,
    Sku,
    TaskTote,
)

LASTING: Mapping[type, frozenset[type]] = {
    PickTask: frozenset({PickTask, PickLine, TaskTote, Person}),
    GoodsReceipt: frozenset({GoodsReceipt, GoodsReceiptLine, Person}),
    CountTask: frozenset({CountTask, CountLine, CycleCount, Place, Sku, Barcode, Lot, Person}),
}
