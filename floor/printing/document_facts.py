"""Reads the facts that labels, packing slips and manifests print."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.printing.documents.facts import (
    ManifestFacts,
    ManifestParcel,
    ParcelFacts,
    ShipTo,
    SlipFacts,
    SlipLine,
)
from models import Handover, Load, Order, OrderLine, Parcel, ParcelLabel, Refused, Warehouse
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
    query = select(OrderLine).where(OrderLine.order_id == parcel.order_id).options(joinedload(OrderLine.sku))
    lines = tuple(
        SlipLine(
            sku=line.sku.code if line.sku else line.sku_text,
            name=line.sku.name if line.sku else "",
            ordered=line.quantity,
            in_parcel=parcel.units_of(line.id),
            missing=line.short_approved,
        )
        for line in session.scalars(query.order_by(OrderLine.position))
    )
    return SlipFacts(_facts(session, parcel), lines, parcel.order.note)


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
