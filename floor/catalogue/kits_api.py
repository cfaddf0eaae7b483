"""Kits, and what they are made of."""

from typing import Annotated, Any

from pydantic import Field

from floor.catalogue.kits import set_components
from floor.catalogue.queries import kits_after
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Cursor, Limit, Name
from models.kits import MOST_IN_KIT


class SentComponent(Body):
    sku: Name
    quantity: Annotated[Count, Field(ge=1, le=MOST_IN_KIT)]


class SentKit(Body):
    sku: Name
    components: Annotated[list[SentComponent], Field(max_length=100)]


class Component(Answer):
    sku: str
    name: str
    quantity: int


class Kit(Answer):
    sku: str
    name: str
    components: list[Component]


class Kits(Answer):
    kits: list[Kit]
    next: str | None


class KitQuery(Body):
    sku: Annotated[Name | None, Field(description="one kit by its code")] = None
    after: Cursor | None = None
    limit: Limit = 50


@endpoint(api, "GET", "/kits", roles=SUPERVISORS, scopes=("orders",), query=KitQuery, answers={200: Kits})
def list_kits(query: KitQuery) -> dict[str, Any]:
    """SKUs that are made of others"""
    with current_services().database.reading() as session:
        found, after = kits_after(session, query.sku, query.after or 0, query.limit)
    return {"kits": found, "next": after}


@endpoint(api, "POST", "/kits", roles=SUPERVISORS, body=SentKit, answers={200: Kits})
def set_kit(body: SentKit) -> dict[str, Any]:
    """Say what one kit is made of

    What was said before gives way; without components it is a SKU like others. Orders for it that come from now on are
    picked and packed by its components; those that came before stay as they are.
    """
    rows = [{"component": each.sku, "quantity": str(each.quantity)} for each in body.components]
    current_services().writer.perform(current_actor(), set_components, body.sku, rows)
    with current_services().database.reading() as session:
        return {"kits": kits_after(session, body.sku, 0, 1)[0], "next": None}
