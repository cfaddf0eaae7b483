"""What a step lists is accepted as it is listed, in every script, by the server and by the handheld."""

import pytest
from sqlalchemy import select

from floor.catalogue.lookup import find_place, find_sku
from floor.planning import waves
from floor.work import document
from models import Barcode, CartonType, Lot, Place, Serial, Sku
from models.spelling import plain
from scanners import RawRead, parse
from tests.packing.steps import picked_order
from tests.picking.test_picking import MILK, started
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
