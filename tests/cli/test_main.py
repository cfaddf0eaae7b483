"""The command line, run as people run it: in an empty folder, on both databases."""

import os
import socket
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import click
import pytest
import requests
from click.testing import CliRunner
from sqlalchemy import func, inspect, select, update
from sqlalchemy.exc import InternalError, OperationalError

from floor.cli.main import COMMANDS, main
from floor.core import migrate
from floor.core.database import Database, only_looking
from floor.core.seals import seal_of
from floor.core.settings import ROOT, Settings
from floor.demo import demo
from floor.invariants import findings
from floor.people.pins import verify_pin
from floor.server import addresses
from floor.stock.levels import changed_levels
from models import (
    Alert,
    ApiToken,
    Carrier,
    CarrierRule,
    Event,
    GoodsReceipt,
    Order,
    Person,
    Place,
    Quant,
    Sku,
    Warehouse,
    Webhook,
    Work,
)
from models.base import fingerprint
from models.places import OUTSIDE, SYSTEM


@pytest.fixture
def home(tmp_path, monkeypatch, empty_database_url):
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOOR_DATABASE_URL", empty_database_url)
    return tmp_path / "home"


@pytest.fixture
def floor(home):
    """Runs `floor …`: (exit status, what it printed)."""

    def run(*arguments, **options):
        result = CliRunner().invoke(main, list(arguments), **options)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def rows(home, empty_database_url):
    database = Database(empty_database_url)

    def read(*columns):
        with database.reading() as session:
            return [tuple(row) for row in session.execute(select(*columns))]

    yield read
    database.close()


def test_the_list_of_commands_says_what_each_says_of_itself_and_loads_none():
    context = click.Context(main)
    for name, (_where, does) in COMMANDS.items():
        command = main.get_command(context, name)
        assert (command.name, " ".join(command.help.partition("\n\n")[0].split())) == (name, does)
    said = "import sys; from floor.cli.main import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    *help_, modules = shown.stdout.splitlines()
    assert set(COMMANDS) <= {line.split()[0] for line in help_ if line.strip()}
    assert not {"models", "sqlalchemy", "flask"} & set(modules.split())


def test_init_makes_a_warehouse_once(floor, rows, empty_database_url):
    for _ in range(2):
        assert floor("init")[0] == 0
    assert sorted(kind for (kind,) in rows(Place.kind)) == sorted((*SYSTEM, *OUTSIDE))
    assert rows(Warehouse.id, Warehouse.training) == [(1, False)]
    assert len(rows(Carrier.code)) == len({code for (code,) in rows(Carrier.code)}) > 0
    assert rows(func.count(CarrierRule.id))[0][0] > 0
    database = Database(empty_database_url)
    migrate.check(database.engine)  # raises where the tables are not up to date
    database.close()


def test_person_add(floor, rows, home):
    status, said = floor(
        "person", "add", "BADGE-7", "Ann", "--role", "picker", "--role", "packer", "--pin", "4711"
    )
    assert (status, "PIN" in said) == (0, False)
    [(badge, name, roles, pin_hash)] = rows(Person.badge, Person.name, Person.roles, Person.pin_hash)
    assert (badge, name, roles) == ("7", "Ann", ["picker", "packer"])
    pepper = Settings.from_environment().secret("pin-pepper")
    assert verify_pin(pin_hash, "4711", pepper)
    assert stat.S_IMODE((home / "secrets" / "pin-pepper").stat().st_mode) == 0o600
    status, said = floor("person", "add", "7", "Bob", "--role", "picker")
    assert (status, said) == (1, "Error: The badge 7 is somebody's already.\n")


def test_a_pin_is_made_or_asked_for(floor, rows):
    said = floor("person", "add", "8", "Bob", "--role", "supervisor", "--language", "zh-Hans")[1]
    made = said.split("PIN ")[1].split()[0]
    pepper = Settings.from_environment().secret("pin-pepper")
    assert len(made) == 6
    assert verify_pin(rows(Person.pin_hash)[0][0], made, pepper)
    status, said = floor("person", "add", "9", "Cid", "--role", "picker", "--pin", "-", input="1234\n1234\n")
    assert (status, "1234" in said) == (0, False)
    assert floor("person", "add", "10", "Dan", "--role", "picker", "--pin", "12")[0] == 1
    assert floor("person", "add", "11", "Eve", "--role", "boss")[0] == 2
    assert len(rows(Person.id)) == 2


