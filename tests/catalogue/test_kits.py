"""What kits are made of, by file and at the API: no circle, no absurd quantity, nothing that nobody knows."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.catalogue.kits import Bills, put_components
from models import KitComponent, Refused, Sku


def rows(*texts):
    """`SET MUG 2`: two mugs are in one set."""
    return [dict(zip(("kit", "component", "quantity"), text.split(), strict=True)) for text in texts]


def codes(outcomes):
    return [each.code if isinstance(each, Refused) else each for each in outcomes]


@pytest.fixture
def put(hands, database):
    """Rows of components.csv, in a catalogue that has SET and BOX, too."""
    with database.writing() as session:
        session.add_all(Sku(code=code, name=f"The {code.lower()}") for code in ("SET", "BOX"))
        session.commit()
    return lambda *texts: codes(hands("admin").do(put_components, rows(*texts)))


def test_a_file_is_loaded_once_and_a_quantity_may_change(put, database):
    assert put("SET MUG 2", "SET LAMP 1", "BOX SET 3", "BOX MUG 1") == ["loaded"] * 4
    assert put("SET MUG 2", "SET LAMP 4") == ["unchanged", "loaded"]
    with database.reading() as session:
        skus = {sku.code: sku.id for sku in session.scalars(select(Sku))}
        whole = Bills.of(session, [skus["BOX"]]).whole(skus["BOX"])
        assert whole == {skus["MUG"]: 7, skus["LAMP"]: 12}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("SET SET 1", "kit.of_itself"),
        ("SET NOTHING 1", "kit.unknown_sku"),
        ("没有 MUG 1", "kit.unknown_sku"),
        ("SET MUG 0", "file.bad_number"),
        ("SET MUG -1", "file.bad_number"),
        ("SET MUG ２", "file.bad_number"),
        ("SET MUG 1000000", "kit.too_many"),
        ("SET MUG 1.5", "file.bad_number"),
    ],
)
def test_what_makes_no_kit_is_refused(put, row, code):
    assert put(row) == [code]


def test_no_kit_contains_itself_however_deep(put, database):
    assert put("SET MUG 1", "BOX SET 1", "SET BOX 1", "MUG BOX 1") == [
        "loaded", "loaded", "kit.of_itself", "kit.of_itself",
    ]  # fmt: skip
    with database.writing() as session:
        skus = {sku.code: sku.id for sku in session.scalars(select(Sku))}
        session.add(KitComponent(kit_id=skus["SET"], sku_id=skus["BOX"], quantity=1))  # as a hand would
        session.flush()
        said = invariants.findings(session)
        session.rollback()
    assert said == ["kit SET: contains itself", "kit BOX: contains itself"]


def test_a_kit_is_set_whole_at_the_api(supervisor):
    made = [{"sku": "MUG", "quantity": 2}, {"sku": "LAMP", "quantity": 1}]
    answer = supervisor.post("/kits", {"sku": "OIL", "components": made})
    assert [(each["sku"], each["quantity"]) for each in answer["kits"][0]["components"]] == [
        ("LAMP", 1),
        ("MUG", 2),
    ]
    assert supervisor.get("/kits")["kits"] == answer["kits"] == supervisor.get("/kits", sku="oil")["kits"]
    assert supervisor.post("/kits", {"sku": "OIL", "components": []}) == {"kits": [], "next": None}


@pytest.mark.parametrize(
    ("kit", "components", "code"),
    [
        ("OIL", [("OIL", 1)], "kit.of_itself"),
        ("OIL", [("MUG", 1), ("MUG", 2)], "kit.named_twice"),
        ("NONE", [("MUG", 1)], "kit.unknown_sku"),
        ("OIL", [("杯", 1)], "kit.unknown_sku"),
        ("OIL", [("MUG", 0)], "request.invalid"),
        ("OIL", [("MUG", 1_000_000)], "request.invalid"),
        ("OIL", [("MUG", "２")], "request.invalid"),
    ],
)
def test_the_api_refuses_the_same(supervisor, kit, components, code):
    sent = {"sku": kit, "components": [{"sku": sku, "quantity": units} for sku, units in components]}
    assert supervisor.refused("POST", "/kits", sent) == (422, code)
