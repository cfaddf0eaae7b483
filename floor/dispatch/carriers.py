"""Chooses the carrier of a parcel by a table of rules."""

from collections.abc import Mapping

from sqlalchemy import select

from floor.core.transaction import ALERTS, BOARD, Transaction
from floor.work.questions import with_record
from models import Alert, Carrier, CarrierRule, Order, Refused
from models.base import Value

EVERY_WORKDAY = {str(day): "17:00" for day in range(5)}
FIRST_CARRIERS = {"EXPRESS": "Express", "POST": "Parcel post", "FREIGHT": "Freight"}
FIRST_RULES = (("EXPRESS", "express", 30_000), ("POST", "", 30_000), ("FREIGHT", "", None))


def choose(tx: Transaction, order: Order, weight_g: int) -> str:
    """Chooses the carrier for a parcel of this gross weight in g: the order's own, else that of the first rule that
    fits.

    Raises `Refused`: carrier.none, which also alerts the supervisors (a rule is missing).
    """
    if order.carrier:
        return order.carrier
    country = str(order.ship_to.get("country", ""))
    for rule in tx.db.scalars(select(CarrierRule).order_by(CarrierRule.position, CarrierRule.id)):
        if rule.fits(order.service, country, weight_g):
            return rule.carrier
    params: dict[str, Value] = {
        "order": order.number,
        "service": order.service,
        "country": country,
        "weight_g": weight_g,
    }

    def alert(recording: Transaction) -> None:
        same = select(Alert).where(Alert.code == "carrier.none", Alert.solved_at.is_(None))
        if not any(known.params == params for known in recording.db.scalars(same)):
            recording.db.add(Alert(code="carrier.none", params=params, at=recording.now))
            recording.changed(ALERTS)

    raise with_record(Refused("carrier.none", **params), alert)


def add_carrier(tx: Transaction, code: str, name: str, cutoffs: Mapping[str, str]) -> Carrier:
    """Adds a carrier; `cutoffs` as in models.Carrier. Raises `Refused`: carrier.exists."""
    if tx.db.scalar(select(Carrier.id).where(Carrier.code == code)) is not None:
        raise Refused("carrier.exists", carrier=code)
    carrier = Carrier(code=code, name=name, cutoffs=dict(cutoffs))
    tx.db.add(carrier)
    tx.db.flush()
    tx.changed(BOARD)
    return carrier


def add_first_carriers(tx: Transaction) -> None:
    """Adds the carriers of a new warehouse: express by EXPRESS, the rest by POST, parcels over 30 kg by FREIGHT.
    Changes nothing where there are carriers."""
    if tx.db.scalar(select(Carrier.id).limit(1)) is not None:
        return
    for code, name in FIRST_CARRIERS.items():
        add_carrier(tx, code, name, EVERY_WORKDAY)
    for position, (carrier, service, most) in enumerate(FIRST_RULES, 1):
        tx.db.add(CarrierRule(position=position, carrier=carrier, service=service, max_weight_g=most))
