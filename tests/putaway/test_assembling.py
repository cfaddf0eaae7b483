"""Kits are put together by scan and kept in bins; what is in them leaves the stock as they come into it."""

import pytest
from sqlalchemy import func, select, update

from floor import invariants
from floor.core.transaction import SYSTEM
from floor.printing.jobs import set_printer
from floor.putaway import assemblies
from models import AssembleTask, Barcode, KitComponent, Lot, Move, Place, PrintJob, Quant, Refused, Sku
from tests import build

MUG, LAMP = build.GTIN["MUG"], build.GTIN["LAMP"]


@pytest.fixture
def there(database):
    """Ten of each SKU; a SET is two mugs and a lamp, a CARE two of milk, which has lots."""
    with database.writing() as session:
        warehouse = build.small_warehouse(session, 10)
        for code, track, bill in (("SET", "none", {"MUG": 2, "LAMP": 1}), ("CARE", "lot", {"MILK": 12})):
            kit = warehouse.skus[code] = Sku(code=code, name=f"The {code.lower()}", track=track)
            session.add(kit)
            session.flush()
            for part, units in bill.items():
                session.add(KitComponent(kit_id=kit.id, sku_id=warehouse.skus[part].id, quantity=units))
        warehouse.places["BIN-9"] = Place(code="BIN-9", kind="bin", check="49")
        session.add(warehouse.places["BIN-9"])
        session.commit()
    return warehouse


@pytest.fixture(autouse=True)
def adds_up(database, there):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


@pytest.fixture
def boss(hands):
    return hands("supervisor")


@pytest.fixture
def maker(hands, boss):
    """Somebody who has the work in hand that makes so many of the kit, with a tote."""

    def begin(kits, kit="SET", tote="TOTE-50"):
        boss.do(assemblies.ask, kit, kits)
        packer = hands("packer")
        assert packer.take("assemble")
        assert packer.scan(tote).code == "assemble.tote_ok"
        return packer

    return begin


def on_hand(database, sku, kind="bin"):
    with database.reading() as session:
        query = select(func.coalesce(func.sum(Quant.on_hand), 0)).join(Quant.place).join(Quant.sku)
        return session.scalar(query.where(Sku.code == sku, Place.kind == kind))


def collect(maker, mugs, lamps, tote="TOTE-50"):
    assert maker.scans("41", MUG, f"CMD-QTY-{mugs}", tote)[-1] == "assemble.collected"
    return maker.scans("42", LAMP, f"CMD-QTY-{lamps}", tote)


def test_kits_are_put_together_and_lie_in_a_bin(maker, database):
    packer = maker(3)
    assert [(step.kind, step.name, step.quantity) for step in packer.work.steps] == [
        ("location", "BIN-1", 6), ("sku", "The mug", 6), ("tote", "TOTE-50", 6),
        ("location", "BIN-2", 3), ("sku", "The lamp", 3), ("tote", "TOTE-50", 3),
        ("sku", "The set", 3),
    ]  # fmt: skip
    assert collect(packer, 6, 3)[-1] == "assemble.complete"
    assert (on_hand(database, "MUG"), on_hand(database, "MUG", "tote")) == (4, 6)
    assert packer.scans("SKU-SET", "CMD-QTY-3", "LOC-BIN-9") == [
        "putback.sku_ok",
        "putback.sku_ok",
        "assemble.done",
    ]
    assert [on_hand(database, sku) for sku in ("SET", "MUG", "LAMP")] == [3, 4, 7]
    assert on_hand(database, "MUG", "tote") == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(Move.why == "assemble")) == 5


def test_what_does_not_belong_is_refused(maker, database):
    packer = maker(1)
    assert packer.scans(MUG, "LOC-BIN-3", "LOC-BIN-1", "SKU-OIL", "CMD-CLOSE") == [
        "assemble.bin_first", "assemble.not_there", "pick.location_ok", "assemble.not_in_kit", "assemble.ended",
    ]  # fmt: skip
    packer = maker(1, tote="TOTE-51")
    assert packer.scans("41", MUG, "CMD-QTY-3", "LOC-BIN-2", "SKU-SET", "TOTE-1", "CMD-QTY-2", "TOTE-51") == [
        "pick.location_ok", "putback.sku_ok", "assemble.too_many", "assemble.tote_next", "assemble.tote_next",
        "pick.wrong_tote", "putback.sku_ok", "assemble.collected",
    ]  # fmt: skip
    assert packer.scan("SKU-SET").code == "assemble.incomplete"
    assert packer.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 3
    assert on_hand(database, "MUG", "tote") == 0
    assert (packer.work.steps[0].name, packer.work.steps[0].counted) == ("The mug", 0)


