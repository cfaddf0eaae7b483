"""X12 945: what became of a depositor's order, parcel by parcel, once it has left."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload, undefer

from floor.integration.edi.interchange import Document, opened, written
from models import ChannelMessage, Order, OrderLine, Parcel, Refused, Sku

SHIPPED: tuple[str, ...] = ("handed_over", "in_transit", "delivered", "returned")
COMPLETE, BACK_ORDERED, NOT_SENT = "CC", "BP", "CP"  # element 368


def advice_of(session: Session, order_id: int) -> bytes:
    """The 945 of an order that came by a 940 and has left; the same each time.

    Raises `Refused`: order.not_found, edi.not_by_edi, edi.not_shipped, message.content_gone.
    """
    order = session.get(Order, order_id)
    if order is None:
        raise Refused("order.not_found", order=order_id)
    came = select(ChannelMessage).where(ChannelMessage.order_id == order_id, ChannelMessage.kind == "x12")
    message = session.scalars(
        came.order_by(ChannelMessage.id).options(undefer(ChannelMessage.content))
    ).first()
    if message is None:
        raise Refused("edi.not_by_edi", number=order.number)
    if order.status not in SHIPPED:
        raise Refused("edi.not_shipped", number=order.number)
    if message.content is None:
        raise Refused("message.content_gone", days=14)
    [document] = opened(message.content)
    parcels = list(
        session.scalars(
            select(Parcel)
            .where(Parcel.order_id == order_id, Parcel.state == "handed_over")
            .options(selectinload(Parcel.lines))
            .order_by(Parcel.number)
        )
    )
    left = max((each.closed_at for each in parcels if each.closed_at), default=order.received_at)
    segments = list(_segments(session, document, order, parcels, f"{left:%Y%m%d}"))
    return written(document, "SW", message.id, [("945", segments)], left)


def _segments(
    session: Session, document: Document, order: Order, parcels: list[Parcel], day: str
) -> Iterator[list[str]]:
    head = next(each for each in document.segments if each.tag == "W05")
    address = order.ship_to
    yield ["W06", "N", order.number, day, str(order.id), "", head[3]]
    yield ["N1", "ST", address.get("name", "")]
    yield ["N3", address.get("street", "")]
    yield ["N4", address.get("city", ""), "", address.get("postcode", ""), address.get("country", "")]
    yield ["G62", "11", day]
    yield ["W27", "M", order.carrier]
    codes: dict[int, str] = dict(
        session.execute(select(Sku.id, Sku.code).join(OrderLine).where(OrderLine.order_id == order.id)).all()
    )
    for at, parcel in enumerate(parcels, start=1):
        yield ["LX", str(at)]
        yield ["MAN", "GM", f"00{parcel.sscc}"]
        for line in parcel.lines:
            if line.quantity:
                units = str(line.quantity)
                yield ["W12", COMPLETE, units, units, "0", "EA", "", "VN", codes.get(line.sku_id, "")]
    yield from _missing(session, order, codes, len(parcels) + 1)
    grams = sum(each.weight_g or 0 for each in parcels)
    yield ["W03", str(sum(each.units for each in parcels)), f"{grams / 1000:.3f}", "KG"]


def _missing(session: Session, order: Order, codes: dict[int, str], at: int) -> Iterator[list[str]]:
    """What was left out: it follows as a back-order, or it does not."""
    follows = session.scalar(select(func.count()).where(Order.back_order_of == order.id))
    missing = [(line, line.quantity - line.packed) for line in order.lines if line.packed < line.quantity]
    if missing:
        yield ["LX", str(at)]
    for line, units in missing:
        why = BACK_ORDERED if follows else NOT_SENT
        yield [
            "W12",
            why,
            str(units),
            "0",
            str(units),
            "EA",
            "",
            "VN",
            codes.get(line.sku_id or 0, line.sku_text),
        ]
