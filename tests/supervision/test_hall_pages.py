"""The hall from above: coloured by picks, age or fill; a hall that nobody has measured is told so."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from floor.supervision.hall import hall
from models import Move, Place, Quant, now


@pytest.fixture
def stirred(floor, warehouse):
    """Seven picks from BIN-1; what lies in BIN-2 came 90 days ago; BIN-3 holds one unit."""
    with floor.database.writing() as session:
        place = {each.code: each.id for each in session.scalars(select(Place))}
        session.add(
            Move(
                sku_id=warehouse.skus["MUG"].id, lot_id=None, from_id=place["BIN-1"], to_id=place["PACK-1"],
                quantity=7, why="pick", at=now(),
            )
        )  # fmt: skip
        old = update(Quant).where(Quant.place_id == place["BIN-2"])
        session.execute(old.values(received_at=now() - timedelta(days=90, hours=1)))
        session.execute(update(Quant).where(Quant.place_id == place["BIN-3"]).values(on_hand=1))
        session.commit()


def shades(floor, by):
    with floor.database.reading() as session:
        found = hall(session, by)
    return {cell.name: (cell.shade, cell.value) for cell in found.cells}, found


def test_each_bay_has_the_shade_of_its_figure(floor, stirred):
    picks, drawing = shades(floor, "picks")
    assert picks == {"BIN-1": (5, 7), "BIN-2": (0, 0), "BIN-3": (0, 0), "BIN-4": (0, 0)}
    assert (drawing.ranges, drawing.highest) == ([(1, 7)], [("BIN-1", 7)])
    assert shades(floor, "age")[0]["BIN-2"] == (5, 90)
    fills, drawing = shades(floor, "fill")
    assert fills == {"BIN-1": (4, 100), "BIN-2": (4, 100), "BIN-3": (3, 1), "BIN-4": (5, 200)}
    assert drawing.ranges == [(1, 1), (2, 100), (101, 200)]


def test_fill_is_a_share_where_a_bin_says_what_it_holds(floor, desk, stirred):
    with floor.database.writing() as session:
        session.execute(update(Place).where(Place.code == "BIN-4").values(max_volume_l=392))
        session.commit()
    assert shades(floor, "fill")[0]["BIN-4"] == (5, 50)
    assert "% of the volume" in desk.see("/desk/hall?by=fill")


def test_bins_above_one_another_are_one_cell(floor, stirred):
    with floor.database.writing() as session:
        session.execute(update(Place).where(Place.code.in_(["BIN-2", "BIN-1"])).values(x_m=1.0, y_m=2.0))
        session.commit()
    assert shades(floor, "age")[0]["BIN-1 … BIN-2"] == (5, 90)
    assert len(shades(floor, "picks")[0]) == 3


def test_the_page_draws_it_with_a_legend_and_says_where_it_cannot(desk, floor, stirred):
    page = desk.see("/desk/hall")
    assert len(re.findall(r'<rect class="shade\d" x=', page)) == 4
    assert "<title>BIN-1: 7</title>" in page
    assert "/desk/stock?q=BIN-1" in page
    assert desk.see("/desk/hall?by=nothing&zone=nowhere").count("<title>BIN") == 4
    with floor.database.writing() as session:
        session.execute(update(Place).values(x_m=0.0, y_m=0.0))
        session.commit()
    page = desk.see("/desk/hall")
    assert "Nobody has said where the bins stand" in page
    assert "<rect" not in page