def test_what_is_left_in_the_tote_of_an_ended_work_is_put_away(maker, hands, database):
    packer = maker(2)
    collect(packer, 4, 2)
    assert packer.scans("SKU-SET", "LOC-BIN-9", "CMD-CLOSE") == [
        "putback.sku_ok", "putback.put_ok", "assemble.ended_left",
    ]  # fmt: skip
    assert (on_hand(database, "SET"), on_hand(database, "MUG", "tote")) == (1, 2)
    picker = hands("picker")
    assert picker.take("putaway")
    assert picker.scans("TOTE-50", MUG, MUG, "41", LAMP, "42")[-1] == "putback.done"


def test_short_of_one_component_is_short_of_the_kit(boss, maker, database):
    with pytest.raises(Refused) as refused:
        boss.do(assemblies.ask, "SET", 6)
    assert (refused.value.code, refused.value.params["can"], refused.value.params["missing"]) == (
        "assemble.short", 5, 2,
    )  # fmt: skip
    packer = maker(5)
    assert packer.scans("41", MUG, "CMD-QTY-10", "TOTE-50", "42", "CMD-SHORT", "CMD-SHORT")[-2:] == [
        "replenish.missing_ask", "assemble.missing",
    ]  # fmt: skip
    assert [step.kind for step in packer.work.steps] == ["close"]
    assert [code for code, _params in packer.work.notices] == ["assemble.fewer"]
    assert packer.scan("CMD-CLOSE").code == "assemble.ended_left"
    with database.reading() as session:
        assert session.scalars(select(AssembleTask.state)).all() == ["cancelled"]


def test_kits_of_goods_with_lots_are_a_lot_that_lasts_as_long_as_its_first_component(maker, hands, database):
    packer = maker(1, "CARE")
    assert packer.scans("44", "SKU-MILK", "CMD-QTY-10", "TOTE-50")[-1] == "assemble.collected"
    assert packer.scans("44", "SKU-MILK", "CMD-QTY-2", "TOTE-50")[-1] == "assemble.complete"
    assert packer.scans("SKU-CARE", "LOC-BIN-9")[-1] == "assemble.done"
    with database.reading() as session:
        lot = session.scalars(select(Lot).join(Lot.sku).where(Sku.code == "CARE")).one()
        assert (lot.code[:2], str(lot.expiry)) == ("A-", "2030-01-31")


def test_who_may_be_asked_for(boss, database, there):
    for code, sku in (("kit.unknown_sku", "NONE"), ("assemble.no_kit", "MUG")):
        with pytest.raises(Refused, match=code):
            boss.do(assemblies.ask, sku, 1)
    with database.writing() as session:
        session.get(Sku, there.skus["CARE"].id).track = "none"
        session.commit()
    with pytest.raises(Refused, match=r"assemble\.lots_needed"):
        boss.do(assemblies.ask, "CARE", 1)
    with database.writing() as session:
        session.get(Sku, there.skus["CARE"].id).track = "serial"
        session.commit()
    with pytest.raises(Refused, match=r"assemble\.numbered"):
        boss.do(assemblies.ask, "CARE", 1)


def test_labels_are_printed_for_kits_with_a_barcode(boss, writer, database, there):

    printer = writer.perform(SYSTEM, set_printer, "P1", "tcp", "127.0.0.1:9100")
    boss.do(assemblies.ask, "SET", 2, printer.id)
    with database.writing() as session:
        assert session.scalars(select(PrintJob)).all() == []
        kit = session.get(Sku, there.skus["SET"].id)
        kit.barcodes.append(Barcode(code="4006381333931", key="04006381333931"))
        session.commit()
    boss.do(assemblies.ask, "SET", 2, printer.id)
    with database.reading() as session:
        assert session.scalars(select(PrintJob)).one().codes == ["SET", "SET"]


def test_a_supervisor_ends_it_unless_goods_are_in_hand(boss, maker, database):
    packer = maker(2)
    packer.scans("41", MUG)
    with pytest.raises(Refused, match=r"assemble\.in_hand"):
        boss.do(assemblies.end, packer.work.id)
    packer.scan("TOTE-50")
    boss.do(assemblies.end, packer.work.id)
    assert packer.scan("42").code == "work.cancelled"
    assert on_hand(database, "MUG", "tote") == 1


def test_the_check_finds_kits_that_are_made_of_too_little(maker, database):
    packer = maker(1)
    collect(packer, 2, 1)
    packer.scans("SKU-SET", "LOC-BIN-9")
    with database.writing() as session:
        session.execute(update(AssembleTask).values(made=2))
        found = invariants.findings(session)
        assert [each for each in found if "MUG" in each] == [
            f"work {packer.work.id}: 2 kits were put together; the ledger says -2 MUG, and not -4"
        ]
        session.rollback()
