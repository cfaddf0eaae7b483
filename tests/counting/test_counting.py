"""A bin is counted blind; what differs is counted again by somebody else; then the ledger is as the bin."""

import pytest
from sqlalchemy import select

from floor.core.locking import lock_order
from floor.core.seals import Seal
from floor.counting import settling
from floor.counting.counts import enter_count
from floor.invariants import findings
from floor.planning import waves
from floor.radio import readers, tag_counts, tag_reads
from floor.stock.allocation import missing_units, shelves, today
from floor.stock.bins_to_count import want_counts
from floor.stock.ledger import move, outside
from floor.warehouse import setup
from floor.work import assignment
from models import (
    Alert,
    CountLine,
    CountProposal,
    CountTask,
    CycleCount,
    MisplacedGoods,
    Move,
    Place,
    Quant,
    Refused,
    Serial,
    Sku,
)
from tests import build
from tests.radio.tags import seen, sgtin_tag

AGREES, DIFFERS = "count.agrees", "count.second_wanted"
MUG, LAMP, MILK = build.GTIN["MUG"], build.GTIN["LAMP"], build.GTIN["MILK"].zfill(14)


@pytest.fixture
def want(hands, there):
    """want("BIN-1"): somebody asks for a count of this bin; the id of the count."""

    def usecase(tx, code):
        return want_counts(tx, [tx.db.get_one(Place, there.places[code].id)], "asked")[0].id

    return lambda code="BIN-1": hands("supervisor").do(usecase, code)


@pytest.fixture
def stored(database, there):
    """What is stored: stored("BIN-1", "MUG") units on hand; stored.count(id), stored.left_out("BIN-1")."""

    class Stored:
        def __call__(self, place, sku, lot=None):
            with database.reading() as session:
                quants = session.scalars(
                    select(Quant).where(
                        Quant.place_id == there.places[place].id, Quant.sku_id == there.skus[sku].id
                    )
                )
                return sum(q.on_hand for q in quants if not lot or q.lot_id == there.lots[lot].id)

        def count(self, cycle_id):
            with database.reading() as session:
                return session.get_one(CycleCount, cycle_id)

        def place(self, code):
            with database.reading() as session:
                return session.get_one(Place, there.places[code].id)

        def left_out(self, code):
            place = self.place(code)
            with database.reading() as session:
                marks = set(session.scalars(select(Quant.counting).where(Quant.place_id == place.id)))
            return marks == {place.counting} == {True}

        def adjusted(self):
            with database.reading() as session:
                moves = session.scalars(select(Move).where(Move.why == "count").order_by(Move.id))
                return [
                    (move.from_id == there.places["ADJUSTMENT"].id, move.quantity, move.work_id)
                    for move in moves
                ]

    yield Stored()
    with database.reading() as session:
        assert findings(session) == []


def counts(hand, *scans):
    """Takes the next count and scans; the code of the last verdict."""
    assert hand.take("count") is not None
    return hand.scans(*scans)[-1]


def test_a_count_as_the_book_ends_at_once(hands, want, stored):
    cycle, picker = want(), hands("picker")
    codes = ["count.begun", "count.ok", "count.ok", "count.agrees"]
    picker.take("count")
    assert picker.scans("LOC-BIN-1", MUG, "CMD-QTY-88") == codes[:3]
    assert stored.left_out("BIN-1")
    assert picker.scans(build.MUG_CASE, "CMD-CLOSE") == ["count.ok", "count.agrees"]
    assert (picker.work.state, stored.count(cycle).state) == ("done", "agreed")
    assert not stored.left_out("BIN-1")
    assert stored.adjusted() == []
    assert stored.place("BIN-1").last_counted_at is not None


