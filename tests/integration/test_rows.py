"""People, cartons, SKUs, locations and opening stock, row by row; on both databases."""

import pytest
from sqlalchemy import func, select

from floor.catalogue import rows as catalogue
from floor.catalogue.lookup import find_sku
from floor.core.messages import text
from floor.core.transaction import SYSTEM
from floor.invariants import findings
from floor.people import rows as rows_
from floor.people.pins import verify_pin
from floor.stock import ledger, opening_balance
from floor.warehouse import locations
from floor.warehouse.setup import set_up
from models import Barcode, CartonType, Lot, Move, Person, Place, Quant, Refused, Sku
from scanners import RawRead, parse

PEPPER = b"pepper"
SKU = {"sku": "CUP", "name": "Cup", "barcodes": "5012345678900 15012345678907*24", "weight_g": "300"}
BIN = {"location": "01-01-A", "sku": "CUP", "lot": "", "expiry": "", "quantity": "23"}


@pytest.fixture
def put(writer):
    """What became of each row: "loaded", "unchanged", or the code of the refusal and its column."""
    writer.perform(SYSTEM, set_up)

    def do(usecase, *rows, **options):
        outcomes = writer.perform(SYSTEM, usecase, list(rows), **options)
        return [(o.code, o.params.get("column")) if isinstance(o, Refused) else o for o in outcomes]

    return do


@pytest.fixture
def stocked(put):
    assert put(catalogue.put_skus, SKU, {"sku": "TEA", "track": "lot"}) == ["loaded"] * 2
    bins = [{"code": f"01-0{n}-A", "kind": "bin", "check": "12"} for n in (1, 2)]
    assert put(locations.put_locations, *bins, {"code": "PACK-1", "kind": "station"}) == ["loaded"] * 3
    return put


def all_of(database, *columns):
    with database.reading() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(columns[0]))]


def test_people_are_loaded_with_their_pin_as_a_hash(put, database):
    row = {
        "badge": "BADGE-1001",
        "pin": "0420",
        "name": "Ann",
        "roles": "packer picker",
        "language": "zh-Hant",
    }
    assert [put(rows_.put_people, row, pepper=PEPPER) for _ in range(2)] == [["loaded"], ["unchanged"]]
    [(badge, pin_hash, roles, language)] = all_of(
        database, Person.badge, Person.pin_hash, Person.roles, Person.language
    )
    assert (badge, roles, language) == ("1001", ["picker", "packer"], "zh-Hant")
    assert "0420" not in pin_hash
    assert verify_pin(pin_hash, "0420", PEPPER)


def test_a_changed_person_is_the_same_person(put, database):
    row = {"badge": "1001", "pin": "1111", "name": "Ann", "roles": "picker"}
    put(rows_.put_people, row, pepper=PEPPER)
    changed = row | {"badge": "badge-1001", "pin": "2222", "roles": "picker supervisor"}
    assert put(rows_.put_people, changed, pepper=PEPPER) == ["loaded"]
    [(_, pin_hash, roles)] = all_of(database, Person.badge, Person.pin_hash, Person.roles)
    assert roles == ["picker", "supervisor"]
    assert verify_pin(pin_hash, "2222", PEPPER)
    assert not verify_pin(pin_hash, "1111", PEPPER)


BAD_PEOPLE = [
    ({"badge": ""}, ("file.missing_value", "badge")),
    ({"badge": "a\x00"}, ("file.unreadable_text", "badge")),
    ({"pin": ""}, ("person.bad_pin", "pin")),
    ({"pin": "12a4"}, ("person.bad_pin", "pin")),
    ({"pin": "١٢٣٤"}, ("person.bad_pin", "pin")),
    ({"name": ""}, ("file.missing_value", "name")),
    ({"name": "a" * 101}, ("file.too_long", "name")),
    ({"roles": ""}, ("file.missing_value", "roles")),
    ({"roles": "boss"}, ("file.bad_choice", "roles")),
    ({"language": "zh-CN"}, ("file.bad_choice", "language")),
]


def test_a_person_that_makes_no_sense_is_refused(put, database):
    row = {"badge": "1001", "pin": "1111", "name": "Ann", "roles": "picker"}
    rows = [row | wrong for wrong, _ in BAD_PEOPLE]
    assert put(rows_.put_people, *rows, pepper=PEPPER) == [outcome for _, outcome in BAD_PEOPLE]
    assert all_of(database, Person.id) == []