def test_token_add_prints_the_token_and_keeps_its_fingerprint(floor, rows):
    status, said = floor("token", "add", "shop", "--scope", "orders", "--scope", "events")
    assert status == 0
    assert rows(ApiToken.name, ApiToken.token_hash, ApiToken.scopes) == [
        ("shop", fingerprint(said.strip()), ["orders", "events"])
    ]
    assert floor("token", "add", "shop", "--scope", "orders")[0] == 1
    assert floor("token", "add", "other", "--scope", "everything")[0] == 2
    assert floor("token", "add", "other")[0] == 2


def test_webhook_add_and_remove(floor, rows):
    status, said = floor("webhook", "add", "https://shop.example/hook")
    [(url, kept)] = rows(Webhook.url, Webhook.secret)
    assert (status, url) == (0, "https://shop.example/hook")
    assert seal_of(Settings.from_environment()).open(kept) == said.strip() != kept
    assert floor("webhook", "add", "nonsense")[0] == 1
    assert floor("webhook", "remove", "https://shop.example/hook")[0] == 0
    assert rows(Webhook.url) == []


def test_warehouse_shows_and_changes_its_settings(floor, rows):
    status, said = floor(
        "warehouse", "--name", "North", "--timezone", "Asia/Taipei", "--company-prefix", "952132"
    )
    assert (status, "timezone: Asia/Taipei" in said) == (0, True)
    assert rows(Warehouse.name, Warehouse.company_prefix) == [("North", "952132")]
    for wrong in (["--timezone", "Mars"], ["--company-prefix", "12"], ["--company-prefix", "1" * 13]):
        assert floor("warehouse", *wrong)[0] == 1
    assert floor("warehouse", "--weight-tolerance-percent", "101")[0] == 2
    assert rows(Warehouse.timezone, Warehouse.company_prefix) == [("Asia/Taipei", "952132")]


def test_supervisors_are_asked_for_longer_pins(floor):
    floor("person", "add", "1", "Boss", "--role", "supervisor", "--pin", "4711")
    assert "supervisor_pin_digits: 6" in floor("warehouse", "--supervisor-pin-digits", "6")[1]
    short = ("person", "add", "2", "Ann", "--pin", "47111", "--role")
    assert floor(*short, "admin") == (1, "Error: The PIN of a supervisor or admin needs at least 6 digits.\n")
    assert floor(*short, "picker")[0] == 0
    assert floor("person", "add", "3", "Bob", "--role", "admin", "--pin", "471100")[0] == 0


def test_load_counts_and_says_with_its_exit_status_how_it_went(floor, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "skus.csv").write_text("sku,colour\nA,red\nB,blue\n")
    status, said = floor("load", str(folder))
    # a machine that is slow is told how far the load is, too
    told = [line for line in said.splitlines() if not line.endswith((" rows", ": reading"))]
    assert (status, told) == (0, [
        "skus.csv: 2 loaded, 0 unchanged, 0 rejected",
        "skus.csv: ignored columns that Floor does not know: colour",
        "2 loaded, 0 unchanged, 0 rejected",
    ])  # fmt: skip
    (folder / "skus.csv").write_text("sku,barcodes,track\nA,,\nB,4711,\nC,4711,serial\nD,,often\n")
    status, said = floor("load", str(folder))
    assert status == 1
    assert "2 loaded, 1 unchanged, 1 rejected" in said
    assert "the barcode 4711 names more than one SKU" in said
    assert str(folder / "rejected" / "skus.csv") in said
    (folder / "locations.csv").write_text("place\nA\n")
    status, said = floor("load", str(folder))
    assert (status, "locations.csv: The file lacks the columns code, kind." in said) == (2, True)
    assert floor("load", str(tmp_path / "nowhere"))[0] == 2


