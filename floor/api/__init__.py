"""The doors for programs: decode, call, render; no rules. The floor protocol says what they mean."""

from floor.api import approvals, devices, events, labels, loads, openapi, orders, papers, people, waves, work
from floor.api.blueprint import blueprint

__all__ = [
    "approvals",
    "blueprint",
    "devices",
    "events",
    "labels",
    "loads",
    "openapi",
    "orders",
    "papers",
    "people",
    "waves",
    "work",
]
