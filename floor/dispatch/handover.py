"""The handover: the driver signs, and the parcels aboard belong to the carrier."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from floor.core.locking import lock_orders, locked
from floor.core.transaction import ORDERS, Transaction, work_topics
from floor.dispatch import loading, waiting
from floor.orders import progress
from floor.printing.documents.signature import read_signature
from floor.stock.ledger import move, outside
from floor.work.claims import end_claims
from models import Handover, Load, Order, Parcel, Place, Refused, Serial
from models.loads import HandedOver

LONGEST_NAME = 80
LONGEST_PLATE = 20


@dataclass(frozen=True, slots=True)
class Driver:
    """Who takes the load. `signature` is an SVG path or a PNG data URL, drawn on the screen."""

    name: str
    plate: str
    signature: str


def hand_over(tx: Transaction, load_id: int, driver: str, plate: str, signature: str) -> Load:
    """Ends a closed load: its parcels leave the warehouse, its orders are handed over when all their parcels have
    gone.

    Raises `Refused`: load.not_found, work.closed, load.not_closed, load.driver_missing, load.plate_missing,
    load.empty, load.take_off (a cancelled parcel is aboard), load.order_held, and those of `read_signature`.
    """
    signed = _checked(driver, plate, signature)
    work = loading.find_load(tx, load_id)
    if not work.load_closed:
        raise Refused("load.not_closed", work=work.number)
    waiting.check_cancelled(tx, work)
    parcels = _aboard(tx, work)
    orders = lock_orders(tx, {parcel.order_id for parcel in parcels})
    waiting.check_held(tx, work)
    customer = outside(tx.db, "customer")
    for parcel in parcels:
        _send(tx, work, parcel, customer)
    tx.db.flush()
    work.do("finish", tx.now)
    end_claims(tx, work)
    written = _write_handover(tx, work, signed, parcels, {order.id: order for order in orders})
    for order in orders:
        progress.follow_parcels(tx, order)
    tx.tell(
        "load.handed_over", load=str(work.id), number=work.number, carrier=work.carrier,
        parcels=[parcel.sscc for parcel in parcels], handover=written.digest,
    )  # fmt: skip
    tx.changed(work_topics(work.id), ORDERS)
    return work


def _checked(driver: str, plate: str, signature: str) -> Driver:
    name, number = " ".join(driver.split()), " ".join(plate.split()).upper()
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("load.driver_missing", most=LONGEST_NAME)
    if not 0 < len(number) <= LONGEST_PLATE:
        raise Refused("load.plate_missing", most=LONGEST_PLATE)
    read_signature(signature)
    return Driver(name, number, signature)


def _aboard(tx: Transaction, work: Load) -> list[Parcel]:
    query = (
        select(Parcel)
        .where(Parcel.load_id == work.id, Parcel.state == "loaded")
        .options(joinedload(Parcel.place), selectinload(Parcel.lines))
        .order_by(Parcel.id)
    )
    parcels = list(tx.db.scalars(locked(query, of=Parcel)))
    if not parcels:
        raise Refused("load.empty", work=work.number)
    return parcels


def _send(tx: Transaction, work: Load, parcel: Parcel, customer: Place) -> None:
    """Everything in the box goes to the customer, in the ledger too."""
    parcel.do("hand_over")
    parcel.place.at = None
    for inside in parcel.lines:
        serials: list[Serial | None] = [*_serials(tx, parcel, inside.sku_id, inside.quantity)] or [None]
        for serial in serials if inside.quantity else ():
            move(
                tx, inside.sku_id, inside.lot_id, 1 if serial else inside.quantity, parcel.place, customer,
                "handover", work_id=work.id, order_line_id=inside.order_line_id,
                serial=serial.code if serial else None,
            )  # fmt: skip
            if serial:
                serial.place_id = customer.id


def _serials(tx: Transaction, parcel: Parcel, sku_id: int, units: int) -> list[Serial]:
    query = select(Serial).where(Serial.place_id == parcel.place_id, Serial.sku_id == sku_id)
    return list(tx.db.scalars(query.order_by(Serial.id).limit(units)))


def _write_handover(
    tx: Transaction, work: Load, driver: Driver, parcels: list[Parcel], orders: dict[int, Order]
) -> Handover:
    """The carrier's receipt; it keeps what was aboard as it was then."""
    aboard: list[HandedOver] = [
        {"sscc": parcel.sscc, "order": orders[parcel.order_id].number, "weight_g": parcel.weight_g}
        for parcel in parcels
    ]
    written = Handover(
        load_id=work.id, driver=driver.name, plate=driver.plate, signature=driver.signature,
        person_id=tx.actor.person_id, at=tx.now, parcels=aboard,
    )  # fmt: skip
    tx.db.add(written)
    return written