@pytest.mark.parametrize(
    ("take", "left", "adjusted"),
    [("first", 97, [(False, 3)]), ("second", 103, [(True, 3)]), ("book", 100, [])],
)
def test_two_counts_that_differ_wait_for_a_supervisor(hands, want, stored, take, left, adjusted):
    cycle, first, second, boss = want(), hands("picker"), hands("admin"), hands("supervisor")
    assert counts(first, "LOC-BIN-1", MUG, "CMD-QTY-97", "CMD-CLOSE") == "count.second_wanted"
    assert first.take("count") is None
    with pytest.raises(Refused, match=r"count\.same_person"):
        first.open("count", scan="LOC-BIN-1")
    with pytest.raises(Refused, match=r"count\.same_person"):
        boss.do(_give, first.actor.person_id)
    assert counts(second, "LOC-BIN-1", MUG, "CMD-QTY-103", "CMD-CLOSE") == "count.decided_later"
    assert (stored("BIN-1", "MUG"), stored.left_out("BIN-1")) == (100, True)
    with pytest.raises(Refused, match=r"count\.own"):
        second.do(settling.decide, cycle, take, {})
    boss.do(settling.decide, cycle, take, {})
    assert (stored("BIN-1", "MUG"), stored.left_out("BIN-1")) == (left, False)
    assert [(up, units) for up, units, _work in stored.adjusted()] == adjusted
    assert all(work for _up, _units, work in stored.adjusted())
    with pytest.raises(Refused, match=r"count\.not_allowed"):
        boss.do(settling.decide, cycle, take, {})


def test_a_supervisor_decides_for_each_of_the_goods_in_a_bin(hands, want, stored, database):
    """Milk of two lots and a mug that lies there: the first count of one lot, the second of the other, the book's of
    the mug."""
    cycle, boss = want("BIN-4"), hands("supervisor")
    for who, m1, m2 in (("picker", 98, 90), ("admin", 97, 95)):
        milk = [MILK, "LOT-M1", MILK, f"CMD-QTY-{m1}", "LOT-M2", MILK, f"CMD-QTY-{m2}"]
        counts(hands(who), "LOC-BIN-4", *milk, MUG, "CMD-CLOSE")
    with database.reading() as session:
        lines = {
            (line.sku.code, line.lot.code if line.lot else "", line.task.turn): line.id
            for line in session.scalars(select(CountLine))
        }
    some = {lines["MILK", "M1", 1]: "first", lines["MILK", "M2", 2]: "second"}
    for which, refused in ((some, "count.say_which"), ({**some, 99999: "book"}, "count.no_such_line")):
        with pytest.raises(Refused, match=refused.replace(".", r"\.")):
            boss.do(settling.decide, cycle, None, which)
    boss.do(settling.decide, cycle, "book", some)
    assert (stored("BIN-4", "MILK", "M1"), stored("BIN-4", "MILK", "M2"), stored("BIN-4", "MUG")) == (
        98,
        95,
        0,
    )
    assert (stored.count(cycle).took, stored.count(cycle).state) == ("each", "decided")
    with database.reading() as session:
        assert findings(session) == []


def _give(tx, person_id):
    task = tx.db.scalars(select(CountTask).where(CountTask.turn == 2)).one()
    assignment.reassign(tx, task.id, person_id)


@pytest.mark.parametrize(
    ("units", "value", "state"), [(3, 0, "passed"), (2, 0, "asked"), (3, 7, "asked"), (3, 8, "passed")]
)
def test_two_equal_counts_pass_within_the_threshold(
    hands, want, stored, database, there, units, value, state
):
    if value:
        with database.writing() as session:
            order = build.order(session, there, {"MUG": 1}, status="cancelled")
            order.lines[0].unit_price = "2.55"  # three of them are worth 7.65
            session.commit()
    hands("admin").do(setup.change_warehouse, count_pass_units=units, count_pass_value=value)
    cycle = want()
    for who in ("picker", "admin"):
        last = counts(hands(who), "LOC-BIN-1", MUG, "CMD-QTY-97", "CMD-CLOSE")
    assert last == {"passed": "count.passed", "asked": "count.decided_later"}[state]
    assert stored.count(cycle).state == state
    assert stored("BIN-1", "MUG") == (97 if state == "passed" else 100)


def test_a_second_count_as_the_book_ends_it(hands, want, stored):
    cycle = want()
    assert counts(hands("picker"), "LOC-BIN-1", MUG, "CMD-CLOSE") == "count.second_wanted"
    assert counts(hands("admin"), "LOC-BIN-1", MUG, "CMD-QTY-100", "CMD-CLOSE") == "count.agrees"
    assert (stored.count(cycle).state, stored("BIN-1", "MUG")) == ("agreed", 100)


