"""What a packer may ask of the order in hand: whose it is, and what lies in the box."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from floor.packing.sessions import load
from models import PackSession, Refused, Warehouse, Work


@dataclass(frozen=True, slots=True)
class Units:
    """So many units of a SKU; `picture` is the file of what it looks like."""

    sku: str
    name: str
    picture: str
    units: int


@dataclass(frozen=True, slots=True)
class Box:
    """The parcel in work and its order. `left`: what is still to be scanned; None where packers count blind."""

    order: str
    customer: str
    country: str
    service: str
    parcel: int | None
    inside: list[Units]
    left: list[Units] | None


def box_of(session: Session, work_id: int) -> Box:
    """The box of an open pack work. Raises `Refused`: work.not_found."""
    work = session.get(Work, work_id)
    if not isinstance(work, PackSession):
        raise Refused("work.not_found", work=work_id)
    work = load(session, work_id)
    to, parcel = work.order.ship_to, work.parcel
    inside: dict[int, int] = {}
    for line in parcel.lines if parcel else ():
        inside[line.order_line_id] = inside.get(line.order_line_id, 0) + line.quantity
    left = {line.id: units for line, _goods, units in work.goods_left}
    return Box(
        order=work.order.number, customer=str(to.get("name", "")), country=str(to.get("country", "")),
        service=work.order.service, parcel=parcel.number if parcel else None,
        inside=_units(work, inside), left=_units(work, left) if Warehouse.of(session).pack_list else None,
    )  # fmt: skip


def _units(work: PackSession, by_line: dict[int, int]) -> list[Units]:
    goods = work.goods
    return [
        Units(goods[line].code, goods[line].name, goods[line].picture, units)
        for line, units in by_line.items()
        if units
    ]