def test_cartons(put, database):
    row = {"code": "BOX-S", "name": "Small", "max_weight_g": "3000", "tare_g": "90"}
    row |= {f"inner_{side}_mm": "200" for side in ("length", "width", "height")}
    assert put(catalogue.put_cartons, row) == ["loaded"]
    assert put(catalogue.put_cartons, row, row | {"code": "BOX-M", "max_weight_g": "0"}) == [
        "unchanged",
        ("file.bad_number", "max_weight_g"),
    ]
    assert put(catalogue.put_cartons, row | {"tare_g": "95"}) == ["loaded"]
    assert all_of(database, CartonType.code, CartonType.tare_g) == [("BOX-S", 95)]


def test_a_sku_is_found_by_its_barcodes_with_their_pack_factor(put, database):
    assert put(catalogue.put_skus, SKU) == ["loaded"]
    with database.reading() as session:
        for text, factor in (
            ("5012345678900", 1),
            ("05012345678900", 1),
            ("15012345678907", 24),
            ("SKU-cup", 1),
        ):
            found, units = find_sku(session, parse(RawRead(text)))
            assert (found.code, units) == ("CUP", factor)


def test_the_same_skus_again_change_nothing_and_others_are_changed_in_place(put, database):
    rows = [SKU, {"sku": "cup", "name": ""}, {"sku": "JAR", "handling": "liquid fragile", "track": "serial"}]
    assert put(catalogue.put_skus, *rows) == ["loaded"] * 3
    before = all_of(database, Sku.id, Sku.code, Sku.name, Sku.handling, Sku.track)
    assert put(catalogue.put_skus, *rows) == ["unchanged"] * 3
    assert all_of(database, Sku.id, Sku.code, Sku.name, Sku.handling, Sku.track) == before
    assert [row[1:4] for row in before] == [
        ("CUP", "Cup", []), ("cup", "cup", []), ("JAR", "JAR", ["fragile", "liquid"]),
    ]  # fmt: skip
    assert put(catalogue.put_skus, SKU | {"barcodes": "05012345678900*2 X-9"}) == ["loaded"]
    assert all_of(database, Barcode.key, Barcode.code, Barcode.factor) == [
        ("05012345678900", "05012345678900", 2),
        ("X-9", "X-9", 1),
    ]


BAD_SKUS = [
    ({"sku": " "}, ("file.missing_value", "sku")),
    ({"barcodes": "501*0"}, ("sku.bad_barcode", "barcodes")),
    ({"barcodes": "501*2*2"}, ("sku.bad_barcode", "barcodes")),
    ({"barcodes": "*24"}, ("sku.bad_barcode", "barcodes")),
    ({"barcodes": "5012345678900 05012345678900*6"}, ("sku.barcode_twice", "barcodes")),
    ({"weight_g": "-1"}, ("file.bad_number", "weight_g")),
    ({"weight_g": "1.5"}, ("file.bad_number", "weight_g")),
    ({"length_mm": "9" * 13}, ("file.bad_number", "length_mm")),
    ({"handling": "explosive"}, ("file.bad_choice", "handling")),
    ({"track": "batch"}, ("file.bad_choice", "track")),
    ({"shelf_life_days": "year"}, ("file.bad_number", "shelf_life_days")),
    ({"name": "a\ud800"}, ("file.unreadable_text", "name")),
]


def test_a_sku_that_makes_no_sense_is_refused_and_its_neighbours_are_taken(put, database):
    rows = [{"sku": "A"}, *(SKU | wrong for wrong, _ in BAD_SKUS), {"sku": "B"}]
    assert put(catalogue.put_skus, *rows) == ["loaded", *(outcome for _, outcome in BAD_SKUS), "loaded"]
    assert all_of(database, Sku.code) == [("A",), ("B",)]


def test_a_barcode_at_two_skus_is_loaded_and_named(put, writer):
    assert (
        put(catalogue.put_skus, SKU, SKU | {"sku": "MUG"}, {"sku": "X", "barcodes": "123"}) == ["loaded"] * 3
    )
    assert writer.perform(SYSTEM, catalogue.shared_barcodes) == ["5012345678900", "15012345678907"]


def test_how_a_sku_is_tracked_is_fixed_once_it_has_moved(stocked):
    assert stocked(catalogue.put_skus, SKU | {"track": "lot"}) == ["loaded"]
    assert stocked(catalogue.put_skus, SKU | {"track": "none"}) == ["loaded"]
    assert stocked(opening_balance.put_stock, BIN) == ["loaded"]
    assert stocked(catalogue.put_skus, SKU | {"track": "lot"}) == [("sku.track_fixed", "track")]


