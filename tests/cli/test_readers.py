"""`floor reader …`, run as people run it; and the process that listens, between a reader and a server."""

import subprocess
import time

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from floor.cli.main import main
from floor.core.database import Database
from models import Place, TagPass
from tests.radio.emulator import Mood, emulator, report
from tests.radio.tags import sscc_tag
from tests.served import FLOOR, ROOT, Served

SSCC = "340123450000000017"


@pytest.fixture
def floor(tmp_path, monkeypatch):
    """Runs `floor reader …` in a warehouse with one dock: (exit status, what it printed)."""
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path))
    monkeypatch.delenv("FLOOR_DATABASE_URL", raising=False)
    assert CliRunner().invoke(main, ["init"]).exit_code == 0
    database = Database(f"sqlite:///{tmp_path / 'floor.db'}")
    with database.writing() as session:
        session.add(Place(code="DOCK-1", kind="dock"))
        session.commit()
    database.close()

    def run(*arguments):
        result = CliRunner().invoke(main, ["reader", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


def test_what_a_reader_reports_arrives_at_the_server(tmp_path, floor):
    server = Served(tmp_path)
    with emulator([report(sscc_tag(SSCC))], Mood(drop_after=0)) as reader:
        address = f"127.0.0.1:{reader.port}"
        status, secret = floor("add", "door-1", "--kind", "door", "--place", "DOCK-1", "--address", address)
        assert (status, secret[:6]) == (0, "whsec_")
        assert floor("list") == (0, f"door-1: door DOCK-1 {address} never heard\n")
        listening = subprocess.Popen([FLOOR, "reader", "run", "door-1"], env=server.environment, cwd=ROOT)
        try:
            assert reader.done.wait(20)
            server.start()  # what was read before waits for it
            assert arrived(tmp_path) == [(SSCC, "reader.other_owner")]
        finally:
            listening.terminate()
            listening.wait(20)
            server.stop()
    assert "never heard" not in floor("list")[1]


def arrived(home):
    database = Database(f"sqlite:///{home / 'floor.db'}")
    found, give_up = [], time.monotonic() + 20
    while time.monotonic() < give_up and not (found and found[0][1]):
        time.sleep(0.1)
        with database.reading() as session:
            found = [tuple(row) for row in session.execute(select(TagPass.sscc, TagPass.code))]
    database.close()
    return found


def test_readers_come_and_go_and_wrong_ones_are_explained(floor):
    status, said = floor("add", "door-1", "--kind", "door", "--place", "DOCK-9")
    assert (status, "a door needs a dock" in said) == (1, True)
    assert floor("add", "tunnel-1", "--kind", "tunnel")[0] == 0
    status, said = floor("run", "tunnel-1")
    assert (status, "no address" in said) == (1, True)
    assert floor("remove", "tunnel-1") == (0, "")
    assert floor("list") == (0, "")
    assert floor("run", "tunnel-1")[0] == 1
