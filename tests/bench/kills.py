"""Power cuts: the server is killed again and again under handhelds that send the same scan until it is answered."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from tests.bench import warehouse
from tests.client import Caller, Handheld
from tests.served import Served

HANDHELDS = 16
PATIENCE_SECONDS = 60.0
PAUSE_SECONDS = (0.0, 0.11, 0.23, 0.37, 0.53)  # so that the power goes at any moment of a scan


@dataclass(frozen=True)
class Aftermath:
    """What the handhelds know (`answered` scans, `accepted` units) and what the server says of the same."""

    kills: int
    answered: int
    replayed: int
    accepted_units: int
    server_units: int
    told_otherwise: int
    check: str

    @property
    def lost_or_doubled(self) -> int:
        return abs(self.accepted_units - self.server_units) + self.told_otherwise


def kill_under_scans(home: Path, kills: int) -> Aftermath:
    """Kills the server so often while 16 handhelds pick, each unit by a scan of its own, for as long as that takes."""
    with warehouse.serve(home, orders=150 + 12 * kills) as server:
        boss = warehouse.boss(server)
        boss.patience = PATIENCE_SECONDS
        wave = boss.post("/waves", {"max_orders": 5000})
        hands = range(1, HANDHELDS + 1)
        people = [
            Handheld(server.url, f"PICK-{n}", warehouse.PIN, f"hand-{n}", PATIENCE_SECONDS) for n in hands
        ]
        for person in people:
            person.sign_in()
        try:
            cut_the_power(server, people, kills)
            return what_came_of_it(server, boss, wave["id"], people, kills)
        finally:
            for caller in (boss, *people):
                caller.close()


def cut_the_power(server: Served, people: list[Handheld], kills: int) -> None:
    enough, failures = threading.Event(), []
    threads = [threading.Thread(target=pick, args=(person, enough, failures)) for person in people]
    for thread in threads:
        thread.start()
    try:
        for number in range(kills):
            wait_for_answers(people, failures)
            time.sleep(PAUSE_SECONDS[number % len(PAUSE_SECONDS)])
            server.kill()
            server.start()
    finally:
        enough.set()
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]


def wait_for_answers(people: list[Handheld], failures: list[Exception]) -> None:
    """Until everybody is at work again: as many answers more as there are handhelds."""
    before = sum(len(person.answers) for person in people)
    give_up = time.monotonic() + PATIENCE_SECONDS
    while sum(len(person.answers) for person in people) < before + HANDHELDS:
        if failures or time.monotonic() > give_up:
            raise RuntimeError("no answers came after the start") from (failures[0] if failures else None)
        time.sleep(0.01)


def pick(person: Handheld, enough: threading.Event, failures: list[Exception]) -> None:
    try:
        while not enough.is_set() and (work := person.next_work("pick")):
            while work["expect"] and not enough.is_set():
                work = person.follow(work, each=True)
    except Exception as failure:
        failures.append(failure)


def what_came_of_it(
    server: Served, boss: Caller, wave_id: str, people: list[Handheld], kills: int
) -> Aftermath:
    """Asks the server for its figures, and again for each answer that it ever gave."""
    asked_again = [replay(person, answer) for person in people for answer in person.answers]
    state = boss.get(f"/waves/{wave_id}")
    return Aftermath(
        kills=kills,
        answered=len(asked_again),
        replayed=sum(answer["replayed"] for person in people for answer in person.answers),
        accepted_units=sum(person.counted["pick"] for person in people),
        server_units=state["units_done"],
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
