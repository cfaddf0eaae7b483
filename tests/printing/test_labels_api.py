"""Labels through the API: which are wanted, in which format; and what cannot be made is said in a problem document."""

import pytest

from floor.web.access import ALL_ROLES
from models import Load
from tests.printing.documents.reading import pages, words
from tests.printing.labels.scanning import shown, zxing


def made(caller, path):
    answer = caller.send("GET", f"/labels/{path}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.data


@pytest.mark.parametrize(("path", "count"), [
    ("location.pdf", 9), ("location.pdf?zone=A", 4), ("location.pdf?codes=BIN-2%0Aloc-bin-1%0A", 2),
    ("location.pdf?paper=L7160", 1), ("tote.pdf?first=7&count=3", 3), ("cart.pdf?codes=CART-3%0A4", 2),
    ("sku.pdf?codes=MUG%0ASKU-LAMP", 2), ("badge.pdf", 6), ("badge.pdf?codes=1001", 1),
    ("command.pdf", 17), ("command.pdf?codes=cmd-short%0AQTY-7", 2), ("card.pdf", 1), ("commands.pdf", 1),
])  # fmt: skip
def test_the_labels_that_are_wanted_are_made(supervisor, path, count):
    assert pages(made(supervisor, path)) == count


def test_codes_keep_the_order_in_which_they_were_sent(supervisor):
    read = words(made(supervisor, "location.pdf?codes=BIN-3%0ABIN-1"))
    assert read.index("BIN-3") < read.index("BIN-1")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_one_label_comes_as_a_picture_that_scans(supervisor, form):
    assert zxing(shown(made(supervisor, f"sku.{form}?codes=MUG"), form))[0] == {"5012345678900"}


def test_zpl_is_made_for_the_dots_of_the_printer(supervisor):
    assert b"^PW800" in made(supervisor, "tote.zpl?count=1")
    assert b"^PW1200" in made(supervisor, "tote.zpl?count=1&dpi=300")


def test_a_load_is_labelled_while_it_stands_open_and_by_its_number(supervisor, app, warehouse):
    assert supervisor.refused("GET", "/labels/load.pdf") == (404, "label.none")
    with app.extensions["floor"].database.writing() as session:
        load = Load(carrier="POST", dock=session.merge(warehouse.places["DOCK-1"]))
        session.add(load)
        session.commit()
        number = load.number
        other = Load(carrier="EXPRESS")
        session.add(other)
        session.commit()
        last = other.number
    for path in ("load.pdf", f"load.pdf?codes={number}"):
        assert number in words(made(supervisor, path))
    read = words(made(supervisor, f"load.pdf?codes={last}%0A{number}"))
    assert read.index(last) < read.index(number)


@pytest.mark.parametrize(("path", "answer"), [
    ("wish.pdf", (404, "label.unknown_kind")),
    ("location.pdf?codes=NOWHERE", (404, "label.unknown")),
    ("location.pdf?zone=Z", (404, "label.none")),
    ("sku.pdf", (422, "label.choose")),
    ("sku.pdf?codes=%3Cscript%3E", (404, "label.unknown")),
    ("badge.zpl?codes=7", (404, "label.unknown")),
    ("load.pdf?codes=L-000099", (404, "label.unknown")),
    ("load.pdf?codes=soon", (404, "label.unknown")),
    ("command.pdf?codes=CMD-APPROVE", (404, "label.unknown")),
    ("tote.pdf?codes=a%20b", (422, "label.bad_code")),
    ("tote.pdf?codes=" + "9" * 40, (422, "label.bad_code")),
    ("tote.svg", (422, "label.one_only")),
    ("tote.png?count=2", (422, "label.one_only")),
    ("card.pdf?paper=5160", (422, "label.paper_too_small")),
    ("tote.pdf?paper=L0000", (422, "request.invalid")),
    ("tote.zpl?dpi=72", (422, "request.invalid")),
    ("tote.pdf?count=501", (422, "request.invalid")),
    ("tote.pdf?first=0", (422, "request.invalid")),
    ("sku.pdf?codes=a%00b", (422, "request.invalid")),
    ("sku.pdf?codes=" + "x" * 20_001, (422, "request.invalid")),
    ("tote.pdf?codes=" + "%0A".join(str(n) for n in range(501)), (422, "label.too_many")),
])  # fmt: skip
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_made_is_a_problem_document(supervisor, path, answer):
    assert supervisor.refused("GET", f"/labels/{path}") == answer


def test_everybody_may_have_the_card_and_only_supervisors_the_rest(sign_in, warehouse):
    for role in ALL_ROLES:
        assert sign_in(role).send("GET", "/labels/commands.pdf").data.startswith(b"%PDF-")
    assert sign_in("picker").refused("GET", "/labels/badge.pdf") == (403, "auth.role")


@pytest.mark.parametrize("path", ["tote.pdf?count=1", "sku.zpl?codes=MUG"])
def test_what_an_encoder_cannot_say_is_a_refusal_with_a_code(supervisor, monkeypatch, path):
    def unsayable(*_facts, **_more):
        raise ValueError("no such symbol")

    monkeypatch.setattr("floor.printing.labels.drawing.Label.code", unsayable)
    assert supervisor.refused("GET", f"/labels/{path}") == (422, "request.unusable")
