"""A barcode that names two SKUs names neither: in every spelling, at the bin, in the box and for the supervisor."""

import pytest

from floor.order_changes import short_picks
from floor.planning import waves
from models import Barcode, PickLine
from tests import build
from tests.packing.steps import picked_order
from tests.packing.test_packing import at_units
from tests.picking.test_barcode_proposals import refused
from tests.picking.test_picking import started

BOTH = build.GTIN["MUG"]
SPELLINGS = [BOTH, BOTH.zfill(14), f"(01){BOTH.zfill(14)}", f"https://id.example/01/{BOTH.zfill(14)}"]


@pytest.fixture
def shared(database, there):
    """The mug's EAN is the lamp's too, in another spelling."""
    with database.writing() as session:
        lamp = session.merge(there.skus["LAMP"], load=False)
        session.add(Barcode(code=BOTH.zfill(14), key=BOTH.zfill(14), sku=lamp))
        session.commit()


@pytest.mark.parametrize("scan", SPELLINGS)
def test_a_shared_barcode_counts_for_nobody_at_the_bin(shared, hands, ready, scan):
    _order, picker = started(hands, ready, {"MUG": 14, "LAMP": 1})
    picker.scan("LOC-BIN-1")
    told = picker.scan(scan)
    assert (told.code, told.params["fits"]) == ("scan.ambiguous", ["LAMP", "MUG"])
    steps = [step for step in picker.work.steps if step.kind == "sku"]
    assert [step.codes for step in steps] == [[build.MUG_CASE, "SKU-MUG"], [build.GTIN["LAMP"], "SKU-LAMP"]]
    assert steps[0].units == {build.MUG_CASE: 12}


@pytest.mark.parametrize("scan", SPELLINGS)
def test_a_shared_barcode_counts_for_nobody_in_the_box(shared, hands, database, there, scan):
    picked_order(database, there, {"MUG": 2})
    packer = at_units(hands)
    assert packer.work.steps[0].codes == [build.MUG_CASE, "SKU-MUG"]
    assert packer.scan(scan).code == "scan.ambiguous"
    assert packer.scan("SKU-MUG").accepted


def test_a_supervisor_cannot_substitute_by_a_shared_barcode(shared, hands, ready, database):
    order = ready({"OIL": 1})
    supervisor = hands("supervisor")
    supervisor.do(waves.plan_wave, [order], mode="single")
    with database.reading() as session:
        line = session.query(PickLine).one().id
    with refused("scan.ambiguous"):
        supervisor.do(short_picks.substitute, line, BOTH)
