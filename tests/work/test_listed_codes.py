"""What a step lists is accepted as it is listed, in every script, by the server and by the handheld."""

import pytest
from sqlalchemy import select

from floor.catalogue.lookup import find_place, find_sku
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM
from floor.counting import counts
from floor.planning import waves
from floor.putaway import putaway
from floor.radio import dock_doors, readers, tag_reads
from floor.work import assignment, document
from models import Barcode, CartonType, Lot, Place, Refused, Serial, Sku
from models.spelling import fold, plain
from scanners import RawRead, parse
from tests.packing.steps import packed_parcel, picked_order
from tests.picking.test_picking import MILK, started
from tests.radio.tags import seen, sscc_tag
from tests.work.test_handheld_verdicts import handheld  # noqa: F401

NAMES = ["货架-a1", "Gang-ä1", "ÜBER-1", "Склад-б2", "Ράφι-α3", "İst-ı4", "i\u0307-5", "Maß-6", "Ｆ-7"]


def accepted(worker, handheld, scan):  # noqa: F811
    before = document.render(worker.work, "en")
    assert handheld(before, scan) == "green", (scan, before["expect"])
    answer = worker.scan(scan)
    assert answer.accepted, (scan, answer.code, answer.params)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spell", [str, lambda text: text.replace("LOC", "loc").replace("Gang", "gANG")])
def test_places_are_accepted_as_listed(hands, ready, database, there, handheld, name, spell):  # noqa: F811
    with database.writing() as session:
        for code, called in (("BIN-1", name), ("PACK-1", f"lane-{name}"), ("DOCK-1", f"dock-{name}")):
            session.get_one(Place, there.places[code].id).code = called
        session.commit()
    _order, picker = started(hands, ready, {"MUG": 1})
    accepted(picker, handheld, spell(f"LOC-{name}"))
    accepted(picker, handheld, "SKU-MUG")
    accepted(picker, handheld, spell(f"LOC-lane-{name}"))
    assert picker.work.state == "done"
    loader = hands("dispatcher")
    loader.open("load", carrier="POST", dock=f"dock-{name}")
    accepted(loader, handheld, spell(loader.work.steps[0].codes[0]))


@pytest.mark.parametrize("name", NAMES)
def test_places_and_skus_are_found_by_their_label_on_either_database(database, there, name):
    with database.writing() as session:
        session.get_one(Place, there.places["PACK-2"].id).code = name
        session.get_one(Sku, there.skus["OIL"].id).code = name
        session.commit()
    with database.reading() as session:
        assert find_place(session, parse(RawRead(f"LOC-{name}"))).code == plain(name)
        assert find_sku(session, parse(RawRead(f"sku-{name}")))[0].code == plain(name)
        assert session.scalar(select(Place.code).where(Place.called(f"loc-{name}"))) == plain(name)


@pytest.mark.parametrize("lot", [*NAMES, "20260101", "012345678905", "5012345678900", "d1"])
def test_lots_are_accepted_as_listed(hands, ready, database, there, handheld, lot):  # noqa: F811
    with database.writing() as session:
        session.get_one(Lot, there.lots["M1"].id).code = lot
        session.commit()
    for at in (0, 1):
        hands("supervisor").do(waves.plan_wave, [ready({"MILK": 1})], mode="single")
        picker = hands("picker")
        picker.take("pick")
        picker.scan(f"TOTE-{at}")
        picker.scan("LOC-BIN-4")
        accepted(picker, handheld, picker.work.steps[0].codes[at])
        accepted(picker, handheld, MILK)
        picker.scan("LOC-STAGE-1")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("at", range(2))  # each of the codes that name the goods
def test_goods_are_accepted_as_listed(hands, ready, database, there, handheld, name, at):  # noqa: F811
    with database.writing() as session:
        goods = session.get_one(Sku, there.skus["OIL"].id)
        goods.code = name
        goods.barcodes = [Barcode(code=f"Б-{name}", key=f"Б-{name}")]
        session.commit()
    _order, picker = started(hands, ready, {"OIL": 1})
    accepted(picker, handheld, picker.work.steps[0].codes[0])
    assert len(picker.work.steps[0].codes) == 2
    accepted(picker, handheld, picker.work.steps[0].codes[at])
    picker.scan("LOC-PACK-1")
    packer = hands("packer")
    packer.open("pack", scan="TOTE-0001")
    packer.scans("CTN-BOX-M", "MAT-LIQUID", "MAT-DANGEROUS")
    accepted(packer, handheld, packer.work.steps[0].codes[at])


@pytest.mark.parametrize("name", NAMES)
def test_cartons_totes_and_parcels_are_accepted_as_listed(hands, database, there, handheld, name):  # noqa: F811
    with database.writing() as session:
        session.get_one(CartonType, there.cartons["M"].id).code = name
        session.commit()
    picked_order(database, there, {"MUG": 1})
    packer = hands("packer")
    packer.open("pack", scan="tote-1")
    carton = next(code for code in packer.work.steps[0].codes if code == f"CTN-{plain(name)}")
    accepted(packer, handheld, carton)
    packer.scans("MAT-FRAGILE", "SKU-MUG", f"WGT-{packer.work.steps[2].quantity}", "CMD-CLOSE")
    accepted(packer, handheld, packer.work.steps[0].codes[len(name) % 2])
    assert packer.work.state == "done"