def test_an_empty_bin_is_closed_twice(hands, want, stored):
    want()
    picker = hands("picker")
    picker.take("count")
    assert picker.scans("LOC-BIN-1", "CMD-CLOSE", MUG, "CMD-UNDO", "CMD-UNDO") == [
        "count.begun", "count.empty_ask", "count.ok", "scan.undone", "scan.undone",
    ]  # fmt: skip
    assert picker.scans("CMD-CLOSE", "CMD-CLOSE") == ["count.empty_ask", "count.second_wanted"]
    admin = hands("admin")
    assert counts(admin, "41", "CMD-CLOSE", "CMD-CLOSE") == "count.decided_later"


# --- what moves while a bin is counted


def rounds(hands, ready, lines):
    """A picker at the bin with units of an order to take."""
    order, picker = ready(lines), hands("picker")
    hands("supervisor").do(waves.plan_wave, [order])
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1")
    return picker


@pytest.mark.parametrize(
    ("counted", "code"),
    [
        (100, "count.agrees"),
        (97, "count.agrees"),
        (98, "count.agrees"),
        (96, "count.second_wanted"),
        (101, "count.second_wanted"),
    ],
)
def test_a_pick_between_two_scans_of_a_count_was_counted_or_not(hands, want, stored, ready, counted, code):
    picker, counter = rounds(hands, ready, {"MUG": 3}), hands("admin")
    want()
    counter.take("count")
    counter.scans("LOC-BIN-1", MUG)
    assert picker.scan(MUG, 3).accepted
    assert counter.scans(f"CMD-QTY-{counted}", "CMD-CLOSE")[-1] == code


@pytest.mark.parametrize(("counted", "code"), [(100, AGREES), (97, DIFFERS)])
def test_what_is_picked_after_its_last_count_was_counted_as_it_lay(hands, want, stored, ready, counted, code):
    picker, counter = rounds(hands, ready, {"MUG": 3}), hands("admin")
    want()
    counter.take("count")
    counter.scans("LOC-BIN-1", MUG, f"CMD-QTY-{counted}")
    assert picker.scan(MUG, 3).accepted
    assert counter.scan("CMD-CLOSE").code == code


def test_what_was_picked_before_the_count_began_is_gone(hands, want, stored, ready):
    picker, counter = rounds(hands, ready, {"MUG": 3}), hands("admin")
    want()
    assert picker.scan(MUG, 3).accepted
    assert counts(counter, "LOC-BIN-1", MUG, "CMD-QTY-97", "CMD-CLOSE") == "count.agrees"


def test_picks_after_the_count_do_not_disturb_the_decision(hands, want, stored, ready):
    picker, cycle = rounds(hands, ready, {"MUG": 3}), want()
    for who in ("supervisor", "admin"):
        counts(hands(who), "LOC-BIN-1", MUG, "CMD-QTY-95", "CMD-CLOSE")
    assert picker.scan(MUG, 3).accepted
    hands("picker").do(settling.decide, cycle, "second", {})
    assert stored("BIN-1", "MUG") == 92


def test_new_promises_leave_a_bin_out_that_is_being_counted(hands, want, stored, ready, there):
    order = ready({"MUG": 1})
    want()
    counter = hands("picker")
    counter.take("count")
    counter.scan("LOC-BIN-1")
    boss = hands("supervisor")
    assert boss.do(_short_of, order) == {"MUG": 1}

    def put_more(tx):
        lamp, place = there.skus["LAMP"].id, tx.db.get_one(Place, there.places["BIN-1"].id)
        move(tx, lamp, None, 5, outside(tx.db, "adjustment"), place, "opening")

    boss.do(put_more)
    assert stored.left_out("BIN-1")
    counter.scans(MUG, "CMD-QTY-100", LAMP, "CMD-QTY-5", "CMD-CLOSE")
    assert boss.do(_short_of, order) == {}


