"""Locations from CSV rows."""

import re
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import select

from floor.core import columns
from floor.core.columns import Outcome, Row, by_code, each, update
from floor.core.transaction import Transaction
from models import Place, Quant, Refused
from models.places import TEMPERATURES
from models.spelling import fold
from scanners import own_labels

LOCATION_KINDS: Final = ("bin", "station", "stage", "dock")

_CHECK: Final = re.compile(r"[0-9]{2}", re.ASCII)

_UNIT_CODE: Final = re.compile(r"(TOTE|CART|PCL)-", re.IGNORECASE)


def put_locations(tx: Transaction, rows: Sequence[Row]) -> list[Outcome]:
    """code, kind, zone, aisle, bay, level, check, x_m, y_m, max_volume_l, max_weight_kg, temperature, reserve,
    cross_dock.

    A row may be answered with `Refused`: location.bad_check, location.no_dock, location.code_taken, location.in_use,
    and what the columns say.
    """
    known = by_code(tx, Place.code, (row.get("code", "") for row in rows))

    def put(row: Row) -> Outcome:
        code = columns.name(row, "code", own_labels.location_code)
        values: dict[str, Any] = {
            column: columns.text(row, column) for column in ("zone", "aisle", "bay", "level")
        }
        values |= {"kind": columns.choice(row, "kind", LOCATION_KINDS), "check": columns.text(row, "check")}
        values |= {column: columns.metres(row, column) for column in ("x_m", "y_m")}
        values |= {column: columns.limit(row, column) for column in ("max_volume_l", "max_weight_kg")}
        values |= {"temperature": columns.choice(row, "temperature", TEMPERATURES)}
        values |= {
            name: columns.choice(row, name, ("no", "yes")) == "yes" for name in ("reserve", "cross_dock")
        }
        if values["check"] and not _CHECK.fullmatch(values["check"]):
            raise Refused("location.bad_check", column="check", sent=values["check"])
        if values["cross_dock"] and values["kind"] not in ("dock", "stage"):
            raise Refused("location.no_dock", column="cross_dock", location=code)
        place = known.get(fold(code))
        if _UNIT_CODE.match(code) or (place and place.kind not in LOCATION_KINDS):
            raise Refused("location.code_taken", column="code", location=code)
        if place is None:
            known[fold(code)] = Place(code=code, **values)
            tx.db.add(known[fold(code)])
            return "loaded"
        if place.kind != values["kind"] and _holds_stock(tx, place):
            raise Refused("location.in_use", column="kind", location=code)
        return update(place, values)

    return each(rows, put)


def _holds_stock(tx: Transaction, place: Place) -> bool:
    query = select(Quant.id).where(Quant.place_id == place.id, Quant.on_hand > 0).limit(1)
    return tx.db.scalar(query) is not None
