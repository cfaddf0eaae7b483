"""`floor load`: every row in or rejected with a reason, whatever the files hold; again they change nothing."""

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from floor.core.database import Database
from floor.core.messages import CODES
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.demo import demo
from floor.integration.formats import FORMATS
from floor.integration.imports import load_folder
from floor.invariants import findings
from floor.order_changes.cancelling import cancel_order
from floor.warehouse.setup import set_up
from models import Barcode, InStoreForm, Lot, Move, Order, OrderLine, Outbox, Person, Place, Quant, Sku

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
ORDER = {
    "channel": "webshop", "number": "1", "placed_at": "2031-01-01T09:00:00Z", "priority": "normal",
    "due": "2031-01-02T17:00:00Z", "paid": "yes", "name": "Ada", "street": "1 High Street", "city": "London",
    "postcode": "N1", "country": "GB", "phone": "", "email": "", "service": "standard", "sku": "CUP",
    "quantity": "2", "unit_price": "1.5",
}  # fmt: skip
HEADER = ",".join(ORDER)


@pytest.fixture
def writer(database):
    writer = Writer(database)
    writer.perform(SYSTEM, set_up)
    return writer


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def load(writer, folder, tmp_path):
    def do(**files):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
            (folder / f"{name}.csv").write_bytes(data)
        return load_folder(writer, folder, tmp_path / "home", b"pepper", lambda _name, _rows: None)

    return do


def counts(report):
    return {file.name: (file.loaded, file.unchanged, file.rejected) for file in report.files}


def rejected(path):
    """The rejected rows: why, and their own columns where no name stands twice."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        header, *rows = csv.reader(file)
    return [
        dict(zip(header[4:], row[4:], strict=False)) | dict(zip(header[:4], row, strict=False))
        for row in rows
    ]


def order_rows(*rows):
    lines = [HEADER, *(",".join({**ORDER, **row}.values()) for row in rows)]
    return "\n".join(lines) + "\n"


def orders(database):
    with database.reading() as session:
        return {
            order.number: (
                order.status,
                [line.quantity_text for line in order.lines],
                [h.code for h in order.holds],
            )
            for order in session.scalars(select(Order).order_by(Order.id))
        }


def everything(database):
    """All that loading could change."""
    with database.reading() as session:
        return [
            [tuple(row) for row in session.execute(select(*table.__table__.columns).order_by(table.id))]
            for table in (
                Person,
                InStoreForm,
                Sku,
                Barcode,
                Place,
                Lot,
                Quant,
                Move,
                Order,
                OrderLine,
                Outbox,
            )
        ]


def test_a_whole_folder_loads_and_again_changes_nothing(load, folder, database):
    for path in demo.DATA.glob("*.csv"):
        (folder / path.name).write_bytes(path.read_bytes())
    people = "badge,pin,name,roles,language\n1001,4711,Ann,picker,en\n"
    scales = "prefix,item,value\n21,3-7,8-12\n"
    faces = "location,sku,min,max\n01-01-A,22720,2,40\n"
    kits = "kit,component,quantity\n22720,22423,2\n"
    first = load(people=people, in_store=scales, pick_faces=faces, components=kits)
    before = everything(database)
    again = load(people=people, in_store=scales, pick_faces=faces, components=kits)
    assert everything(database) == before
    assert (first.exit_status, again.exit_status) == (0, 0)
    for name, (loaded, unchanged, bad) in counts(first).items():
        assert (unchanged, bad) == (0, 0)
        assert counts(again)[name] == (0, loaded, 0)
    assert [file.name for file in first.files] == [f"{kind.name}.csv" for kind in FORMATS]
    with database.reading() as session:
        assert session.scalar(select(func.count(OrderLine.id))) == counts(first)["orders.csv"][0]
        assert findings(session) == []


def test_gzip_bom_crlf_quotes_unknown_columns_and_any_order_of_columns(load, folder, database):
    text = '\ufeffunit,NAME, sku ,name2\r\n"a ""b""","Two\r\nlines",A,\r\n,"Cup, blue",B,x\r\n\r\n'
    (folder / "skus.csv.gz").write_bytes(gzip.compress(text.encode()))
    report = load()
    assert counts(report) == {"skus.csv.gz": (1, 0, 1)}  # a name goes on one line of a label
    assert report.files[0].unknown_columns == ["unit", "name2"]
    with database.reading() as session:
        assert session.execute(select(Sku.code, Sku.name)).all() == [("B", "Cup, blue")]
    [row] = rejected(folder / "rejected" / "skus.csv")
    assert (row["row"], row["column"], row["code"], row["sku"]) == ("2", "name", "file.unreadable_text", "A")
    assert row["unit"] == 'a "b"'


