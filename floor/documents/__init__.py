"""Labels, slips, manifests and cards: from plain facts to bytes, with no database and no web."""

from floor.documents.facts import (
    LocationFacts,
    ManifestFacts,
    ManifestParcel,
    ParcelFacts,
    ShipTo,
    SlipFacts,
    SlipLine,
    ToteFacts,
)
from floor.documents.floor_labels import command_card_pdf, location_labels_pdf, tote_labels_pdf
from floor.documents.manifest import manifest_csv, manifest_pdf
from floor.documents.packing_slip import packing_slip_pdf
from floor.documents.parcel_label import parcel_label_pdf
from floor.documents.parcel_zpl import parcel_label_zpl
from floor.documents.signature import read_signature
from floor.documents.symbols import qr_png, qr_terminal

__all__ = [
    "LocationFacts",
    "ManifestFacts",
    "ManifestParcel",
    "ParcelFacts",
    "ShipTo",
    "SlipFacts",
    "SlipLine",
    "ToteFacts",
    "command_card_pdf",
    "location_labels_pdf",
    "manifest_csv",
    "manifest_pdf",
    "packing_slip_pdf",
    "parcel_label_pdf",
    "parcel_label_zpl",
    "qr_png",
    "qr_terminal",
    "read_signature",
    "tote_labels_pdf",
]
