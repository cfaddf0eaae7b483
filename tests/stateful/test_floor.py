"""A plain model of a small warehouse against the real use cases: whatever is scanned, cancelled, counted and decided in
any order, no unit is lost, none counts twice, and everything that was begun can be ended."""

import itertools
import random
from collections import Counter
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Select, select

from floor import invariants
from floor.core.database import Database
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.counting import counts
from floor.dispatch import handover, incomplete
from floor.order_changes import cancelling
from floor.orders import release
from floor.packing import parcels
from floor.people import employment
from floor.planning import waves
from floor.putaway.sweep import FillFaces
from floor.stock import opening_balance
from floor.supervision import decisions
from floor.work import assignment
from floor.work.document import View, document, render
from floor.work.kinds import KINDS
from floor.work.scans import Judged, ScanIn, judge_scan
from models import Approval, Hold, Order, Parcel, Person, PickFace, Place, Quant, Refused, Work
from tests import build
from tests.client import SIGNATURE, Json, Pull, replies
from tests.stateful import ledger

SKUS, BINS = ("MUG", "LAMP", "OIL", "MILK"), ("BIN-1", "BIN-2", "BIN-3", "BIN-4")
RESERVE = "R-1"  # mugs are picked from BIN-1, lamps from BIN-2, and filled up from here
PEOPLE = ("picker", "second", "packer", "dispatcher", "supervisor")
STRAY = (
    "CMD-UNDO", "CMD-SHORT", "CMD-SHORT-DAMAGED", "CMD-SKIP", "CMD-FULL", "CMD-CLOSE", "CMD-HELP", "CMD-UNLOAD",
    "CMD-QTY-1", "CMD-QTY-3", "TOTE-1", "TOTE-2", "LOC-BIN-1", "LOC-BIN-4", "42", "LOC-STAGE-1", "LOC-DOCK-1",
    build.GTIN["MUG"], build.MUG_CASE, "SKU-LAMP", "SKU-MILK", "LOT-M2", "CTN-BOX-L", "MAT-LIQUID", "WGT-1", "¿?",
)  # fmt: skip
SCANS = ("",) * len(STRAY) * 2 + STRAY + ("CMD-UNDO", "CMD-SHORT", "CMD-SHORT") * 2  # "": what is asked for
BARRIERS = (
    "pick.task_done", "pack.parcel_closed", "pack.label_ok", "pack.session_done", "pack.nothing_to_ship",
    "putback.done", "move.emptied", "move.closed", "replenish.done", "replenish.missing",
    "putback.missing", "putback.missing_waits",
)  # fmt: skip
TAKEN = ("pick", "pick", "pack", "putaway", "replenish")
STOCK = 9
LOOK_EACH = 10  # steps between two looks at the whole proof
any_of = st.integers(0, 999)  # which one of those that there are
units = st.integers(1, 14)
LINES = st.dictionaries(st.sampled_from(SKUS), units, min_size=1, max_size=3)
OPEN = select(Work.id).where(Work.state == "open").order_by(Work.id)
HELD = select(Hold.order_id).where(Hold.released_at.is_(None)).order_by(Hold.id)
IN_HAND = OPEN.where(Work.person_id.is_not(None) | (Work.kind == "load"))