def test_rejected_rows_are_written_with_the_reason_before_their_own_columns(load, folder):
    report = load(skus="sku,weight_g,colour\nA,1,red\nB,heavy,blue\n,1,none\nA,2,red\n")
    assert (report.exit_status, counts(report)) == (1, {"skus.csv": (1, 0, 3)})
    path = folder / "rejected" / "skus.csv"
    assert report.files[0].rejected_to == path
    assert path.read_text().splitlines()[0] == "row,column,code,text,sku,weight_g,colour"
    assert [(r["row"], r["column"], r["code"], r["sku"], r["colour"]) for r in rejected(path)] == [
        ("5", "sku", "file.named_twice", "A", "red"),
        ("3", "weight_g", "file.bad_number", "B", "blue"),
        ("4", "sku", "file.missing_value", "", "none"),
    ]
    assert all(row["text"] for row in rejected(path))
    assert load(skus="sku,weight_g\nA,1\n").exit_status == 0
    assert not path.exists()


def test_where_the_folder_cannot_be_written_rejected_rows_go_under_the_home(load, folder, tmp_path):
    (folder / "rejected").write_text("in the way")
    report = load(skus="sku,weight_g\nA,x\n")
    assert report.files[0].rejected_to == tmp_path / "home" / "rejected" / "skus.csv"
    assert [row["code"] for row in rejected(report.files[0].rejected_to)] == ["file.bad_number"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file.empty"),
        (b"\n\n", "file.empty"),
        ("sku\nA\n".encode("utf-16"), "file.not_csv"),
        (b"\x1f\x8b\x08 no gzip", "file.not_csv"),
        (b'"sku\nA\nB\n', "file.not_csv"),
        (b"name\nCup\n", "file.missing_columns"),
        (b"sku,name,SKU\nA,Cup,B\n", "file.repeated_columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_said_to_be_so_and_the_others_are_loaded(load, data, code):
    report = load(skus=data, locations="code,kind\n01,bin\n")
    assert report.exit_status == 2
    assert report.files[0].unreadable.code == code
    assert counts(report)["locations.csv"] == (1, 0, 0)


def test_a_torn_archive_and_a_folder_in_place_of_a_file(load, folder, database):
    whole = gzip.compress(order_rows(*({"number": str(n)} for n in range(5000))).encode())
    (folder / "orders.csv.gz").write_bytes(whole[: len(whole) // 2])
    (folder / "people.csv").mkdir()
    report = load()
    assert report.exit_status == 2
    assert [file.unreadable.code for file in report.files] == ["file.unreadable"] * 2
    assert orders(database) == {}


def test_an_empty_folder_is_no_success(load):
    assert load().exit_status == 2


def test_a_torn_row_takes_no_neighbour_with_it(load, folder, database):
    lines = [
        "sku,name",
        "A,one",
        'B,"two',
        "C,three",
        'D,"fo"ur',
        "E,five,6",
        "F",
        "G,seven",
        "H," + "x" * 2_000_000,
    ]
    lines += ["I,nine", 'J,5" pipe', 'K,"a ""quoted"" one"', "L,latin \udce9", "M,nul \x00", 'N,"end']
    report = load(skus="\n".join(lines))
    with database.reading() as session:
        names = dict(session.execute(select(Sku.code, Sku.name)).all())
    assert names == {
        "A": "one",
        "C": "three",
        "G": "seven",
        "I": "nine",
        "J": '5" pipe',
        "K": 'a "quoted" one',
    }
    found = {(row["row"], row["code"], row["sku"][:1]) for row in rejected(folder / "rejected" / "skus.csv")}
    assert found == {
        ("3", "file.bad_row", "B"),
        ("5", "file.bad_row", "D"),
        ("6", "file.wrong_cells", "E"),
        ("7", "file.wrong_cells", "F"),
        ("9", "file.bad_row", "H"),
        ("13", "file.unreadable_text", "L"),
        ("14", "file.unreadable_text", "M"),
        ("15", "file.bad_row", "N"),
    }
    assert counts(report) == {"skus.csv": (6, 0, 8)}


def test_rows_of_an_order_are_one_order_wherever_they_stand(load, database):
    rows = ({}, {"number": "2"}, {"sku": "JAR", "placed_at": "2031-01-01T08:59:00Z"}, {"channel": "other"})
    report = load(skus="sku\nCUP\nJAR\n", orders=order_rows(*rows))
    assert counts(report)["orders.csv"] == (4, 0, 0)
    with database.reading() as session:
        found = session.scalars(select(Order).order_by(Order.id)).all()
        assert [(o.channel, o.number, o.status, len(o.lines)) for o in found] == [
            ("webshop", "1", "ready", 2), ("webshop", "2", "ready", 1), ("other", "1", "ready", 1),
        ]  # fmt: skip
        assert found[0].placed_at.isoformat() == "2031-01-01T08:59:00+00:00"


def test_a_wrong_value_stays_on_its_order_which_is_held_whole(load, database):
    rows = ({}, {"sku": "JAR", "quantity": "-2"}, {"number": "2", "paid": "no"}, {"number": "3"})
    report = load(skus="sku\nCUP\nJAR\n", orders=order_rows(*rows))
    assert (report.exit_status, counts(report)["orders.csv"]) == (0, (4, 0, 0))
    assert orders(database) == {
        "1": ("held", ["2", "-2"], ["order.bad_quantity"]),
        "2": ("held", ["2"], ["order.unpaid"]),
        "3": ("ready", ["2"], []),
    }


def test_rows_that_disagree_about_their_order_hold_it(load, database):
    rows = ({}, {"sku": "JAR", "street": "2 High Street", "paid": "no"})
    load(skus="sku\nCUP\nJAR\n", orders=order_rows(*rows))
    with database.reading() as session:
        order = session.scalars(select(Order)).one()
        assert [(hold.code, hold.field) for hold in order.holds] == [
            ("order.rows_differ", "paid"),
            ("order.rows_differ", "ship_to.street"),
        ]


def test_the_very_same_row_twice_holds_its_order(load, database):
    load(skus="sku\nCUP\n", orders=order_rows({}, {}))
    assert orders(database) == {"1": ("held", ["2", "2"], ["order.repeated_row"])}


def test_a_torn_row_is_rejected_and_holds_the_order_whose_name_it_bears(load, folder, database):
    good, torn, strange = (
        order_rows({}),
        order_rows({"sku": "JAR"}),
        order_rows({"number": "2", "name": '"Ada'}),
    )
    text = good + torn.splitlines()[1].rsplit(",", 2)[0] + "\n" + strange.splitlines()[1] + "\n"
    report = load(skus="sku\nCUP\nJAR\n", orders=text)
    assert (report.exit_status, counts(report)["orders.csv"]) == (1, (1, 0, 2))
    status, lines, codes = orders(database)["1"]
    assert (status, len(lines), set(codes)) == ("held", 2, {"order.unknown_sku", "order.bad_quantity"})
    assert set(orders(database)) == {"1"}
    assert [row["code"] for row in rejected(folder / "rejected" / "orders.csv")] == [
        "file.wrong_cells",
        "file.bad_row",
    ]


def test_an_order_without_a_name_is_rejected_row_by_row(load, folder, database):
    report = load(skus="sku\nCUP\n", orders=order_rows({"number": ""}, {"number": " "}, {"number": "2"}))
    assert counts(report)["orders.csv"] == (1, 0, 2)
    found = rejected(folder / "rejected" / "orders.csv")
    assert [(row["row"], row["column"], row["code"], row["sku"]) for row in found] == [
        ("2", "number", "order.no_number", "CUP"),
        ("3", "number", "order.no_number", "CUP"),
    ]
    assert set(orders(database)) == {"2"}


def test_wrong_bytes_in_an_order_hold_it(load, database):
    load(skus="sku\nCUP\n", orders=order_rows({"name": "Jos\udce9"}, {"number": "2\udce9"}))
    assert orders(database) == {"1": ("held", ["2"], ["order.unreadable_text"])}


def test_a_changed_file_makes_a_proposal_once(load, database):
    load(skus="sku\nCUP\n", orders=order_rows({}))
    changed = order_rows({"quantity": "3"})
    assert [counts(load(orders=changed))["orders.csv"] for _ in range(2)] == [(1, 0, 0), (0, 1, 0)]
    assert orders(database) == {"1": ("held", ["2"], ["order.changed"])}


def test_a_changed_file_takes_up_a_cancelled_order_again_once(load, writer, database):
    load(skus="sku\nCUP\n", orders=order_rows({}))
    writer.perform(SYSTEM, cancel_order, 1)
    assert counts(load(orders=order_rows({})))["orders.csv"] == (0, 1, 0)
    changed = order_rows({"quantity": "3"})
    assert [counts(load(orders=changed))["orders.csv"] for _ in range(2)] == [(1, 0, 0), (0, 1, 0)]
    assert orders(database) == {"1": ("ready", ["3"], [])}


def test_every_column_of_the_formats_is_known(load):
    files = {kind.name: ",".join(kind.columns) + "\n" for kind in FORMATS}
    report = load(**files)
    assert [file.unknown_columns for file in report.files] == [[]] * len(FORMATS)
    assert report.exit_status == 0


CELL = st.one_of(
    st.text(max_size=8), st.binary(max_size=6).map(lambda b: b.decode("utf-8", "surrogateescape")),
    st.sampled_from(["A", "1", "-1", "bin", "picker", "1111", "yes", '"', '"a"', "GB", "2031-01-01", "A*2", ",", "\n"]),
)  # fmt: skip


@given(
    kind=st.sampled_from(FORMATS), rows=st.lists(st.lists(CELL, max_size=20), max_size=6), head=st.booleans()
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_file_breaks_the_load_and_every_row_is_counted_or_rejected(load, folder, kind, rows, head):
    for path in folder.glob("*.csv"):
        path.unlink()
    header = ",".join(kind.columns) + "\n" if head else ""
    report = load(**{kind.name: header + "\n".join(",".join(row) for row in rows)})
    [file] = report.files
    written = rejected(file.rejected_to) if file.rejected_to else []
    assert len(written) == file.rejected
    assert all(row["code"] in CODES for row in written)
    if file.unreadable:
        assert file.unreadable.code in CODES


def test_a_corrected_file_of_rejected_rows_can_be_loaded_as_it_is(load, folder, database):
    path = folder / "rejected" / "locations.csv"
    load(locations="code,kind\n01,shelf\n02,bin\n")
    corrected = path.read_text().replace("shelf", "bin")
    assert corrected.startswith("row,column,code,text,code,kind\n")
    report = load(locations=corrected)
    assert (counts(report), report.files[0].unknown_columns) == ({"locations.csv": (1, 0, 0)}, [])
    with database.reading() as session:
        assert set(session.scalars(select(Place.code).where(Place.kind == "bin"))) == {"01", "02"}


def test_a_week_of_a_real_shop_loads_whole_and_again_changes_nothing(sqlite_url, tmp_path):
    """The week itself where it is at hand, else the slice of it that the demo is made of."""
    source = SHARED / "retail-week" if (SHARED / "retail-week").is_dir() else demo.DATA
    database = Database(sqlite_url)
    writer = Writer(database)
    writer.perform(SYSTEM, set_up)
    reports = [load_folder(writer, source, tmp_path, b"pepper", lambda _name, _rows: None) for _ in range(2)]
    first, again = (counts(report) for report in reports)
    for name, (loaded, unchanged, bad) in first.items():
        assert (unchanged, bad) == (0, 0)
        assert again[name] == (0, loaded, 0)
    with database.reading() as session:
        assert session.scalar(select(func.count(OrderLine.id))) == first["orders.csv"][0]
        assert session.scalar(select(func.count(Order.id)).where(Order.status == "held")) > 0
        assert findings(session) == []
    database.close()


@pytest.mark.parametrize(("separator", "named"), [(";", ";"), ("\t", "file.tabs")])
def test_another_separator_is_named(load, separator, named):
    [file] = load(skus=f"sku{separator}name\nA{separator}B\n").files
    assert (file.unreadable.code, file.unreadable.params) == ("file.other_separator", {"separator": named})


def test_empty_rows_are_passed_over(load):
    [file] = load(skus="sku,name\nA,B\n,\n , \n\nC,D\n").files
    assert (file.loaded, file.rejected) == (2, 0)
