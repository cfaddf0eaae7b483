"""Reads the facts that labels, packing slips, manifests and reports print."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.printing.documents.facts import (
    ManifestFacts,
    ManifestParcel,
    ParcelFacts,
    ReceiptFacts,
    ReceiptLineFacts,
    ShipTo,
    SlipFacts,
    SlipLine,
)
from models import (
    GoodsReceipt,
    GoodsReceiptLine,
    Handover,
    Load,
    Order,
    OrderKit,
    OrderLine,
    Parcel,
    ParcelLabel,
    Refused,
    Warehouse,
)
from models.channels import Policies
from models.parcels import GONE

ALL_PACKED = frozenset({"packed", "staged", "handed_over", "in_transit", "delivered"})


def parcel_facts(session: Session, sscc: str) -> ParcelFacts:
    """Reads the facts of a parcel's label. Raises `Refused`: parcel.unknown, parcel.void_label."""
    return _facts(session, _parcel(session, sscc))


def slip_facts(session: Session, sscc: str) -> SlipFacts:
    """Reads the facts of a packing slip: every line of the order, and what of it is in this parcel.

    Raises `Refused`: parcel.unknown, parcel.void_label.
    """
    parcel = _parcel(session, sscc)
    skus = (
        selectinload(Order.lines).joinedload(OrderLine.sku),
        selectinload(Order.kits).joinedload(OrderKit.sku),
    )
    order = session.scalars(select(Order).where(Order.id == parcel.order_id).options(*skus)).one()
    lines = list[SlipLine]()
    for sent in order.sent:
        apart = isinstance(sent, OrderKit) and not any(line.put_together for line in sent.parts)
        if isinstance(sent, OrderKit) and apart:
            missing = sent.broken("short_approved")
            lines.append(SlipLine(sent.sku.code, sent.sku.name, sent.quantity, 0, missing, kit=True))
        lines += [
            SlipLine(
                sku=line.sku.code if line.sku else line.sku_text,
                name=line.sku.name if line.sku else "",
                ordered=line.quantity,
                in_parcel=parcel.units_of(line.id),
                missing=line.short_approved,
                part=apart,
            )
            for line in sent.parts
        ]
    return SlipFacts(
        _facts(session, parcel), tuple(lines), order.note, order.gift_note, _follows(session, order)
    )


def _follows(session: Session, order: Order) -> bool:
    """Whether what is missing comes later: what is still to be settled, unless its channel cancels it, or what is."""
    if any(line.to_settle for line in order.lines):
        return Policies.of(session)[order.channel] != "cancel_rest"
    first = order.back_order_of or order.id
    later = select(Order.id).where(
        Order.back_order_of == first, Order.id > order.id, Order.status != "cancelled"
    )
    return session.scalar(later.limit(1)) is not None


def _parcel(session: Session, sscc: str) -> Parcel:
    query = (
        select(Parcel)
        .where(Parcel.sscc == sscc)
        .options(joinedload(Parcel.order), selectinload(Parcel.lines))
    )
    parcel = session.scalar(query)
    if parcel is not None and parcel.state not in GONE:
        return parcel
    known = session.scalar(select(ParcelLabel.id).where(ParcelLabel.sscc == sscc))
    raise Refused("parcel.void_label" if known else "parcel.unknown", sscc=sscc)


def _facts(session: Session, parcel: Parcel) -> ParcelFacts:
    order, ship_to = parcel.order, parcel.order.ship_to
    return ParcelFacts(
        sscc=parcel.sscc or "",
        order=order.number,
        ship_to=ShipTo(**{name: ship_to.get(name, "") for name in ShipTo.__dataclass_fields__}),
        carrier=parcel.carrier,
        service=order.service,
        number=parcel.number,
        of=_number_of_parcels(session, order) if order.status in ALL_PACKED else None,
        weight_g=parcel.weight_g,
        training=Warehouse.of(session).training,
    )


def _number_of_parcels(session: Session, order: Order) -> int | None:
    query = select(func.count()).where(Parcel.order_id == order.id, Parcel.state.not_in(GONE))
    return session.scalar(query)


def manifest_facts(session: Session, load_id: int) -> ManifestFacts:
    """Reads the facts of a manifest, which the driver signed. Raises `Refused`: load.not_found,
    load.not_handed_over."""
    load = session.scalar(select(Load).where(Load.id == load_id).options(joinedload(Load.dock)))
    if load is None:
        raise Refused("load.not_found", load=str(load_id))
    signed = session.scalar(select(Handover).where(Handover.load_id == load_id))
    if signed is None:
        raise Refused("load.not_handed_over", work=load.number)
    warehouse = Warehouse.of(session)
    return ManifestFacts(
        load=load.number,
        carrier=load.carrier or "",
        dock=load.dock.code if load.dock else "",
        driver=signed.driver,
        plate=signed.plate,
        handed_over_at=signed.at,
        zone=warehouse.timezone,
        parcels=tuple(ManifestParcel(p["sscc"], p["order"], p["weight_g"]) for p in signed.parcels),
        signature=signed.signature,
        training=warehouse.training,
    )


def receipt_facts(session: Session, receipt_id: int) -> ReceiptFacts:
    """Reads the facts of a delivery's report. Raises `Refused`: receipt.not_found."""
    lines = selectinload(GoodsReceipt.lines).joinedload(GoodsReceiptLine.sku)
    receipt = session.scalar(select(GoodsReceipt).where(GoodsReceipt.id == receipt_id).options(lines))
    if receipt is None:
        raise Refused("receipt.not_found", receipt=str(receipt_id))
    warehouse = Warehouse.of(session)
    return ReceiptFacts(
        work=receipt.number,
        supplier=receipt.supplier or "",
        number=receipt.delivery or "",
        closed_at=receipt.ended_at,
        reason=receipt.closed_because or "",
        zone=warehouse.timezone,
        lines=tuple(_receipt_line(line) for line in receipt.lines),
        training=warehouse.training,
    )


def _receipt_line(line: GoodsReceiptLine) -> ReceiptLineFacts:
    return ReceiptLineFacts(
        line.sku.code, line.sku.name, line.lot, line.expiry.isoformat() if line.expiry else "", line.sscc,
        line.expected, line.counted, line.damaged, tuple(line.because),
    )  # fmt: skip
