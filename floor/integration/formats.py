"""The files that `floor load` knows: their names, their columns, and what takes their rows."""

from collections.abc import Callable
from dataclasses import dataclass

from floor.catalogue import in_store, kits
from floor.catalogue import rows as catalogue_rows
from floor.core.columns import Outcome
from floor.people import rows as people_rows
from floor.putaway import faces
from floor.receiving import csv_deliveries
from floor.stock import opening_balance
from floor.warehouse import locations

Put = Callable[..., list[Outcome]]
BATCH = 500


@dataclass(frozen=True)
class Format:
    """One kind of file. `key`: the columns that name a row; `put` takes rows and answers for each."""

    name: str
    required: tuple[str, ...]
    others: tuple[str, ...]
    key: tuple[str, ...]
    put: Put | None = None
    batch: int = BATCH

    @property
    def columns(self) -> tuple[str, ...]:
        return self.required + self.others


FORMATS = (
    Format("people", ("badge", "pin", "name", "roles"), ("language",), ("badge",), people_rows.put_people, batch=1),
    Format(
        "cartons",
        ("code", "inner_length_mm", "inner_width_mm", "inner_height_mm", "max_weight_g"),
        ("name", "tare_g"),
        ("code",),
        catalogue_rows.put_cartons,
    ),
    Format("in_store", ("prefix", "item", "value"), ("means", "decimals", "check_at"), ("prefix",), in_store.put_forms),
    Format(
        "skus",
        ("sku",),
        (
            "name", "barcodes", "weight_g", "length_mm", "width_mm", "height_mm", "handling", "track",
            "shelf_life_days", "weight_tolerance_percent", "home_zone", "min_units",
            "min_days_left", "too_short",
        ),
        ("sku",),
        catalogue_rows.put_skus,
    ),
    Format("components", ("kit", "component", "quantity"), (), ("kit", "component"), kits.put_components),
    Format(
        "locations",
        ("code", "kind"),
        (
            "zone", "aisle", "bay", "level", "check", "x_m", "y_m", "max_volume_l", "max_weight_kg", "temperature",
            "reserve",
        ),
        ("code",),
        locations.put_locations,
    ),
    Format(
        "pick_faces",
        ("location", "sku", "min", "max"),
        (),
        ("location", "sku"),
        faces.put_faces,
    ),
    Format(
        "stock",
        ("location", "sku", "quantity"),
        ("lot", "expiry"),
        ("location", "sku", "lot"),
        opening_balance.put_stock,
    ),
    Format(
        "receipts",
        csv_deliveries.REQUIRED,
        csv_deliveries.COLUMNS[len(csv_deliveries.REQUIRED) :],
        ("supplier", "number"),
    ),
    Format(
        "orders",
        ("channel", "number", "paid", "name", "street", "city", "country", "sku", "quantity"),
        (
            "placed_at", "priority", "due", "postcode", "phone", "email", "service", "unit_price", "company", "street2",
            "street3", "district", "state", "note", "delivery_note", "gift_note",
        ),
        ("channel", "number"),
    ),
)  # fmt: skip
