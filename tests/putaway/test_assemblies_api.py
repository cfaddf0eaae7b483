"""Kits to be put together, asked for at the API and at the desk."""

import pytest

from floor.core.transaction import SYSTEM
from floor.printing.jobs import set_printer
from models import Barcode, KitComponent, Sku


@pytest.fixture
def kit(floor, warehouse):
    """A SET is two mugs and a lamp; its id."""
    with floor.database.writing() as session:
        made = Sku(code="SET", name="The set", barcodes=[Barcode(code="5901234123457", key="05901234123457")])
        session.add(made)
        session.flush()
        for code, units in (("MUG", 2), ("LAMP", 1)):
            session.add(KitComponent(kit_id=made.id, sku_id=warehouse.skus[code].id, quantity=units))
        session.commit()
        return made.id


def test_a_supervisor_asks_for_kits_and_somebody_makes_them(supervisor, picker, kit):
    made = supervisor.post("/assemblies", {"sku": "SET", "quantity": 2}, 201)
    assert (made["kind"], made["number"][:2], made["state"]) == ("assemble", "A-", "open")
    work = picker.post("/work", {"kind": "assemble", "scan": "5901234123457"})
    assert (work["id"], work["expect"]["kind"]) == (made["id"], "tote")
    ended = supervisor.post(f"/assemblies/{made['id']}/end", {})
    assert ended["state"] == "cancelled"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"quantity": 0}, "request.invalid"),
        ({"quantity": 1_000_001}, "request.invalid"),
        ({"quantity": "２"}, "request.invalid"),
        ({"quantity": 1_000_000}, "assemble.short"),
        ({"sku": "MUG"}, "assemble.no_kit"),
        ({"sku": "套装"}, "kit.unknown_sku"),
        ({"printer": "999"}, "printer.not_found"),
    ],
)
def test_what_cannot_be_put_together_is_refused(supervisor, kit, wrong, code):
    assert supervisor.refused("POST", "/assemblies", {"sku": "SET", "quantity": 1} | wrong)[1] == code


def test_only_a_supervisor_asks(picker, kit):
    assert picker.refused("POST", "/assemblies", {"sku": "SET", "quantity": 1})[0] == 403


def test_the_desk_asks_at_the_page_of_the_kit(desk, floor, kit):
    floor.writer.perform(SYSTEM, set_printer, "P1", "tcp", "127.0.0.1:9100")
    page = desk.see(f"/desk/goods/{kit}")
    assert "Put together" in page
    answer = desk.send("/desk/assemblies", sku="SET", quantity="2", printer="")
    assert answer.status_code == 303
    assert "0 of 2 made" in desk.see(f"/desk/goods/{kit}")
    work = answer.headers["Location"]
    assert "End it here" in desk.see(work)
    number = work.rpartition("/")[2]
    assert desk.send(f"/desk/assemblies/{number}/end").status_code == 303
    assert "0 of 2 made" not in desk.see(f"/desk/goods/{kit}")
