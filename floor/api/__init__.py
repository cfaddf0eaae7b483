"""The doors for programs: decode, call, render; no rules. The floor protocol says what they mean."""

from floor.api import events, openapi, orders, people, waves, work
from floor.api.blueprint import blueprint

__all__ = ["blueprint", "events", "openapi", "orders", "people", "waves", "work"]
