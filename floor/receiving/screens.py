"""What the screen of whoever receives shows: the next steps, and what differs when the receipt is to be closed."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.planning import cross_docking
from floor.receiving import goods
from floor.receiving.commands import WHY_DAMAGED, WHY_DIFFERENT
from floor.work.kinds import Notice
from models import GoodsReceipt, GoodsReceiptLine, Place, Step
from models.base import Value

MOST_LINES = 20  # shown of those that are still to come
MOST_DIFFERENCES = 5
MOST_LANES = 100


def expected(work: GoodsReceipt) -> str:
    """The kind of the step that is next."""
    hand = work.hand
    if work.closing or (hand and hand["damaged"]):
        return "reason"
    if work.dock_id is None:
        return "location"
    if work.container_id is None:
        return "container"
    return hand["waits"] if hand and hand["waits"] else "sku"


def steps(session: Session, work: GoodsReceipt) -> list[Step]:
    """Where it stands, a container, what is still asked of the goods in hand, the goods to come, and the end."""
    kind = expected(work)
    if work.closing:
        return [Step("reason", codes=_whys(WHY_DIFFERENT))]
    found: list[Step] = []
    if kind == "location":
        found.append(Step("location", codes=_lanes(session, ("dock", "stage"))))
    if work.container_id is None:
        found.append(Step("container", codes=_lanes(session, ("stage",))))
    shown = _shown(work)
    if kind in ("reason", "lot", "expiry", "serial"):
        found.append(_of_hand(session, work, kind))
    found += [_line(line, work.container_code or "") for line in shown]
    if work.blind and not shown:
        found.append(Step("sku"))
    return [*found, Step("close", codes=["CMD-CLOSE"])]


def _whys(reasons: Iterable[str]) -> list[str]:
    return [f"WHY-{reason}" for reason in reasons]


def _lanes(session: Session, kinds: tuple[str, ...]) -> list[str]:
    query = select(Place).where(Place.kind.in_(kinds)).order_by(Place.code).limit(MOST_LANES)
    return [place.label for place in session.scalars(query)]


def _shown(work: GoodsReceipt) -> list[GoodsReceiptLine]:
    """The line of the goods in hand first, then those of the pallet that is being unpacked; none once all has come."""
    if not work.blind and not any(line.left for line in work.lines):
        return []
    hand, here = work.hand, work.container_code
    current = work.lines_for(hand["sku"], hand["lot"])[:1] if hand and not hand["units"] else []
    others = [line for line in work.lines if line.left and line not in current]
    others.sort(key=lambda line: (line.sscc != here, line.position))
    return [*current, *others][:MOST_LINES]


def _of_hand(session: Session, work: GoodsReceipt, kind: str) -> Step:
    held, hand = goods.in_hand(session, work), work.hand
    if held is None or hand is None:
        raise LookupError("nothing is in hand at a step that asks for more of it")
    sku = held.sku
    lots = sorted({line.lot for line in work.lines if line.sku_id == sku.id and line.lot})
    codes = {"reason": _whys(WHY_DAMAGED), "lot": lots}.get(kind, [])
    units = hand["damaged"] or held.units
    return Step(
        kind, name=held.lot if kind == "expiry" else "", codes=codes, sku=sku.code, quantity=units, goods=sku.name,
        picture=sku.picture,
    )  # fmt: skip


def _line(line: GoodsReceiptLine, into: str) -> Step:
    """A hint says that more than the goods' own code is asked of them."""
    sku = line.goods
    more = sku.track != "none" or sku.min_days_left is not None
    params: dict[str, Value] = {"lot": line.lot}
    asks = "hint.receive_of_lot" if line.lot else f"hint.receive_{sku.track}"
    return Step(
        "sku", name=sku.name, codes=sku.codes, units=sku.pack_factors, sku=sku.code,
        quantity=line.left, counted=line.came, line=line.id, picture=sku.picture, place=into,
        hint=(asks, params) if more else None,
    )  # fmt: skip


def notices(session: Session, work: GoodsReceipt) -> list[Notice]:
    """At first whose delivery it is; over a cross-dock, which order waits for the goods that were scanned last; before
    it is closed, which lines differ."""
    found: list[Notice] = []
    if work.straight and work.hand and work.hand["into"] and work.container:
        waits = cross_docking.waits_for(session, work.container, work.hand["sku"])
        goods = work.goods_of(work.hand["sku"])
        if waits and goods:
            found.append(("receive.straight", {**goods.named, "lane": waits.lane, "order": waits.orders[0]}))
    if work.dock_id is None:
        found.append(("receive.of", {"supplier": work.supplier or "", "number": work.delivery or ""}))
    if work.closing:
        for line in work.differences[:MOST_DIFFERENCES]:
            facts = {"of": line.expected, "counted": line.counted, "damaged": line.damaged}
            code = "receive.differs_damaged" if line.damaged else "receive.differs"
            found.append((code, {**line.goods.named, **facts}))
    return found
