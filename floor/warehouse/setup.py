"""A warehouse is set up: the places that every warehouse has, its settings, its first carriers, people and programs."""

from zoneinfo import available_timezones

from sqlalchemy import select

from floor.core.transaction import BOARD, Transaction
from floor.dispatch.carriers import add_first_carriers
from models import Place, Refused, Warehouse
from models.places import OUTSIDE, SYSTEM


def set_up(tx: Transaction) -> Warehouse:
    """What the rest takes for granted: the system places, the warehouse's one row of settings, carriers. Makes what is
    missing, changes nothing that is there."""
    there = set(tx.db.scalars(select(Place.kind).where(Place.kind.in_((*SYSTEM, *OUTSIDE)))))
    tx.db.add_all(Place(code=kind.upper(), kind=kind) for kind in (*SYSTEM, *OUTSIDE) if kind not in there)
    warehouse = tx.db.get(Warehouse, 1)
    if warehouse is None:
        warehouse = Warehouse()
        tx.db.add(warehouse)
        add_first_carriers(tx)
    tx.db.flush()
    return warehouse


def change_warehouse(tx: Transaction, /, **settings: str | int | bool | None) -> Warehouse:
    """Sets what is given: name, timezone (IANA), company_prefix (GS1, 4 to 12 digits), weight_tolerance_g,
    weight_tolerance_percent, training, supervisor_pin_digits, pack_list, cover_days, adjustment_units,
    zero_check, count_pass_units, count_pass_value, count_bins_a_day, count_within_days.

    Raises `Refused`: warehouse.bad_company_prefix, warehouse.bad_timezone.
    """
    warehouse = set_up(tx)
    wanted = {name: value for name, value in settings.items() if value is not None}
    prefix, zone = str(wanted.get("company_prefix", "9521321")), wanted.get("timezone", "UTC")
    if not (prefix.isascii() and prefix.isdigit() and 4 <= len(prefix) <= 12):
        raise Refused("warehouse.bad_company_prefix", sent=prefix)
    if zone not in available_timezones():
        raise Refused("warehouse.bad_timezone", sent=zone)
    for name, value in wanted.items():
        setattr(warehouse, name, value)
    tx.changed(BOARD)
    return warehouse
