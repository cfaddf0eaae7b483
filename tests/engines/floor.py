"""What the steps work on: a warehouse with orders, somebody with a handheld, and somebody at the desk."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from floor.core.database import Database
from models import Receipt
from tests.client import Caller, Handheld, Json
from tests.engines.devtools import chromium
from tests.engines.someone import Someone
from tests.served import Secure, Served, served

WAREHOUSE = Path(__file__).parents[1] / "browser" / "whole_warehouse"
WORKER, HELPER, BOSS = "1001", "1002", "9001"
HANDHELD, TABLET = (360, 640), (1280, 800)
SEEN = "TOTE-0011"  # what every handheld's camera sees


def load(home: Path) -> None:
    """The warehouse of the browser tests, and each of its orders again for a month later: FLOOR_HOME, to be copied."""
    more = home.parent / "more"
    more.mkdir()
    orders = (WAREHOUSE / "orders.csv").read_text("utf-8")
    (more / "orders.csv").write_text(orders.replace(",8001", ",9001").replace("2031-03", "2031-04"), "utf-8")
    with served(home) as server:
        for folder in (WAREHOUSE, more):
            assert "0 rejected" in server.command("load", folder).splitlines()[-1]


def copy(home: Path, folder: Path) -> Served:
    shutil.copytree(home, folder / "home")
    return Served(folder / "home")


@dataclass
class Floor:
    server: Served
    hand: Someone
    desk: Someone
    binary: Path  # of their browser
    parcel: str = ""  # the number on the label of the last one

    @contextlib.contextmanager
    def browser(self, url: str, *flags: str) -> Iterator[Someone]:
        """Somebody else with such a handheld, at another address."""
        with chromium(self.binary, *HANDHELD, *flags) as tab:
            yield Someone(tab, url)

    @contextlib.contextmanager
    def secure(self) -> Iterator[Secure]:
        """A server with https of its own making, beside the other."""
        with tempfile.TemporaryDirectory(prefix="floor-engine-") as folder:
            server = Secure(Path(folder) / "home")
            server.home.mkdir()
            server.command("init")
            try:
                server.start()
                yield server
            finally:
                server.stop()

    def boss(self) -> Caller:
        caller = Caller(self.server.url, patience=5)
        signed = caller.post("/login", {"badge": BOSS, "pin": pin(BOSS), "device": "desk"})
        caller.token = signed["token"]
        return caller

    def helper(self) -> Handheld:
        """Somebody who does what this person's work needs to have been done before."""
        helper = Handheld(self.server.url, HELPER, pin(HELPER), "helper", patience=5)
        helper.sign_in()
        return helper

    def release(self) -> None:
        """A wave of the next order."""
        self.boss().post("/waves", {"max_orders": 1})

    def picked(self) -> str:
        """An order that waits to be packed: its tote."""
        self.release()
        helper = self.helper()
        work = helper.next_work("pick")
        assert work
        done = helper.work_through(work)
        assert done["state"] == "done", done
        return next(each["sent"]["body"]["scan"] for each in helper.answers)

    def packed(self) -> str:
        """A parcel that waits to be loaded: its number."""
        helper = self.helper()
        work = helper.open_work("pack", scan=self.picked())
        while work["expect"]["kind"] != "parcel":
            work = helper.follow(work)
        number: str = work["expect"]["codes"][0]
        helper.work_through(work)
        return number

    def work(self) -> int:
        """That of the handheld, as its address says."""
        query = urlsplit(self.hand.tab.run("() => location.href")).query
        return int(query.rpartition("=")[2])

    def receipts(self) -> list[tuple[str, bool]]:
        """Of that work: what was scanned, in its order, and whether it counted."""
        database = Database(f"sqlite:///{self.server.home / 'floor.db'}")
        with database.reading() as session:
            query = select(Receipt.scan, Receipt.accepted).where(Receipt.work_id == self.work())
            found = [(scan, accepted) for scan, accepted in session.execute(query.order_by(Receipt.seq))]
        database.close()
        return found

    def document(self) -> Json:
        """That work as the server has it."""
        document: Json = self.boss().get(f"/work/{self.work()}")
        return document


def pin(badge: str) -> str:
    return f"47{badge}"