def _short_of(tx, order_id):
    order = lock_order(tx, order_id)
    stock = shelves(tx, [line.sku_id for line in order.lines])
    return {
        tx.db.get_one(Sku, sku).code: units for sku, units in missing_units(order, stock, today(tx)).items()
    }


# --- who asks


def test_a_short_asks_for_a_count_that_goes_first_until_a_supervisor_types_one(hands, want, stored, ready):
    want("BIN-2")
    picker, boss = rounds(hands, ready, {"MUG": 3}), hands("supervisor")
    assert picker.scans(MUG, "CMD-SHORT", "CMD-SHORT")[-1] == "pick.short_recorded"
    counter = hands("admin")
    assert counter.take("count").steps[0].name == "BIN-1"
    boss.do(assignment.reassign, counter.work.id, None)
    boss.do(enter_count, "BIN-1", "MUG", None, 98)
    assert counter.take("count").steps[0].name == "BIN-2"
    with pytest.raises(Refused, match=r"count\.not_wanted"):
        picker.open("count", scan="LOC-BIN-1")


def test_a_count_settles_what_a_reader_proposed_and_a_decision_settles_the_count(hands, stored, database):
    def look(tx):
        readers.add_reader(tx, Seal(b"of the tests"), "shelf-1", "count", "BIN-1")
        tag_reads.hear(tx, "shelf-1", seen(*(sgtin_tag(MUG, serial) for serial in range(97))))
        tag_counts.propose_counts(tx, "shelf-1", "", 60)

    boss, counter = hands("supervisor"), hands("picker")
    boss.do(look)
    assert counts(counter, "LOC-BIN-1", MUG, "CMD-QTY-100", "CMD-CLOSE") == "count.agrees"
    with database.reading() as session:
        [proposal], [alert] = (
            session.scalars(select(CountProposal)).all(),
            session.scalars(select(Alert)).all(),
        )
        assert (proposal.state, alert.solved_at is None) == ("replaced", False)


# --- half a count


def test_half_a_count_is_void_when_its_counter_goes(hands, want, stored):
    want()
    picker, boss = hands("picker"), hands("supervisor")
    picker.take("count")
    picker.scans("LOC-BIN-1", MUG, "CMD-QTY-40")
    boss.do(assignment.reassign, picker.work.id, None)
    assert picker.scan(MUG).code == "work.reassigned"
    assert stored.left_out("BIN-1")
    other = hands("admin")
    assert other.take("count").steps[0].kind == "location"
    assert other.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    assert other.scans("LOC-BIN-1", MUG, "CMD-QTY-60") == ["count.begun", "count.ok", "count.ok"]
    other.do(assignment.leave)
    assert picker.take("count") is not None  # nobody has counted: it may be anybody again
    assert picker.scans("LOC-BIN-1", MUG, "CMD-QTY-100", "CMD-CLOSE")[-1] == "count.agrees"


def test_a_count_in_hand_is_kept_between_two_scans_and_believed_only_while_nobody_changed_it(hands, want):
    want()
    picker = hands("picker")
    picker.take("count")
    picker.scans("LOC-BIN-1", MUG, MUG)
    session, kept = picker.writer.session_cache.take(picker.work.id)
    picker.writer.session_cache.keep(picker.work.id, session, kept)
    assert kept.counted == 2
    hands("supervisor").do(assignment.reassign, picker.work.id, None)
    hands("supervisor").do(assignment.reassign, picker.work.id, picker.actor.person_id)
    assert picker.scan(MUG).code == "count.wrong_bin"  # what was counted is void
    assert picker.scans("LOC-BIN-1", MUG)[-1] == "count.ok"
    assert picker.work.done == 1


# --- what is found