def test_check_looks_and_changes_nothing(floor, home, empty_database_url):
    assert "there is no database" in floor("check")[1] or empty_database_url.startswith("postgresql")
    assert not (home / "floor.db").exists()
    database = Database(empty_database_url)
    migrate.upgrade(database.engine, "0004")
    before = inspect(database.engine).get_table_names()
    status, said = floor("check")
    assert (status, "at revision 0004" in said, "`floor init`" in said) == (1, True, True)
    assert inspect(database.engine).get_table_names() == before
    database.close()


def test_nothing_can_be_written_by_whoever_only_looks(floor, empty_database_url):
    floor("init")
    with only_looking(empty_database_url) as session, pytest.raises((OperationalError, InternalError)):
        session.execute(update(Warehouse).values(name="X"))


def test_check_says_from_where_on_rewriting_is_told(floor, empty_database_url):
    floor("demo")
    database = Database(empty_database_url)
    with database.writing() as session:
        session.add(Event(id=1, type="x", at=datetime.now(UTC), data={}))
        session.commit()
    database.close()
    assert "events up to 1 have no chain" in floor("check")[1]


def test_check_lists_what_is_off(floor, rows, empty_database_url):
    assert floor("demo")[0] == 0
    assert floor("check") == (0, "everything adds up\n")
    database = Database(empty_database_url)
    with database.writing() as session:
        session.scalars(select(Quant).limit(1)).one().on_hand += 1
        session.commit()
    database.close()
    status, said = floor("check")
    assert status == 1
    assert "the ledger says" in said
    assert "adjustments" in said  # and what came in and went out says otherwise, too
    assert "2 findings" in said


def test_demo_makes_a_training_warehouse_and_uses_it_again(floor, rows, home):
    status, first = floor("demo")
    assert status == 0
    people = home / "demo-people.txt"
    assert stat.S_IMODE(people.stat().st_mode) == 0o600
    assert people.read_text() in first
    assert "Only this computer can reach it. For phones: start it with HOST=0.0.0.0" in first
    assert rows(Warehouse.training) == [(True,)]
    before = rows(Order.id, Order.version, Order.due)
    assert floor("demo") == (0, first)
    assert rows(Order.id, Order.version, Order.due) == before
    pepper = Settings.from_environment().secret("pin-pepper")
    hashes = dict(rows(Person.badge, Person.pin_hash))
    for person in demo.read_people(people):
        assert verify_pin(hashes[person["badge"].removeprefix("BADGE-")], person["pin"], pepper)
    assert {role for (roles,) in rows(Person.roles) for role in roles} == {
        "receiver", "picker", "packer", "dispatcher", "supervisor", "admin",
    }  # fmt: skip


def test_the_demo_has_something_to_pick_and_something_to_decide_from_today_on(
    floor, rows, empty_database_url
):
    floor("demo")
    states = [status for (status,) in rows(Order.status)]
    assert len(states) == 38
    assert set(states) == {
        "ready", "held", "allocated", "waved", "picking", "picked", "packed", "handed_over",
    }  # fmt: skip
    due = [due for (due,) in rows(Order.due)]
    assert datetime.now(UTC) - timedelta(days=2) < min(due) < datetime.now(UTC)
    assert [code for (code,) in rows(Alert.code)] == ["alert.help"]
    assert {kind for (kind,) in rows(Place.kind)} >= {"bin", "station", "stage", "dock"}
    assert rows(func.count(Sku.id)) == [(48,)]
    database = Database(empty_database_url)
    with database.reading() as session:
        assert findings(session) == []
    database.close()


