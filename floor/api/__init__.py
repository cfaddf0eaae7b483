"""The doors for programs: decode, call, render; no rules. The floor protocol says what they mean."""

from floor.api import (
    approvals,
    barcodes,
    devices,
    events,
    labels,
    loads,
    openapi,
    orders,
    papers,
    people,
    profiles,
    readers,
    reads,
    waves,
    work,
)
from floor.api.blueprint import blueprint

__all__ = [
    "approvals",
    "barcodes",
    "blueprint",
    "devices",
    "events",
    "labels",
    "loads",
    "openapi",
    "orders",
    "papers",
    "people",
    "profiles",
    "readers",
    "reads",
    "waves",
    "work",
]