class WarehouseMachine(RuleBasedStateMachine):
    """`inside`: units of each SKU that must be somewhere in the warehouse. `counted`: units that accepted scans
    counted, by work. `history`: for each work what CMD-UNDO would take back, as units. `judged`: every
    answer ever given."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        ledger.empty(database)
        self.database, self.writer, self.numbers = database, Writer(database), itertools.count(1)
        with database.writing() as session:
            self.there = build.small_warehouse(session, stock=STOCK)
            self.there.people["second"] = Person(badge="1099", name="Second", pin_hash="", roles=["picker"])
            session.add(self.there.people["second"])
            self.there.skus["OIL"].handling = [
                "liquid"
            ]  # where milk lies in all bins, nothing dangerous could be put
            session.add(Place(code=RESERVE, kind="bin", reserve=True))
            for sku, at in (("MUG", "BIN-1"), ("LAMP", "BIN-2")):
                session.add(PickFace(sku=self.there.skus[sku], place=self.there.places[at], least=4, most=12))
            session.commit()
        self.looks = itertools.count(1)
        self.off: set[str] = set()
        self.inside = Counter({"MUG": STOCK, "LAMP": STOCK, "OIL": STOCK, "MILK": 2 * STOCK})
        self.counted: Counter[int] = Counter()
        self.history: dict[int, list[int]] = {}
        self.judged: list[tuple[str, int, ScanIn, Judged]] = []

    def do(self, name: str, usecase: Any, *args: Any, **kwargs: Any) -> Any:
        """What the use case returns; None where a rule said no, and for who is switched off: nobody signs in so."""
        if name in self.off:
            return None
        actor = SYSTEM if name == "system" else self.there.actor(name)
        try:
            return self.writer.perform(actor, usecase, *args, **kwargs)
        except Refused:
            return None

    def found(self, query: Select[Any]) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(query))

    def one(self, at: int, query: Select[Any]) -> Any:
        found = self.found(query)
        return found[at % len(found)] if found else None

    def shown(self, work_id: int, told: View | None = None) -> Json:
        """The work document as anybody would read it, which is what the last scan `told`, whatever was at hand then."""
        with self.database.reading() as session:
            rules = KINDS[session.get_one(Work, work_id).kind]
            shown = document(session, rules.load(session, work_id), "en")
        assert told is None or render(told, "en") == shown
        return shown

    def holder(self, work_id: int) -> str:
        held = self.found(
            select(Person.name).join(Work, Work.person_id == Person.id).where(Work.id == work_id)
        )
        return str(held[0]).lower() if held else "dispatcher"

    # goods and orders

    @rule(sku=st.sampled_from(SKUS), bin=st.sampled_from((*BINS, RESERVE, RESERVE)), units=units)
    def load_stock(self, sku: str, bin: str, units: int) -> None:
        row = {"sku": sku, "location": bin, "quantity": str(units), "lot": "M1" if sku == "MILK" else ""}
        row["expiry"] = "2030-01-31" if row["lot"] else ""
        if self.do("system", opening_balance.put_stock, [row]) == ["loaded"]:
            self.inside[sku] += units

    @rule(lines=LINES)
    def new_order(self, lines: dict[str, int]) -> None:
        wanted = [{"sku": sku, "quantity": units} for sku, units in lines.items()]
        order = {
            "channel": "shop",
            "number": f"N{next(self.numbers)}",
            "paid": True,
            "ship_to": build.SHIP_TO,
        }
        assert self.do("system", build.received, order | {"lines": wanted}).status == "accepted"

    @initialize(orders=st.lists(LINES, min_size=1, max_size=4), mode=st.sampled_from(waves.MODES))
    def begin(self, orders: list[dict[str, int]], mode: str) -> None:
        for lines in orders:
            self.new_order(lines)
        self.wave(mode, True)
        self.next_work("picker", "pick")

    @rule(mode=st.sampled_from(waves.MODES), named=st.booleans())
    def wave(self, mode: str, named: bool) -> None:
        ready = self.found(select(Order.id).where(Order.status == "ready"))
        if ready:
            self.do("supervisor", waves.plan_wave, ready if named else None, mode=mode)

    @rule(at=any_of)
    def cancel_order(self, at: int) -> None:
        order_id = self.one(at, select(Order.id).order_by(Order.id))
        if order_id and self.do("supervisor", cancelling.cancel_order, order_id, "changed their mind"):
            self.look_again()

    @rule(at=any_of)
    def hold_order(self, at: int) -> None:
        if order_id := self.one(at, select(Order.id).order_by(Order.id)):
            self.do("supervisor", release.hold_order, order_id, "they rang")

    @rule(at=any_of)
    def release_order(self, at: int) -> None:
        if order_id := self.one(at, HELD):
            self.do("supervisor", release.release_order, order_id)

    @rule(sku=st.sampled_from(SKUS), bin=st.sampled_from(BINS), found=st.integers(0, 20))
    def count(self, sku: str, bin: str, found: int) -> None:
        lot = "M1" if sku == "MILK" else None
        with self.database.reading() as session:
            before = ledger.on_hand(session, sku, bin, lot)
        if self.do("supervisor", counts.enter_count, bin, sku, lot, found):
            self.inside[sku] += found - before

    # work

    @rule(who=st.sampled_from(PEOPLE), kind=st.sampled_from(TAKEN))
    def next_work(self, who: str, kind: str) -> None:
        self.do(who, assignment.next_work, [kind])

    @rule(who=st.sampled_from(PEOPLE), bin=st.sampled_from((*BINS, RESERVE)))
    def begin_to_move(self, who: str, bin: str) -> None:
        self.do(who, assignment.open_work, "move", scan=f"LOC-{bin}")

    @rule()
    def look_at_pick_faces(self) -> None:
        FillFaces(self.writer).round()

    @rule(carrier=st.sampled_from(("POST", "EXPRESS")), dock=st.sampled_from(("DOCK-1", "DOCK-2")))
    def open_load(self, carrier: str, dock: str) -> None:
        self.do("dispatcher", assignment.open_work, "load", carrier=carrier, dock=dock)

    @rule(at=any_of, to=st.sampled_from(("picker", "second", None)))
    def reassign(self, at: int, to: str | None) -> None:
        work_id = self.one(at, OPEN)
        if work_id:
            self.do("supervisor", assignment.reassign, work_id, self.there.people[to].id if to else None)

    @rule(who=st.sampled_from(PEOPLE))
    def switch_off_or_on(self, who: str) -> None:
        switch = employment.switch_on if who in self.off else employment.switch_off
        self.do("admin", switch, self.there.people[who].id)
        self.off ^= {who}
        if who in self.off:
            assert not self.found(
                IN_HAND.where(Work.person_id == self.there.people[who].id, Work.kind != "load")
            )

    @rule(at=any_of, each=st.booleans(), seed=st.integers(0, 2**32))
    def work_a_while(self, at: int, each: bool, seed: int) -> None:
        """Mostly what is asked for, and now and then anything else: by dice, as choices drawn one by one repeat."""
        dice = random.Random(seed)
        scans = dice.choices(SCANS, k=dice.randint(1, 30))
        work_id, told = self.one(at, IN_HAND), None
        for text in scans if work_id else ():
            shown = self.shown(work_id, told)
            pull = Pull(text) if text else self.next_pull(shown, each)
            if pull is None:
                return
            told = self.scan(shown, pull).work

    @rule(at=any_of, who=st.sampled_from(PEOPLE))
    def scan_in_anothers_work(self, at: int, who: str) -> None:
        work_id = self.one(at, OPEN.where(Work.kind != "load"))
        if work_id and who not in self.off and self.holder(work_id) != who:
            assert self.scan(self.shown(work_id), Pull("CMD-HELP"), who).code == "work.reassigned"

    @rule(at=any_of)
    def replay(self, at: int) -> None:
        if self.judged:
            who, work_id, sent, judged = self.judged[at % len(self.judged)]
            again = judge_scan(self.writer, self.there.actor(who), work_id, sent)
            assert (again.accepted, again.code, again.params, again.replayed) == (
                judged.accepted, judged.code, judged.params, True,
            )  # fmt: skip

    @rule(at=any_of, decision=st.sampled_from(("approve", "refuse")))
    def decide(self, at: int, decision: str) -> None:
        approval_id = self.one(at, select(Approval.id).where(Approval.state == "open"))
        if approval_id:
            self.do("supervisor", decisions.decide, approval_id, decision)

    @rule(at=any_of)
    def reopen_parcel(self, at: int) -> None:
        sscc = self.one(at, select(Parcel.sscc).where(Parcel.sscc.is_not(None)).order_by(Parcel.id))
        if sscc and self.do("supervisor", parcels.reopen_parcel, sscc):
            self.look_again()

    @rule(at=any_of)
    def hand_over(self, at: int) -> None:
        load_id = self.one(at, OPEN.where(Work.kind == "load"))
        if load_id:
            with self.database.reading() as session:
                aboard = ledger.aboard(session, load_id)
            if self.do("dispatcher", handover.hand_over, load_id, "Dan Driver", "AB-12", SIGNATURE):
                self.inside.subtract(aboard)

    # what the model makes of a scan

    def next_pull(self, shown: Json, each: bool = False) -> Pull | None:
        """What the work asks for now; None where nothing is there to be scanned."""
        step = shown["expect"]
        if step is None or (step["kind"] == "parcel" and not step["codes"]):
            return None
        if shown["kind"] == "move":  # where to, only a person knows
            return Pull("CMD-UNDO" if "goods" in step else "CMD-CLOSE")
        if shown["kind"] == "pick" and step["kind"] == "location" and not step["codes"]:
            return Pull(f"LOC-{step['name']}")  # it waits to be filled
        return next(replies(step, f"TOTE-N{next(self.numbers)}", each))

    def scan(self, shown: Json, pull: Pull, who: str = "") -> Judged:
        work_id = int(shown["id"])
        who = who or self.holder(work_id)
        sent = ScanIn(f"scan-{next(self.numbers)}", pull.scan, quantity=pull.quantity)
        judged = judge_scan(self.writer, self.there.actor(who), work_id, sent)
        self.judged.append((who, work_id, sent, judged))
        if judged.accepted:
            self.note(shown, pull, judged)
        return judged

    def note(self, shown: Json, pull: Pull, judged: Judged) -> None:
        work_id = int(shown["id"])
        history = self.history.setdefault(work_id, [])
        if judged.code == "work.help_called":
            return
        if judged.code == "scan.undone":
            self.counted[work_id] -= history.pop()
            return
        if judged.code == "pick.short_recorded":
            history.pop()  # the question and its confirmation are one
        history.append(units_of(shown, pull, judged))
        self.counted[work_id] += history[-1]
        if judged.code in BARRIERS:
            history.clear()

    def look_again(self) -> None:
        """Cancelling an order or reopening a parcel empties boxes, which is no scan of the pack work."""
        with self.database.reading() as session:
            packed = ledger.packed(session)
            for work_id in session.scalars(select(Work.id).where(Work.kind == "pack")):
                self.counted[work_id] = packed.get(work_id, 0)

    # what always holds

    @invariant()
    def every_unit_is_somewhere(self) -> None:
        with self.database.reading() as session:
            assert +ledger.inside(session) + ledger.lost(session) == +self.inside

    @invariant()
    def the_proof_is_clean_now_and_then(self) -> None:
        """A hundred queries: what is wrong once stays wrong, and is found at the end at the latest."""
        if next(self.looks) % LOOK_EACH == 0:
            self.the_proof_is_clean()

    def the_proof_is_clean(self) -> None:
        with self.database.reading() as session:
            assert invariants.findings(session) == []

    @invariant()
    def only_accepted_scans_count(self) -> None:
        with self.database.reading() as session:
            real = Counter(ledger.picked(session)) + Counter(ledger.packed(session))
        assert real == +self.counted

    def teardown(self) -> None:
        """Whatever happened: everything that was begun can be ended, by doing what each work asks for."""
        for who in sorted(self.off):
            self.switch_off_or_on(who)
        for order_id in self.found(HELD):
            self.do("supervisor", release.release_order, order_id)
        self.count_what_is_to_be_counted()  # nothing is put into bins that are
        for _round in range(60):
            for approval_id in self.found(select(Approval.id).where(Approval.state == "open")):
                self.do("admin", decisions.decide, approval_id, "approve")
            for work_id in self.found(OPEN.where(Work.person_id.is_(None), Work.kind != "load")):
                kind = self.shown(work_id)["kind"]
                self.do("supervisor", assignment.reassign, work_id, self.there.people[HANDS[kind]].id)
            going = [work_id for work_id in self.found(OPEN) if self.finish(work_id)]
            if not going:
                break
        stuck = self.found(OPEN.where(Work.kind != "load"))
        assert not stuck, self.shown(stuck[0])
        self.every_unit_is_somewhere()
        self.the_proof_is_clean()
        self.only_accepted_scans_count()

    def count_what_is_to_be_counted(self) -> None:
        with self.database.reading() as session:
            doubtful = [
                (q.place.code, q.sku.code, q.lot.code if q.lot else None, q.on_hand)
                for q in session.scalars(select(Quant).where(Quant.counting))
            ]
        for place, sku, lot, units in doubtful:
            self.do("supervisor", counts.enter_count, place, sku, lot, units)

    def finish(self, work_id: int) -> bool:
        """Whether anything could be done for this work."""
        done, told = False, None
        while pull := self.next_pull(shown := self.shown(work_id, told)):
            judged = self.scan(shown, pull)
            told = judged.work
            if judged.code == "load.incomplete":
                self.do("dispatcher", incomplete.confirm_incomplete, work_id, "stays here")
                told = None
            if not judged.accepted and judged.code not in TOLD:
                return done or "approval" in judged.params
            done = True
        return done


HANDS = {
    "pick": "second",
    "receive": "second",
    "putaway": "second",
    "move": "second",
    "replenish": "second",
    "pack": "packer",
}
TOLD = (
    "pick.order_cancelled",
    "approval.refused",
    "work.order_held",
    "work.order_released",
)  # said once, then the work goes on


def units_of(shown: Json, pull: Pull, judged: Judged) -> int:
    """Units that an accepted scan counted, by what the work asked for before it."""
    steps = [step for step in shown["steps"] if step["kind"] == "sku"]
    if shown["kind"] == "pick":
        steps = [step for step in [shown["expect"]] if step["kind"] == "sku"]
        if pull.scan.startswith("CMD-QTY"):
            return int(pull.scan.removeprefix("CMD-QTY-")) - int(steps[0]["counted"])
    elif shown["kind"] != "pack":
        return 0
    elif pull.scan.startswith("CMD-QTY") and judged.work:
        return judged.work.done - int(shown["progress"]["done"])
    found = next((step for step in steps if pull.scan in step["codes"]), None)
    return pull.quantity * found["units"].get(pull.scan, 1) if found else 0


def test_whatever_people_do(database: Database) -> None:
    run_state_machine_as_test(
        lambda: WarehouseMachine(database),
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
