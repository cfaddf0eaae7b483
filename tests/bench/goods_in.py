"""Power cuts under 16 handhelds that receive, put away and count in the same few bins at once."""

import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from floor.core.database import Database
from models import CountLine, CountTask, GoodsReceipt, GoodsReceiptLine, Move, PutAwayTask
from tests.bench import warehouse
from tests.bench.kills import (
    PATIENCE_SECONDS,
    Aftermath,
    Hurt,
    hurt_again_and_again,
    kill,
    sixteen,
    what_came_of_it,
)
from tests.client import Caller, Handheld, Json, NotAccepted, Pull
from tests.served import Served, served

SKUS, SPARE, AISLE = 60, 40, 10  # each SKU has a bin of its own; the spare ones are empty
STOCK, LINES, UNITS = 100, 4, 3
SCANS_EACH = 10  # between two kills: a few steps of every kind of work
MISCOUNTS = 0.3  # of the counts: these say one unit more than there is
NOT_HERE = ("bin.counted",)  # refused, and told where else


def hurt_under_goods_in(home: Path, times: int, hurt: Hurt = kill, database_url: str = "") -> Aftermath:
    """Kills the server so often, or hurts it otherwise, while 16 handhelds receive, put away and count for as long as
    that takes, each unit that comes in by a scan of its own."""
    with served(home / "home", database_url) as server:
        write_hall(home / "files")
        server.command("load", home / "files")
        server.command("warehouse", "--count-pass-units", "1", "--count-pass-value", "1")
        server.start()
        boss = warehouse.boss(server)
        deliveries = announce(boss, 200 + 20 * times)
        with sixteen(server) as people:
            hands = [Hand(person, watching(boss), deliveries, at) for at, person in enumerate(people)]
            boss.close()
            hurt_again_and_again(server, people, [hand.work for hand in hands], times, hurt, SCANS_EACH)
            for hand in hands:
                hand.eyes.close()
            return what_came_of_it(server, people, on_the_server(server), times)


def watching(boss: Caller) -> Caller:
    """Somebody's eyes: what lies in a bin, whoever is at work there."""
    return Caller(f"http://{boss.host}", boss.token, PATIENCE_SECONDS)


def announce(boss: Caller, count: int) -> "itertools.count[int]":
    """So many deliveries are expected; answers their numbers, which everybody draws from."""
    for start in range(0, count, 500):
        numbers = range(start, min(count, start + 500))
        answers = boss.post("/receipts", [delivery(number) for number in numbers])
        if any(answer["status"] != "accepted" for answer in answers):
            raise RuntimeError(f"a delivery was not taken: {answers}")
    return itertools.count()


def delivery(number: int) -> Json:
    skus = [(number * 7 + line * 11) % SKUS for line in range(LINES)]
    return {
        "supplier": "ACME", "number": f"D-{number}",
        "lines": [{"sku": f"S{sku}", "quantity": UNITS} for sku in skus],
    }  # fmt: skip


