"""What there is, for programs: by SKU, by lot, by place."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from floor.stock.figures import Part
from floor.stock.stock_queries import Wanted, changed_at, stock
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Cursor, Limit, Name, Time, Timestamp


class StockQuery(Body):
    by: Annotated[Literal["sku", "lot", "place"], Field(description="what a row is of")] = "sku"
    sku: Name | None = None
    lot: Annotated[Name | None, Field(description="alone, if no other SKU has a lot of this name")] = None
    place: Annotated[Name | None, Field(description="a bin, lane, tote or other place, by its code")] = None
    since: Annotated[Time | None, Field(description="`as_of` of an answer before: what changed since")] = None
    after: Cursor | None = None
    limit: Limit = 100


class StockRow(Answer):
    sku: str
    name: str
    lot: str | None
    expiry: date | None
    place: Annotated[str | None, Field(description="by place alone, as are kind, received_at and counting")]
    kind: str | None
    received_at: Timestamp | None
    counting: Annotated[
        bool | None, Field(description="waits to be counted, and is not promised until it was")
    ]
    on_hand: Annotated[int, Field(description="in the house, also picked and packed units")]
    promised: Annotated[int, Field(description="to orders, and not picked yet")]
    available: Annotated[int, Field(description="to new orders: in bins, free, not held, not expired")]
    held: Annotated[int, Field(description="in bins, under a hold or expired")]
    incoming: Annotated[
        int | None, Field(description="by SKU alone: announced by open deliveries, and not here")
    ]


class Stock(Answer):
    stock: list[StockRow]
    as_of: Annotated[Timestamp | None, Field(description="the last change of any SKU that was told")]
    next: str | None


@endpoint(api, "GET", "/stock", roles=SUPERVISORS, scopes=("stock",), query=StockQuery, answers={200: Stock})
def list_stock(query: StockQuery) -> dict[str, Any]:
    """What there is: on hand, promised, available, held, incoming

    By SKU, those without any stock are listed, too. Ask again with `since` = `as_of` of the answer before, taken from
    its first page, for what changed meanwhile; each change is also told as the event `stock.changed`.
    """
    wanted = Wanted(
        query.by,
        query.sku or "",
        query.lot or "",
        query.place or "",
        query.since,
        query.after or 0,
        query.limit,
    )
    with current_services().database.reading() as session:
        as_of = changed_at(session)  # before the figures: what changes meanwhile is asked for again
        found, after = stock(session, wanted)
    return {"stock": [_row(part) for part in found], "as_of": as_of, "next": after}


def _row(part: Part) -> dict[str, Any]:
    units = part.figures
    return {
        "sku": part.sku,
        "name": part.name,
        "lot": part.lot,
        "expiry": part.expiry,
        "place": part.place,
        "kind": part.kind,
        "received_at": part.received_at,
        "counting": part.counting,
        "on_hand": units.on_hand,
        "promised": units.promised,
        "available": units.available,
        "held": units.held,
        "incoming": part.incoming,
    }