def test_locations(put, database):
    row = {"code": "03-02-A", "kind": "bin", "zone": "A", "check": "07", "x_m": "4", "y_m": "-1.5"}
    assert [put(locations.put_locations, row) for _ in range(2)] == [["loaded"], ["unchanged"]]
    assert put(locations.put_locations, row | {"check": "70"}) == ["loaded"]
    with database.reading() as session:
        place = session.scalars(select(Place).where(Place.code == "03-02-A")).one()
        assert (place.check, place.x_m, place.y_m, place.label) == ("70", 4.0, -1.5, "LOC-03-02-A")


BAD_LOCATIONS = [
    ({"kind": "shelf"}, ("file.bad_choice", "kind")),
    ({"kind": "putback"}, ("file.bad_choice", "kind")),
    ({"check": "7"}, ("location.bad_check", "check")),
    ({"check": "٠٧"}, ("location.bad_check", "check")),
    ({"x_m": "nan"}, ("file.bad_number", "x_m")),
    ({"x_m": "far"}, ("file.bad_number", "x_m")),
    ({"code": "TOTE-0007"}, ("location.code_taken", "code")),
    ({"code": "Damaged"}, ("location.code_taken", "code")),
    ({"code": "x" * 101}, ("file.too_long", "code")),
]


def test_a_location_that_makes_no_sense_is_refused(put):
    row = {"code": "03-02-A", "kind": "bin", "check": "07"}
    rows = [row | wrong for wrong, _ in BAD_LOCATIONS]
    assert put(locations.put_locations, *rows) == [outcome for _, outcome in BAD_LOCATIONS]


def test_a_bin_with_stock_stays_a_bin(stocked):
    stocked(opening_balance.put_stock, BIN)
    station = {"code": "01-01-A", "kind": "station", "check": "12"}
    assert stocked(locations.put_locations, station) == [("location.in_use", "kind")]
    assert stocked(locations.put_locations, station | {"code": "01-02-A"}) == ["loaded"]


def test_opening_stock_is_ledger_moves_from_the_supplier(stocked, database):
    rows = [BIN, {"location": "01-02-a", "sku": "TEA", "lot": "L1", "expiry": "2031-01-31", "quantity": "5"}]
    assert stocked(opening_balance.put_stock, *rows) == ["loaded"] * 2
    assert stocked(opening_balance.put_stock, *rows) == ["unchanged"] * 2
    with database.reading() as session:
        assert session.execute(select(func.count(Move.id), func.sum(Move.quantity))).one() == (2, 28)
        assert session.scalar(select(func.sum(Quant.on_hand))) == 28
        assert session.scalars(select(Lot)).one().expiry.isoformat() == "2031-01-31"
        assert findings(session) == []


def test_a_row_already_loaded_stays_whatever_moved_and_another_figure_is_refused(stocked, writer, database):
    def take_five(tx):
        quant = tx.db.scalars(select(Quant)).one()
        ledger.move(tx, quant.sku_id, None, 5, quant.place, ledger.outside(tx.db, "adjustment"), "count")

    stocked(opening_balance.put_stock, BIN)
    writer.perform(SYSTEM, take_five)
    assert stocked(opening_balance.put_stock, BIN, BIN | {"quantity": "18"}) == [
        "unchanged",
        ("stock.moved_since", "quantity"),
    ]
    assert all_of(database, Quant.on_hand) == [(18,)]


def test_goods_that_came_otherwise_get_no_opening_balance(stocked, writer):
    def receive(tx):
        sku, place = (tx.db.scalars(select(table).where(table.code == code)).one() for table, code in (
            (Sku, "CUP"), (Place, "01-01-A")))  # fmt: skip
        ledger.move(tx, sku.id, None, 5, ledger.outside(tx.db, "supplier"), place, "receipt")

    writer.perform(SYSTEM, receive)
    assert stocked(opening_balance.put_stock, BIN) == [("stock.moved_since", "quantity")]
    assert stocked(opening_balance.put_stock, BIN | {"quantity": "0"}) == ["unchanged"]


