"""Assembling by scan: components out of bins into a tote, and the kits that they make into a bin."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from floor.catalogue.lookup import find_sku, meaningless
from floor.core.transaction import Transaction, Verdict
from floor.putaway.carried import labels, topics
from floor.putaway.collecting import bind, collect, go_to, say_missing, set_part, take_part
from floor.putaway.components import Needed, Outlook, makeable, outlook
from floor.putaway.finished_kits import close, set_kits, store, take_kits
from floor.putaway.putting import take_out
from floor.putaway.taking import give_back
from floor.work.kinds import Notice
from floor.work.scans import units_of
from models import AssembleTask, Place, Refused, Sku, Step, Work
from models.base import Facts
from models.undo_carrying import AssembleUndo
from scanners import Scan

_WHOLE = select(AssembleTask).options(
    *(joinedload(each) for each in (AssembleTask.person, AssembleTask.source, AssembleTask.target)),
    joinedload(AssembleTask.tote),
    joinedload(AssembleTask.holding).selectinload(Sku.barcodes),
    joinedload(AssembleTask.kit).selectinload(Sku.barcodes),
)
_LOCKED = _WHOLE.with_for_update(of=Work).execution_options(populate_existing=True)


def load(session: Session, work_id: int, *, lock: bool = False) -> AssembleTask:
    return session.scalars((_LOCKED if lock else _WHOLE).where(AssembleTask.id == work_id)).one()


def find_task(tx: Transaction, scan: Scan) -> AssembleTask:
    """One's own work, or the oldest that nobody has, that makes the scanned kit.

    Raises `Refused`: assemble.nothing_to_make, and those of `find_sku`.
    """
    sku, _factor = find_sku(tx.db, scan)
    mine = Work.person_id.is_(None) | (Work.person_id == tx.actor.person_id)
    query = select(AssembleTask.id).where(Work.state == "open", AssembleTask.kit_id == sku.id, mine)
    work_id = tx.db.scalar(query.order_by(Work.person_id.is_(None), Work.id).limit(1))
    if work_id is None:
        raise Refused("assemble.nothing_to_make", **sku.named)
    return load(tx.db, work_id, lock=True)


def steps(session: Session, work: AssembleTask) -> list[Step]:
    """An empty tote; in turn a bin, goods and the tote; then the kits, and their bin. Where no more can be made, the
    end."""
    kit, tote = work.kit, work.tote
    if kit is None:
        return []
    if tote is None:
        return [Step("tote", quantity=work.left, goods=kit.name, picture=kit.picture)]
    if work.holding is kit:
        more = makeable(session, work) - (work.units or 0)
        target = work.target_step(kit, work.units or 0)
        return [target, *([_goods(kit, more, work.units or 0, tote)] if more > 0 else [])]
    seen = outlook(session, work)
    found = _in_hand(work, tote, seen)
    for each in seen.needed:
        if each.sku is not work.holding:
            found += _fetch(work, tote, each)
    if not seen.kits and work.holding is None:
        return [Step("close")]
    return [*found, _goods(kit, seen.kits, 0, tote)] if seen.kits else found


def _in_hand(work: AssembleTask, tote: Place, seen: Outlook) -> list[Step]:
    """What is in hand goes into the tote, after the rest of it was taken."""
    sku, units = work.holding, work.units or 0
    if sku is None or work.source is None:
        return []
    needed = seen.of(sku)
    here = sum(n for quant, n in needed.given if quant.place is work.source) if needed else 0
    more = [_goods(sku, here - units, units, work.source)] if here > units else []
    return [*more, _into(tote, sku, units)]


def _fetch(work: AssembleTask, tote: Place, needed: Needed) -> list[Step]:
    found, sku = list[Step](), needed.sku
    hint: tuple[str, Facts] | None
    for quant, units in needed.given:
        place = quant.place
        hint = ("hint.of_lot", {"lot": quant.lot.code}) if quant.lot else None
        if place is not work.source or work.holding is not None:
            found.append(
                Step(
                    "location", name=place.code, codes=place.codes, quantity=units, goods=sku.name,
                    picture=sku.picture,
                )
            )  # fmt: skip
        found += [_goods(sku, units, 0, place, hint), _into(tote, sku, units)]
    return found


def _goods(sku: Sku, units: int, held: int, place: Place, hint: tuple[str, Facts] | None = None) -> Step:
    return Step(
        "sku", name=sku.name, codes=sku.codes, units=sku.pack_factors, sku=sku.code, quantity=units, counted=held,
        picture=sku.picture, place=place.code, hint=hint,
    )  # fmt: skip


def _into(tote: Place, sku: Sku, units: int) -> Step:
    codes = labels(tote)
    return Step("tote", name=tote.code, codes=codes, quantity=units, goods=sku.name, picture=sku.picture)


def progress(_session: Session, work: AssembleTask) -> tuple[int, int]:
    """Kits that lie in bins, of those that are wanted."""
    return work.made or 0, work.wanted or 0


def notices(session: Session, work: AssembleTask) -> list[Notice]:
    """Where fewer can be made than are wanted."""
    if work.state != "open" or work.kit is None or (can := outlook(session, work).kits) >= work.left:
        return []
    return [("assemble.fewer", {"kit": work.kit.code, "units": can, "wanted": work.left})]


def judge(tx: Transaction, work: AssembleTask, scan: Scan, quantity: int) -> Verdict:
    """An empty tote; in turn a bin, the goods in it and the tote; then the kit, each one, and the bin where they go.

    Raises `Refused`: those of `bind`, `go_to`, `take_part`, `set_part`, `collect`, `say_missing`, `take_kits`,
    `set_kits`, `store`, `close`, `find_sku` and `units_of`.
    """
    kit, tote = work.kit, work.tote
    if kit is None:
        raise meaningless(scan.text)
    if scan.command == "SHORT":
        return say_missing(tx, work)
    work.missing_asked = False
    if scan.command == "CLOSE":
        return close(tx, work)
    if tote is None:
        return bind(tx, work, scan)
    kits_in_hand = work.holding is kit
    if scan.kind == "command":
        return set_kits(tx, work, kit, scan) if kits_in_hand else set_part(tx, work, scan)
    if scan.kind == "tote":
        return collect(tx, work, tote, scan)
    if scan.kind in ("location", "digits2"):
        return store(tx, work, kit, tote, scan) if kits_in_hand else go_to(tx, work, kit, scan)
    work.asked_id = None
    sku, factor = find_sku(tx.db, scan)
    if sku is kit:
        return take_kits(tx, work, kit, units_of(scan, factor, quantity))
    return take_part(tx, work, sku, scan, quantity)


def undo(tx: Transaction, work: AssembleTask, undo: AssembleUndo) -> Facts:
    """Takes one accepted scan back and says what to put where: `todo` is a message code with its params.

    Raises `Refused`: those of `take_out`.
    """
    work.missing_asked, nothing = False, {"todo": "pick.nothing_to_move"}
    if undo["op"] == "source":
        work.tote = None
    elif undo["op"] == "bin":
        work.source = tx.db.get(Place, undo["before"]) if undo["before"] else None
    elif undo["op"] == "unusual":
        work.asked_id = undo["before"]
    elif undo["op"] == "take":
        return give_back(work, undo)
    elif undo["op"] == "collect":
        source, done = tx.db.get_one(Place, undo["source"]), undo["put"]
        sku = tx.db.get_one(Sku, done["sku"], options=[selectinload(Sku.barcodes)])
        tote = take_out(tx, work, source, done, sku)
        work.source = source
        return {"todo": "pick.into_tote", "units": done["units"], **sku.named, "tote": tote.code}
    return nothing


class Assembling:
    """Putting kits together, when a supervisor asked for some.

    An empty tote is scanned; then in turn a bin, the goods in it (each unit, or CMD-QTY-n once one was scanned) and
    the tote, until all components are there. The finished kits are scanned, and the bin where they go: what is in them
    leaves the stock, and the kits come into it. CMD-SHORT, twice, says that goods are not in a bin; CMD-CLOSE ends the
    work with the kits that were made, and what is left in the tote is put away.
    """

    name = "assemble"
    noun = AssembleTask

    @staticmethod
    def open(tx: Transaction, scan: Scan, _carrier: str, _dock: str) -> AssembleTask:
        """The work that makes the scanned kit."""
        return find_task(tx, scan)

    load = staticmethod(load)
    judge = staticmethod(judge)
    undo = staticmethod(undo)
    steps = staticmethod(steps)
    progress = staticmethod(progress)
    notices = staticmethod(notices)
    topics = staticmethod(topics)