@pytest.mark.parametrize("name", [*NAMES, "20260101", "012345678905", "5012345678900", "s1"])
def test_serials_are_accepted_as_listed(hands, database, there, handheld, name):  # noqa: F811
    picked_order(database, there, {"PHONE": 2})
    with database.writing() as session:
        for serial, code in zip(
            session.scalars(select(Serial)).all(), (name, name.upper() + "x"), strict=True
        ):
            serial.code = code
        session.commit()
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scan("CTN-BOX-S")
    for at in (0, -1):
        accepted(packer, handheld, packer.work.steps[0].codes[at])


def two_parcels(hands, database, there):
    """Two labelled parcels of POST."""
    orders = [picked_order(database, there, {"LAMP": 1}, {f"TOTE-{at}": {"LAMP": 1}}) for at in (1, 2)]
    return [packed_parcel(hands, database, order, f"TOTE-{at}") for at, order in enumerate(orders, 1)]


@pytest.mark.parametrize("name", NAMES)
def test_a_load_takes_what_it_lists_by_hand_and_by_radio(hands, writer, database, there, handheld, name):  # noqa: F811
    two_parcels(hands, database, there)
    with database.writing() as session:
        session.get_one(Place, there.places["DOCK-1"].id).code = name
        session.commit()
    loader = hands("dispatcher")
    loader.open("load", carrier="post", dock=f"loc-{name}")
    accepted(loader, handheld, loader.work.steps[0].codes[0])
    accepted(loader, handheld, loader.work.steps[0].codes[len(name) % 2])
    by_radio = loader.scan(loader.work.steps[0].codes[1], source="rfid")
    assert by_radio.accepted, by_radio
    assert loader.scan(loader.work.steps[0].codes[0]).code == "load.closed"


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_at_a_door_knows_its_dock(hands, writer, database, there, name):
    [sscc, _other] = two_parcels(hands, database, there)
    with database.writing() as session:
        session.get_one(Place, there.places["DOCK-1"].id).code = name
        session.commit()
    hands("dispatcher").open("load", carrier="POST", dock=name)
    writer.perform(SYSTEM, readers.add_reader, Seal(b"of the tests"), "door-1", "door", f"LOC-{name}")
    heard = writer.perform(SYSTEM, tag_reads.hear, "door-1", seen(sscc_tag(sscc)))
    [judged] = dock_doors.judge_passes(writer, heard.reader, heard.passes)
    assert judged.code == "load.parcel_ok", judged


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("spell", ["{}", "loc-{}"])
def test_a_bin_is_counted_by_what_stands_on_its_labels(hands, database, there, name, spell):
    with database.writing() as session:
        for table, key in (
            (Place, there.places["BIN-4"]),
            (Sku, there.skus["MILK"]),
            (Lot, there.lots["M1"]),
        ):
            session.get_one(table, key.id).code = name
        session.commit()
    sku = spell.format(name).replace("loc-", "SKU-")
    counted = hands("supervisor").do(counts.enter_count, spell.format(name), sku, name, 7)
    assert (counted.sku_id, counted.lot_id) == (there.skus["MILK"].id, there.lots["M1"].id)
    assert hands("supervisor").do(counts.enter_count, fold(name), plain(name), name, 7).id == counted.id


def test_what_differs_in_case_alone_is_counted_exactly_or_asked_about(hands, database, there):
    with database.writing() as session:
        for table, key, code in ((Place, "BIN-1", "a-1"), (Place, "BIN-2", "A-1"), (Sku, "OIL", "mug")):
            session.get_one(table, (there.skus if table is Sku else there.places)[key].id).code = code
        session.add(Lot(sku=session.get_one(Sku, there.skus["MILK"].id), code="m1"))
        session.commit()
    count = lambda *what: hands("supervisor").do(counts.enter_count, *what, 7)  # noqa: E731
    assert count("a-1", "mug", None).place_id == there.places["BIN-1"].id
    assert count("LOC-A-1", "MUG", None).sku_id == there.skus["MUG"].id
    assert count("BIN-4", "milk", "M1").lot_id == there.lots["M1"].id
    with database.writing() as session:
        session.get_one(Place, there.places["BIN-3"].id).code = "Ab"
        session.get_one(Place, there.places["BIN-4"].id).code = "aB"
        session.commit()
    for what in (("ab", "MUG", None), ("a-1", "Mug", None)):
        with pytest.raises(Refused, match=r"scan\.ambiguous"):
            count(*what)


def test_totes_of_mixed_case_are_accepted_as_listed(hands, ready, database, there, handheld):  # noqa: F811
    """As another program may have put them into the database: Floor's own are in capitals."""
    with database.writing() as session:
        session.add(Place(code="Tote-aB1", kind="tote"))
        session.commit()
    hands("supervisor").do(waves.plan_wave, [ready({"MUG": 1}), ready({"LAMP": 1})], mode="cluster")
    first, picker = hands("supervisor"), hands("picker")
    first.take("pick")
    assert first.scan("TOTE-AB1").params["tote"] == "Tote-aB1"
    first.scan("TOTE-2")
    first.do(assignment.reassign, first.work.id, there.people["picker"].id)
    picker.take("pick")
    for _found_again in range(2):
        accepted(picker, handheld, picker.work.steps[0].codes[0])
    picker.scans("LOC-BIN-1", "SKU-MUG")
    accepted(picker, handheld, picker.work.steps[0].codes[0])
    picker.scans("LOC-BIN-2", "SKU-LAMP", "TOTE-2", "LOC-PACK-1")
    packer = hands("packer")
    packer.take("pack")
    accepted(packer, handheld, packer.work.steps[0].codes[0])
    with database.reading() as session:
        tote_id = session.scalar(select(Place.id).where(Place.code == "Tote-aB1"))
    picker.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, tote_id), "returned").id)
    picker.take("putaway")
    accepted(picker, handheld, picker.work.steps[0].codes[0])
