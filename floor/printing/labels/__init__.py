"""Labels that the floor scans: from plain facts to SVG, PNG, PDF and ZPL, with no database and no web."""

from collections.abc import Callable, Sequence
from typing import Any

from floor.printing.documents.facts import ParcelFacts
from floor.printing.labels import parcel, warehouse
from floor.printing.labels.drawing import Label
from floor.printing.labels.facts import (
    BadgeFacts,
    CardFacts,
    CommandFacts,
    LoadFacts,
    LocationFacts,
    PalletFacts,
    SkuFacts,
    UnitFacts,
)
from floor.printing.labels.pdf import pdf
from floor.printing.labels.raster import png
from floor.printing.labels.sheets import PAPERS
from floor.printing.labels.svg import svg
from floor.printing.labels.zpl import zpl
from models import Refused

CodedFacts = LocationFacts | UnitFacts | SkuFacts | BadgeFacts | CommandFacts | CardFacts | LoadFacts
Facts = CodedFacts | ParcelFacts | PalletFacts
FORMATS = {
    "pdf": "application/pdf",
    "zpl": "application/vnd.zebra.zpl",
    "svg": "image/svg+xml",
    "png": "image/png",
}
_DRAWN: dict[type, Callable[[Any, str], Label]] = {
    LocationFacts: warehouse.location_label,
    UnitFacts: warehouse.unit_label,
    SkuFacts: warehouse.sku_label,
    BadgeFacts: warehouse.badge_label,
    CommandFacts: warehouse.command_label,
    CardFacts: warehouse.command_card,
    ParcelFacts: parcel.parcel_label,
    LoadFacts: parcel.load_label,
    PalletFacts: parcel.pallet_label,
}


def draw(facts: Facts, language: str) -> Label:
    return _DRAWN[type(facts)](facts, language)


def make(facts: Sequence[Facts], form: str, language: str, paper: str | None = None, dpi: int = 203) -> bytes:
    """All labels as one file. `form` is one of FORMATS; `paper`, a name in PAPERS, counts for PDF, `dpi` for ZPL.

    Raises `Refused`: label.none, label.one_only (SVG and PNG hold one), label.paper_too_small.
    """
    if not facts:
        raise Refused("label.none")
    if form in ("svg", "png") and len(facts) > 1:
        raise Refused("label.one_only", count=len(facts), form=form.upper())
    labels = [draw(each, language) for each in facts]
    if form == "pdf":
        return pdf(labels, PAPERS[paper] if paper else None)
    if form == "zpl":
        return zpl(labels, dpi)
    return svg(labels[0]) if form == "svg" else png(labels[0])