BAD_STOCK = [
    ({"location": "09-09-Z"}, ("opening.no_such_bin", "location")),
    ({"location": "PACK-1"}, ("opening.no_such_bin", "location")),
    ({"sku": "NONE"}, ("opening.no_such_sku", "sku")),
    ({"lot": "L1"}, ("opening.lot_unwanted", "lot")),
    ({"sku": "TEA"}, ("opening.lot_missing", "lot")),
    ({"expiry": "2031-01-31"}, ("opening.lot_missing", "expiry")),
    ({"sku": "TEA", "lot": "L1", "expiry": "31.1.2031"}, ("file.bad_date", "expiry")),
    ({"quantity": ""}, ("file.missing_value", "quantity")),
    ({"quantity": "-3"}, ("file.bad_number", "quantity")),
    ({"quantity": "1.5"}, ("file.bad_number", "quantity")),
    ({"sku": "a\x00"}, ("file.unreadable_text", "sku")),
    ({"location": "a\ud800"}, ("file.unreadable_text", "location")),
]


def test_stock_that_makes_no_sense_is_refused(stocked, database):
    rows = [BIN | wrong for wrong, _ in BAD_STOCK]
    assert stocked(opening_balance.put_stock, *rows) == [outcome for _, outcome in BAD_STOCK]
    assert all_of(database, Quant.id) == all_of(database, Move.id) == all_of(database, Lot.id) == []


def test_a_lot_has_one_expiry(stocked):
    row = BIN | {"sku": "TEA", "lot": "L1", "expiry": "2031-01-31"}
    other = row | {"location": "01-02-A", "expiry": "2031-02-28"}
    assert stocked(opening_balance.put_stock, row, other) == ["loaded", ("opening.other_expiry", "expiry")]


@pytest.mark.parametrize(
    ("cell", "code", "why"),
    [
        ("5.01235E+12", "sku.unfit_barcode", "spreadsheet"),
        ("5,01235E+12", "sku.unfit_barcode", "spreadsheet"),
        ("5012345678900.0", "sku.unfit_barcode", "spreadsheet"),
        ("#N/A", "sku.unfit_barcode", "spreadsheet"),
        ("#REF!", "sku.unfit_barcode", "spreadsheet"),
        ("n/a", "sku.unfit_barcode", "spreadsheet"),
        ('="5012345678900"', "sku.unfit_barcode", "spreadsheet"),
        ("12345678901", "sku.unfit_barcode", "lost_digit"),
        ("5012345678901", "sku.unfit_barcode", "check_digit"),
        ("12345678", "sku.unfit_barcode", "check_digit"),
        ("(01)05012345678901", "sku.unfit_barcode", "check_digit"),
        ("0150123456789076", "sku.unfit_barcode", "extra_digit"),
        ("LOC-03-02-A", "sku.unfit_barcode", "house_code"),
        ("CMD-SHORT", "sku.unfit_barcode", "house_code"),
        ("47", "sku.unfit_barcode", "house_code"),
        ("P-000123", "sku.unfit_barcode", "house_code"),
        ("395201230000000012", "sku.unfit_barcode", "not_of_goods"),
        ("ABC 123", "sku.one_or_two", None),
        ("5012345678900,15012345678907", "sku.one_or_two", None),
    ],
)
def test_a_barcode_that_no_scanner_gives_is_named(put, cell, code, why):
    assert put(catalogue.put_skus, SKU | {"barcodes": cell}) == [(code, "barcodes")]
    with pytest.raises(Refused) as refused:
        catalogue.read_barcodes(cell)
    assert refused.value.params.get("why") == (f"sku.why_{why}" if why else None)
    assert "…" not in text(code, "en", refused.value.params)


def test_barcodes_with_blanks_stand_between_semicolons(put, database):
    assert put(catalogue.put_skus, SKU | {"barcodes": "ABC 123; 5012345678900*2;"}) == ["loaded"]
    assert sorted(all_of(database, Barcode.key, Barcode.factor)) == [("05012345678900", 2), ("ABC 123", 1)]


@pytest.mark.parametrize("code", ["5.01235E+12", "#N/A", "###"])
def test_what_a_spreadsheet_makes_of_a_code_is_no_code(put, code):
    assert put(catalogue.put_skus, SKU | {"sku": code}) == [("file.from_spreadsheet", "sku")]
    assert put(locations.put_locations, {"code": code, "kind": "bin"}) == [("file.from_spreadsheet", "code")]


def test_marks_that_no_screen_shows_are_no_part_of_a_code(put, database):
    assert put(catalogue.put_skus, SKU | {"sku": "\ufeffC\u200bUP\u200e", "barcodes": "\u202aX-9\u202c"}) == [
        "loaded"
    ]
    with database.reading() as session:
        assert find_sku(session, parse(RawRead("SKU-C\u00adUP")))[0].code == "CUP"
        assert find_sku(session, parse(RawRead("X\u200d-9")))[0].code == "CUP"
