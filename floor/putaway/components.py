"""What a tote of components lacks: where it lies, and how many kits can be made."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from floor.putaway.taking import contents
from models import AssembleTask, Place, Quant, Sku, Warehouse, now
from models.stock import choose
from models.stock_holds import held_quants


@dataclass(frozen=True, slots=True)
class Needed:
    """Units of one SKU that the tote lacks, and the quants that give them."""

    sku: Sku
    units: int
    given: list[tuple[Quant, int]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many more kits can be made at this moment, and what their tote lacks."""

    kits: int
    needed: list[Needed]

    def of(self, sku: Sku) -> Needed | None:
        return next((each for each in self.needed if each.sku is sku), None)


def outlook(session: Session, work: AssembleTask) -> Outlook:
    """What can be had now: short of one component is short of the kit. What lies in the bin where one stands is taken
    first."""
    inside: Counter[int] = Counter()
    for quant in contents(session, work.tote) if work.tote else ():
        inside[quant.sku_id] += quant.on_hand
    lying, day = _lying(session, work.parts), Warehouse.of(session).today(now())
    usable = {
        sku_id: [quant for quant in quants if not (quant.lot and quant.lot.expired(day))]
        for sku_id, quants in lying.items()
    }
    kits = work.left
    for sku_id, units in work.parts.items():
        free = sum(quant.available for quant in usable.get(sku_id, ()))
        kits = min(kits, (inside[sku_id] + free) // units)
    needed = []
    for sku_id, units in work.parts.items():
        if (lacking := units * kits - inside[sku_id]) > 0:
            quants = usable[sku_id]
            near = [(quant, min(lacking, quant.available)) for quant in quants if quant.place is work.source]
            far = [quant for quant in quants if quant.place is not work.source]
            given = near + choose(far, lacking - sum(each for _quant, each in near), day)
            needed.append(Needed(quants[0].sku, lacking, given))
    needed.sort(key=lambda each: (each.given[0][0].place is not work.source, each.given[0][0].place.order))
    return Outlook(kits, needed)


def makeable(session: Session, work: AssembleTask) -> int:
    """The kits that what is in the tote makes."""
    inside: Counter[int] = Counter()
    for quant in contents(session, work.tote) if work.tote else ():
        inside[quant.sku_id] += quant.on_hand
    return min(work.left, *(inside[sku_id] // units for sku_id, units in work.parts.items()))


def _lying(session: Session, sku_ids: Iterable[int]) -> dict[int, list[Quant]]:
    """What lies in bins and may be taken: nothing that is held, promised or being counted."""
    ids = sorted(sku_ids)
    query = (
        select(Quant)
        .join(Quant.place)
        .where(Quant.sku_id.in_(ids), Place.kind == "bin", Quant.on_hand > Quant.allocated, ~Quant.counting)
        .where(Quant.id.not_in(held_quants(Quant.sku_id.in_(ids))))
        .options(
            joinedload(Quant.place), joinedload(Quant.lot), joinedload(Quant.sku).selectinload(Sku.barcodes)
        )
    )
    found: dict[int, list[Quant]] = defaultdict(list)
    for quant in session.scalars(query.order_by(Quant.id)):
        found[quant.sku_id].append(quant)
    return found