def test_goods_come_in_at_the_demo_too(floor, rows, empty_database_url):
    """One delivery is received and partly put away, one is in hand, one expected, one went straight to packing."""
    floor("demo")
    deliveries = {
        number: (state, began is not None, closed)
        for number, state, began, closed in rows(
            GoodsReceipt.delivery, GoodsReceipt.state, GoodsReceipt.dock_id, GoodsReceipt.closed_because
        )
    }
    assert deliveries == {
        "DN-70114": ("done", True, "station.why_short_sent"), "DN-70120": ("open", False, None),
        "HA-2603": ("open", True, None), "RT-118": ("done", True, ""),
    }  # fmt: skip
    database = Database(empty_database_url)
    with database.reading() as session:
        works = [(work.kind, work.state) for work in session.scalars(select(Work))]
        assert ("putaway", "done") in works
        assert ("putaway", "open") in works
        assert works.count(("count", "open")) == 2
        [straight] = session.scalars(select(Quant).where(Quant.place.has(code="TOTE-0203")))
        assert (straight.on_hand, straight.allocated, straight.place.at.kind) == (12, 8, "station")
        low = [
            sku for sku, level in changed_levels(session, datetime.now(UTC).date(), {}).items() if level.low
        ]
        assert len(low) == 3
    database.close()


def test_a_lost_list_of_people_is_made_anew(floor, rows, home):
    floor("demo")
    before = dict(rows(Person.badge, Person.pin_hash))
    (home / "demo-people.txt").unlink()
    assert floor("demo")[0] == 0
    after = dict(rows(Person.badge, Person.pin_hash))
    assert before.keys() == after.keys()
    assert all(before[badge] != after[badge] for badge in before)


def test_the_demo_keeps_away_from_a_real_warehouse(floor, rows):
    floor("person", "add", "7", "Ann", "--role", "picker")
    status, said = floor("demo")
    assert (status, "The demo needs an empty one" in said) == (1, True)
    assert rows(Warehouse.training) == [(False,)]
    assert rows(func.count(Sku.id)) == [(0,)]


def test_a_phone_gets_a_qr_code_where_it_can_reach_the_server(floor, monkeypatch):
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "8123")
    said = floor("demo")[1]
    assert f"http://{addresses.lan_address()}:8123/" in said
    assert "█" in said


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("localhost", "http://localhost:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("10.0.0.5", "http://10.0.0.5:8000/"),
        ("floor.example", "http://floor.example:8000/"),
    ],
)
def test_addresses(tmp_path, host, address):
    settings = Settings(home=tmp_path, database_url="", host=host)
    assert addresses.local(settings) == address
    assert addresses.is_loopback(host) == (host in ("127.0.0.1", "localhost", "::1"))


def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(floor, monkeypatch):
    monkeypatch.setenv("FLOOR_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    status, said = floor("check")
    assert status == 1
    assert said.startswith("Error: the database cannot be used")
    monkeypatch.setenv("FLOOR_DATABASE_URL", "mysql://localhost/none")
    assert floor("check")[1].startswith("Error: ")


@pytest.mark.parametrize("command", [("serve",), ("demo", "--serve")])
def test_a_taken_port_is_told_in_one_line_before_anything_else(floor, monkeypatch, command):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        status, said = floor(*command)
    assert status == 1
    assert said.splitlines() == [
        f"Error: another program has port {port} on 127.0.0.1; choose another, such as PORT={port % 60000 + 1}"
    ]


def test_an_address_of_another_computer_is_refused(floor, monkeypatch):
    monkeypatch.setenv("HOST", "192.0.2.1")
    status, said = floor("serve")
    assert status == 1
    assert said.startswith("Error: HOST=192.0.2.1 is no address of this computer")


def test_serve_prints_its_address_and_serves(home):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from floor.cli.main import main; main()", "serve"]
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "PYTHONPATH": str(ROOT)}
    with (home.parent / "said").open("w+") as said:
        server = subprocess.Popen(
            command, cwd=home.parent, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            assert answers(f"http://127.0.0.1:{port}/api/v1/openapi.json", server)
        finally:
            server.terminate()
            server.wait(20)
        said.seek(0)
        words = said.read().splitlines()
        assert words[0] == f"Floor: http://127.0.0.1:{port}/"
        assert all(
            "FLOOR_REDIS_URL" in line for line in words[1:]
        )  # on PostgreSQL, that a second server needs it


def answers(url, server):
    give_up = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < give_up:
        try:
            return requests.get(url, timeout=10).status_code == 200
        except requests.ConnectionError:
            time.sleep(0.1)
    return False
