"""Power cuts and other faults, again and again, under handhelds that send the same scan until it is answered."""

import contextlib
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.bench import warehouse
from tests.client import Caller, Handheld
from tests.faults import SmallDisk, answers, crash, end_backends
from tests.served import Served

HANDHELDS = 16
PATIENCE_SECONDS = 60.0
Hurt = Callable[[Served, int], None]  # and how often it was hurt before
Labour = Callable[[threading.Event], None]  # what somebody does until it is enough
PAUSE_SECONDS = (0.0, 0.11, 0.23, 0.37, 0.53)  # so that the power goes at any moment of a scan


@dataclass(frozen=True)
class Aftermath:
    """What the handhelds know (`answered` scans, `accepted` units by kind of work) and what the server says of the
    same, after so many `faults`."""

    faults: int
    answered: int
    replayed: int
    accepted_units: Counter[str]
    server_units: Counter[str]
    told_otherwise: int
    check: str

    @property
    def lost_or_doubled(self) -> int:
        kinds = {*self.accepted_units, *self.server_units}
        off = sum(abs(self.accepted_units[kind] - self.server_units[kind]) for kind in kinds)
        return off + self.told_otherwise


def kill(server: Served, _number: int) -> None:
    server.kill()
    server.start()


def fill(disk: SmallDisk) -> Hurt:
    """The disk is full for a second, as if something else had filled it."""

    def hurt(_server: Served, _number: int) -> None:
        disk.fill()
        time.sleep(1)
        disk.make_room()

    return hurt


def end_or_crash(url: str) -> Hurt:
    """PostgreSQL ends all connections, or every third time crashes and recovers."""

    def hurt(_server: Served, number: int) -> None:
        (end_backends if number % 3 else crash)(url)
        while not answers(url):
            time.sleep(0.05)

    return hurt


def hurt_under_scans(home: Path, times: int, hurt: Hurt = kill, database_url: str = "") -> Aftermath:
    """Kills the server so often, or hurts it otherwise, while 16 handhelds pick, each unit by a scan of its own, for as
    long as that takes."""
    with warehouse.serve(home, orders=150 + 12 * times, database_url=database_url) as server:
        boss = warehouse.boss(server)
        boss.patience = PATIENCE_SECONDS
        wave = boss.post("/waves", {"max_orders": 5000})
        with sixteen(server) as people:
            picking = [(lambda enough, person=person: pick(person, enough)) for person in people]
            hurt_again_and_again(server, people, picking, times, hurt)
            units = Counter(pick=int(boss.get(f"/waves/{wave['id']}")["units_done"]))
            boss.close()
            return what_came_of_it(server, people, units, times)


@contextlib.contextmanager
def sixteen(server: Served) -> Iterator[list[Handheld]]:
    """People with handhelds who are signed in, and wait for an answer until it comes."""
    hands = range(1, HANDHELDS + 1)
    people = [Handheld(server.url, f"PICK-{n}", warehouse.PIN, f"hand-{n}", PATIENCE_SECONDS) for n in hands]
    for person in people:
        person.sign_in()
    try:
        yield people
    finally:
        for person in people:
            person.close()


def hurt_again_and_again(
    server: Served,
    people: list[Handheld],
    labours: Sequence[Labour],
    times: int,
    hurt: Hurt,
    scans_each: int = 1,
) -> None:
    """Hurts the server so often while all of that is done at once, each time after so many scans of each handheld.
    Raises what went wrong with any of it."""
    enough = threading.Event()
    with ThreadPoolExecutor(len(labours)) as pool:
        going = [pool.submit(labour, enough) for labour in labours]
        try:
            for number in range(times):
                wait_for_answers(people, going, scans_each * HANDHELDS)
                time.sleep(PAUSE_SECONDS[number % len(PAUSE_SECONDS)])
                hurt(server, number)
        finally:
            enough.set()
    for each in going:
        each.result()


def wait_for_answers(people: list[Handheld], going: Sequence[Future[None]], more: int) -> None:
    """Until everybody is at work again: so many answers more."""
    before = sum(len(person.answers) for person in people)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while sum(len(person.answers) for person in people) < before + more:
        failed = next((each.exception() for each in going if each.done() and each.exception()), None)
        if failed or time.monotonic() > give_up:
            raise RuntimeError("no answers came after the start") from failed
        time.sleep(0.01)


def pick(person: Handheld, enough: threading.Event) -> None:
    while not enough.is_set() and (work := person.next_work("pick")):
        while work["expect"] and not enough.is_set():
            work = person.follow(work, each=True)


def what_came_of_it(
    server: Served, people: list[Handheld], server_units: Counter[str], faults: int
) -> Aftermath:
    """Beside what the server says it has counted: asks again for each answer that it ever gave."""
    asked_again = [replay(person, answer) for person in people for answer in person.answers]
    return Aftermath(
        faults=faults,
        answered=len(asked_again),
        replayed=sum(answer["replayed"] for person in people for answer in person.answers),
        accepted_units=sum((person.counted for person in people), Counter()),
        server_units=server_units,
        told_otherwise=asked_again.count(False),
        check=server.command("check").strip(),
    )


def replay(caller: Caller, answer: dict[str, object]) -> bool:
    """Whether the server says the same of a scan as when it was first answered."""
    sent = answer["sent"]
    assert isinstance(sent, dict)
    again = caller.post(f"/work/{sent['work']}/scans", sent["body"])
    same = all(again[key] == answer[key] for key in ("accepted", "code", "params"))
    return bool(again["replayed"]) and same
