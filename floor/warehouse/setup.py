"""A hall is set up: the places that every hall has, its settings, its first carriers, people and programs."""

from zoneinfo import available_timezones

from sqlalchemy import select

from floor.core.transaction import Act
from floor.dispatch.carriers import add_first_carriers
from models import Place, Refused, Warehouse
from models.places import OUTSIDE, SYSTEM


def set_up(act: Act) -> Warehouse:
    """What the rest takes for granted: the system places, the hall's one row of settings, carriers. Makes what is
    missing, changes nothing that is there."""
    there = set(act.db.scalars(select(Place.kind).where(Place.kind.in_((*SYSTEM, *OUTSIDE)))))
    act.db.add_all(Place(code=kind.upper(), kind=kind) for kind in (*SYSTEM, *OUTSIDE) if kind not in there)
    hall = act.db.get(Warehouse, 1)
    if hall is None:
        hall = Warehouse()
        act.db.add(hall)
        add_first_carriers(act)
    act.db.flush()
    return hall


def change_hall(act: Act, /, **settings: str | int | bool | None) -> Warehouse:
    """Sets what is given: name, timezone (IANA), company_prefix (GS1, 4 to 12 digits), weight_tolerance_g,
    weight_tolerance_percent, training. Raises `Refused("warehouse.bad_…")`."""
    hall = set_up(act)
    wanted = {name: value for name, value in settings.items() if value is not None}
    prefix, zone = str(wanted.get("company_prefix", "9521321")), wanted.get("timezone", "UTC")
    if not (prefix.isascii() and prefix.isdigit() and 4 <= len(prefix) <= 12):
        raise Refused("warehouse.bad_company_prefix", sent=prefix)
    if zone not in available_timezones():
        raise Refused("warehouse.bad_timezone", sent=zone)
    for name, value in wanted.items():
        setattr(hall, name, value)
    act.changed("board")
    return hall