def test_a_count_is_refused_what_makes_no_sense(hands, want, stored):
    want()
    picker = hands("picker")
    picker.take("count")
    assert picker.scans("LOC-BIN-2", "CMD-CLOSE", "CMD-QTY-3", MUG) == [
        "count.wrong_bin", "scan.not_allowed", "scan.not_allowed", "count.wrong_bin",
    ]  # fmt: skip
    assert picker.scans("LOC-BIN-1", "LOC-BIN-1", "CMD-QTY-3", "CMD-SHORT") == [
        "count.begun", "count.in_bin", "scan.scan_first", "scan.not_allowed",
    ]  # fmt: skip
    assert picker.scans(MUG, "CMD-QTY-0", "CMD-QTY-1000000", "CMD-QTY-９９") == [
        "count.ok", "scan.bad_count", "scan.unknown", "count.ok",
    ]  # fmt: skip
    assert picker.scan(MUG, 999_901).accepted
    assert picker.scan(MUG).code == "count.too_many"
    assert picker.scan("CMD-UNDO").accepted
    assert picker.scans("CMD-QTY-100", "CMD-CLOSE") == ["count.ok", "count.agrees"]


def test_unknown_goods_are_told_and_others_say_where_they_belong(hands, want, stored, database):
    want()
    picker = hands("picker")
    picker.take("count")
    strange = "4012345678901"
    assert picker.scans("LOC-BIN-1", strange, strange) == ["count.begun"] + ["count.unknown_goods"] * 2
    with database.reading() as session:
        [goods] = session.scalars(select(MisplacedGoods))
        assert (goods.scanned, goods.found_in) == (strange, "BIN-1")
    found = picker.scan(LAMP)
    assert (found.code, found.params["belongs"]) == ("count.found", "BIN-2")
    assert picker.scan(LAMP).code == "count.ok"
    assert picker.scan("SKU-PHONE").code == "count.serial_next"


def test_weighed_goods_are_counted_by_their_labels(hands, want, stored, database, there):
    with database.writing() as session:
        session.get_one(Sku, there.skus["OIL"].id).weight_tolerance_percent = 10
        session.commit()
    want("BIN-3")
    picker = hands("picker")
    picker.take("count")
    label = f"(01){build.GTIN['OIL'].zfill(14)}(3103)000"
    assert picker.scans("LOC-BIN-3", build.GTIN["OIL"], f"{label}500", f"{label}905", f"{label}880") == [
        "count.begun",
        "weighed.label_next",
        "weighed.off",
        "count.ok",
        "count.ok",
    ]
    assert picker.scan("CMD-QTY-100").code == "weighed.each"
    assert picker.work.done == 2


def test_lots_are_asked_and_go_on_until_another_is_scanned(hands, want, stored):
    want("BIN-4")
    picker = hands("picker")
    picker.take("count")
    assert picker.scans("LOC-BIN-4", MILK, MILK, MUG, "nonsense", "CMD-CLOSE", "M1", MILK) == [
        "count.begun", "count.lot_next", "count.lot_first", "count.lot_first", "count.strange_lot", "count.lot_first",
        "count.ok", "count.ok",
    ]  # fmt: skip
    assert picker.scans("CMD-QTY-100", "LOT-m2", MILK, "CMD-QTY-99") == ["count.ok"] * 4
    assert picker.scan(f"(01){MILK}(17)300201(10)M1").code == "count.other_expiry"
    assert picker.scans(f"(01){MILK}(10)M2", "CMD-CLOSE") == ["count.ok", "count.agrees"]


def test_serials_are_counted_one_by_one_and_lie_where_they_were_seen(hands, want, stored, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-1", 2, serials=("S1", "S2"))
        build.put(session, there, "PHONE", "BIN-2", 1, serials=("S3",))
        session.commit()
    want()
    picker = hands("picker")
    picker.take("count")
    assert picker.scans("LOC-BIN-1", MUG, "CMD-QTY-100", "SKU-PHONE", "s1", "S1", "S3", "CMD-QTY-3") == [
        "count.begun", "count.ok", "count.ok", "count.serial_next", "count.ok", "count.serial_twice", "count.ok",
        "scan.scan_first",
    ]  # fmt: skip
    assert picker.scans("CMD-UNDO", "SER-S3", MUG, "CMD-UNDO", "CMD-CLOSE") == [
        "scan.undone", "count.ok", "count.ok", "scan.undone", "count.agrees",
    ]  # fmt: skip
    with database.reading() as session:
        where = dict(
            session.execute(select(Serial.code, Place.code).join(Place, Place.id == Serial.place_id)).all()
        )
    assert where == {"S1": "BIN-1", "S2": "ADJUSTMENT", "S3": "BIN-1"}