@dataclass
class Hand:
    """Somebody who does one kind of work after the other, each beginning with another one.

    `counted` of the handheld keeps the units of accepted scans: those that came, that went into bins, and that were
    counted in them.
    """

    person: Handheld
    eyes: Caller
    deliveries: "itertools.count[int]"
    first: int
    dice: random.Random = field(default_factory=random.Random)

    def work(self, enough: threading.Event) -> None:
        """The first round is done to its end, however soon it is enough."""
        kinds: list[Callable[[threading.Event], None]] = [self.receive, self.put_away, self.count]
        begun = itertools.islice(itertools.cycle(kinds), self.first % len(kinds), None)
        for do in itertools.islice(begun, len(kinds)):
            do(threading.Event())
        while not enough.is_set():
            next(begun)(enough)

    def receive(self, enough: threading.Event) -> None:
        work = self.person.open_work("receive", scan=f"D-{next(self.deliveries)}")
        while work["expect"] and not enough.is_set():
            step = work["expect"]
            known = {"location": "LOC-DOCK-1", "container": f"TOTE-{work['id']}"}.get(step["kind"])
            work = self.scan(work, Pull(known)) if known else self.person.follow(work, each=True)

    def put_away(self, enough: threading.Event) -> None:
        work = self.person.next_work("putaway")
        while work and work["expect"] and not enough.is_set():
            step = work["expect"]
            if step["kind"] == "location":  # a bin that is being counted is not to be had
                spare = f"LOC-{warehouse.bin_code(self.dice.randrange(SKUS, SKUS + SPARE))}"
                work = self.scan(work, Pull((step["codes"] or [spare])[0]))
            else:
                work = self.scan(work, Pull(step["codes"][0]))

    def count(self, enough: threading.Event) -> None:
        aisle = str(self.dice.randint(1, (SKUS + SPARE) // AISLE))
        self.eyes.post("/counts/tasks", {"aisle": aisle})
        work = self.person.next_work("count")
        if work is None:
            return
        place = work["expect"]["name"] or work["expect"]["place"]
        if work["expect"]["kind"] == "location":
            work = self.scan(work, Pull(work["expect"]["codes"][0]))
        wrong = 1 if self.dice.random() < MISCOUNTS else 0
        for row in self.eyes.get(f"/stock?by=place&place={place}")["stock"]:
            units = row["on_hand"] + wrong
            work = self.scan(work, Pull(f"SKU-{row['sku']}", 1, 1))
            if units > 1:
                work = self.scan(work, Pull(f"CMD-QTY-{units}", 1, units - 1))
        while work["state"] == "open":  # that a bin is empty is said twice
            work = self.scan(work, Pull("CMD-CLOSE"))

    def scan(self, work: Json, pull: Pull) -> Json:
        answer = self.person.scan(work, pull)
        if not answer["accepted"] and answer["code"] not in NOT_HERE:
            raise NotAccepted(f"{work['number']}: {pull.scan} is {answer['code']} {answer['params']}")
        if answer["accepted"] and work["kind"] == "putaway":
            put = answer["code"] in ("putback.put_ok", "putback.done")
            self.person.counted["putaway"] += answer["params"]["units"] if put else 0
        elif answer["accepted"]:
            self.person.counted[work["kind"]] += pull.units
        after: Json = answer["work"]
        return after


def on_the_server(server: Served) -> Counter[str]:
    """Units that its lines say came, that its moves say were put away, and that its counts found."""
    came = func.sum(GoodsReceiptLine.counted + GoodsReceiptLine.damaged)
    put = select(func.sum(Move.quantity)).join(PutAwayTask, PutAwayTask.id == Move.work_id)
    database = Database(server.environment["FLOOR_DATABASE_URL"] or f"sqlite:///{server.home / 'floor.db'}")
    try:
        with database.reading() as session:
            received = select(came).join(GoodsReceipt, GoodsReceipt.id == GoodsReceiptLine.receipt_id)
            counted = select(func.sum(CountLine.units)).join(CountTask, CountTask.id == CountLine.task_id)
            queries = {"receive": received, "putaway": put.where(Move.why == "putaway"), "count": counted}
            return Counter({kind: int(session.scalar(query) or 0) for kind, query in queries.items()})
    finally:
        database.close()


def write_hall(folder: Path) -> None:
    folder.mkdir()
    warehouse.write_people(folder)
    skus = [(f"S{n}", f"THING NUMBER {n}", warehouse.ean13(n), "none") for n in range(SKUS)]
    warehouse.write(folder / "skus.csv", "sku,name,barcodes,track", skus)
    bins = [
        (
            warehouse.bin_code(n),
            "bin",
            "A",
            1 + n // AISLE,
            1 + n % AISLE,
            "A",
            f"{n % 100:02}",
            n // AISLE * 4,
            n % AISLE,
        )
        for n in range(SKUS + SPARE)
    ]
    docks = [("DOCK-1", "dock", "", "", "", "", "", 0, 0)]
    warehouse.write(folder / "locations.csv", "code,kind,zone,aisle,bay,level,check,x_m,y_m", bins + docks)
    stock = [(warehouse.bin_code(n), f"S{n}", "", "", STOCK) for n in range(SKUS)]
    warehouse.write(folder / "stock.csv", "location,sku,lot,expiry,quantity", stock)
