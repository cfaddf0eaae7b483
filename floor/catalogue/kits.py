"""Bills of components: what one kit is made of, down to goods that are no kits."""

from collections import Counter
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from floor.core import columns
from floor.core.chunks import parts
from floor.core.columns import Outcome, Row, each
from floor.core.locking import locked
from floor.core.transaction import Transaction
from models import KitComponent, Refused, Sku, Warehouse
from models.kits import MOST_IN_KIT


class Bills(dict[int, dict[int, int]]):
    """By the kit's id, the units of each SKU in one of it, kits among them."""

    @classmethod
    def of(cls, session: Session, sku_ids: Iterable[int]) -> "Bills":
        """Those of these SKUs, and of the kits in them. Nothing for a SKU that is no kit."""
        bills, asked, more = cls(), set[int](), set(sku_ids)
        while more:
            asked |= more
            found: set[int] = set()
            for some in parts(sorted(more)):
                for part in session.scalars(select(KitComponent).where(KitComponent.kit_id.in_(some))):
                    bills.setdefault(part.kit_id, {})[part.sku_id] = part.quantity
                    found.add(part.sku_id)
            more = found - asked
        return bills

    def whole(self, sku_id: int) -> dict[int, int]:
        """The goods in one kit that are no kits, with their units, in the order in which they were said."""
        units: Counter[int] = Counter()
        for component, quantity in self[sku_id].items():
            if component in self:
                for goods, inside in self.whole(component).items():
                    units[goods] += inside * quantity
            else:
                units[component] += quantity
        return dict(units)

    def holds(self, sku_id: int, other: int) -> bool:
        """Whether the SKU is the other one, or has it in it, however deep."""
        return sku_id == other or any(self.holds(component, other) for component in self.get(sku_id, ()))


def put_components(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """kit, component, quantity: units of a SKU in one kit.

    A row may be answered with `Refused`: kit.unknown_sku, kit.of_itself, kit.too_many, and what the columns say.
    """
    _alone(tx)
    codes = columns.readable(row.get(column, "") for row in rows for column in ("kit", "component"))
    skus = {sku.code: sku.id for sku in tx.db.scalars(select(Sku).where(Sku.code.in_(codes)))}
    bills = Bills.of(tx.db, skus.values())

    def put(row: Row) -> Outcome:
        kit, component = (_known(skus, row, column) for column in ("kit", "component"))
        quantity = columns.whole(row, "quantity", least=1)
        if bills.get(kit, {}).get(component) == quantity:
            return "unchanged"
        _add(tx, bills, kit, component, quantity, row)
        return "loaded"

    return each(rows, put)


def set_components(tx: Transaction, kit: str, components: Sequence[Row]) -> int:
    """Says anew what one kit is made of; nothing makes it a SKU like others. Answers its id. Orders that came before
    stay as they are.

    Raises `Refused`: kit.unknown_sku, kit.of_itself, kit.too_many, kit.named_twice, and what the columns say.
    """
    _alone(tx)
    rows = [{**row, "kit": kit} for row in components]
    codes = columns.readable([kit, *(row["component"] for row in rows)])
    skus = {sku.code: sku.id for sku in tx.db.scalars(select(Sku).where(Sku.code.in_(codes)))}
    kit_id = _known(skus, {"kit": kit}, "kit")
    tx.db.execute(delete(KitComponent).where(KitComponent.kit_id == kit_id))
    bills = Bills.of(tx.db, skus.values())
    for row in rows:
        component = _known(skus, row, "component")
        if component in bills.get(kit_id, {}):
            raise Refused("kit.named_twice", column="component", sku=row["component"])
        _add(tx, bills, kit_id, component, columns.whole(row, "quantity", least=1), row)
    return kit_id


def _alone(tx: Transaction) -> None:
    """One at a time: of two who look at the same moment each could close the circle that the other does not see."""
    tx.db.execute(locked(select(Warehouse.id)))


def _known(skus: dict[str, int], row: Row, column: str) -> int:
    code = columns.code(row, column)
    if code not in skus:
        raise Refused("kit.unknown_sku", column=column, sku=code)
    return skus[code]


def _add(tx: Transaction, bills: Bills, kit: int, component: int, quantity: int, row: Row) -> None:
    if quantity > MOST_IN_KIT:
        raise Refused("kit.too_many", column="quantity", sku=row["component"], most=MOST_IN_KIT)
    if bills.holds(component, kit):
        raise Refused("kit.of_itself", column="component", kit=row["kit"], sku=row["component"])
    tx.db.merge(KitComponent(kit_id=kit, sku_id=component, quantity=quantity))
    bills.setdefault(kit, {})[component] = quantity
