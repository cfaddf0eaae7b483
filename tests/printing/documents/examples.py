"""Facts that several tests start from: names as they stand on real boxes."""

from datetime import UTC, datetime

from floor.printing.documents.facts import (
    ManifestFacts,
    ManifestParcel,
    ParcelFacts,
    ShipTo,
    SlipFacts,
    SlipLine,
)
from scanners import gs1

STROKES = "M20 60 C40 10 60 10 70 50 L120 30 Q150 90 180 40 L290 45"

SHIP_TO = {
    "latin": ShipTo(
        "Zoë Brontë-Ångström", "12 Rosemary Lane", "Banbury", "OX15 0SE", "GB", "+44 1869 338 000"
    ),
    "simplified": ShipTo("欧阳建国", "中关村大街27号", "北京市海淀区", "100080", "CN"),
    "traditional": ShipTo("陳怡君", "市府路45號", "臺北市信義區", "110", "TW"),
    "japanese": ShipTo("渡辺 さくら", "千代田1-1 コーポ", "東京都", "100-0001", "JP"),
    "cyrillic": ShipTo("Анна Иванова", "ул. Ленина, 5", "София", "1000", "BG"),
}


def parcel(ship_to: str | ShipTo = "latin", **changed) -> ParcelFacts:
    values = {
        "sscc": "340123450000000017",
        "order": "536365",
        "ship_to": ship_to if isinstance(ship_to, ShipTo) else SHIP_TO[ship_to],
        "carrier": "Royal Mail",
        "service": "Tracked 24",
        "number": 1,
        "of": 2,
        "weight_g": 1250,
    }
    return ParcelFacts(**{**values, **changed})


def slip(lines: int = 3, **changed) -> SlipFacts:
    names = ("WHITE HANGING HEART T-LIGHT HOLDER", "白色心形烛台", "奶油色衣架")
    return SlipFacts(
        parcel(**changed), tuple(SlipLine(f"SKU{n:04d}", names[n % 3], 6, 5, 1) for n in range(lines)), "謝謝"
    )


def sscc(serial: int) -> str:
    return gs1.sscc("4012345", 3, serial)


def manifest(parcels: int | tuple[ManifestParcel, ...] = 2, **changed) -> ManifestFacts:
    if isinstance(parcels, int):
        parcels = tuple(ManifestParcel(sscc(n), f"5363{n}", 1000 + n) for n in range(parcels))
    values = {
        "load": "LOAD-000007",
        "carrier": "顺丰速运",
        "dock": "DOCK-1",
        "driver": "王大明",
        "plate": "沪A12345",
        "handed_over_at": datetime(2026, 7, 1, 15, 30, tzinfo=UTC),
        "zone": "Europe/London",
        "parcels": parcels,
        "signature": STROKES,
    }
    return ManifestFacts(**{**values, **changed})
