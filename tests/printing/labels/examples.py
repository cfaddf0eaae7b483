"""One label of each kind and more, with what scanners must find on it."""

from floor.printing.labels.facts import (
    BadgeFacts,
    CardFacts,
    CommandFacts,
    LoadFacts,
    LocationFacts,
    SkuFacts,
    UnitFacts,
)
from tests.printing.documents.examples import parcel

SSCC = "00340123450000000017"

# name: (facts, what its bars say, what its QR codes say)
LABELS = {
    "location": (LocationFacts("01-02-A", "47", "A"), {"LOC-01-02-A"}, set()),
    "training location": (LocationFacts("DOCK-1", "", training=True), {"LOC-DOCK-1"}, set()),
    "Chinese location": (LocationFacts("A区-01", "08", "一楼"), set(), {"LOC-A区-01"}),
    "long location": (
        LocationFacts("VERY-LONG-LOCATION-CODE-000001", "47"), set(), {"LOC-VERY-LONG-LOCATION-CODE-000001"},
    ),
    "tote": (UnitFacts("TOTE-0007"), {"TOTE-0007"}, {"TOTE-0007"}),
    "training tote": (UnitFacts("TOTE-0007", True), {"TOTE-0007"}, {"TOTE-0007"}),
    "cart": (UnitFacts("CART-3"), {"CART-3"}, {"CART-3"}),
    "sku with EAN-13": (SkuFacts("85123A", "WHITE HANGING HEART", "5012345678900"), {"5012345678900"}, set()),
    "sku with EAN-8": (SkuFacts("S", "Small", "96385074"), {"96385074"}, set()),
    "sku with UPC-A": (SkuFacts("U", "From over there", "012345678905"), {"012345678905"}, set()),
    "sku with ITF-14": (SkuFacts("C", "A case", "15012345678907"), {"15012345678907"}, set()),
    "sku without": (SkuFacts("15056n", "白色心形烛台"), {"SKU-15056n"}, set()),
    "badge": (BadgeFacts("1001", "欧阳 Ada Byron", ("picker", "packer")), {"BADGE-1001"}, set()),
    "command": (CommandFacts("SHORT-DAMAGED"), {"CMD-SHORT-DAMAGED"}, set()),
    "quantity": (CommandFacts("QTY-12"), {"CMD-QTY-12"}, set()),
    "parcel": (parcel("latin"), {SSCC}, {SSCC}),
    "Chinese parcel": (parcel("simplified"), {SSCC}, {SSCC}),
    "training parcel": (parcel("traditional", training=True), {SSCC}, {SSCC}),
    "load": (LoadFacts("L-000012", "顺丰速运", "DOCK-1", 12, 123_456), {"L-000012"}, {"L-000012"}),
}  # fmt: skip
CARD = CardFacts()
