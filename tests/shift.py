"""A shift worked through the API alone: released, picked, packed, loaded and handed over by people with handhelds."""

import csv
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.client import Caller, Handheld, Json
from tests.served import Served

PIN = "471147"


def hire(server: Served, folder: Path, **wanted: int) -> list[list[Handheld]]:
    """So many new people of each role, with a handheld each, signed in: a list for each role. The server must be up."""
    staff = [(role, number) for role, count in wanted.items() for number in range(1, count + 1)]
    folder.mkdir()
    with (folder / "people.csv").open("w", newline="") as file:
        rows = [(f"{role}-{number}", PIN, f"{role} {number}", role, "en") for role, number in staff]
        csv.writer(file).writerows([("badge", "pin", "name", "roles", "language"), *rows])
    server.command("load", folder)
    handhelds = {
        each: Handheld(server.url, f"{each[0]}-{each[1]}", PIN, f"{each[0]}-{each[1]}") for each in staff
    }
    together(Handheld.sign_in, list(handhelds.values()))
    return [[handheld for (role, _number), handheld in handhelds.items() if role == each] for each in wanted]


def pages(caller: Caller, path: str, **query: Any) -> Iterator[Json]:
    """Everything in a list of the API, page by page."""
    after = None
    while True:
        asked = query | ({"after": after} if after else {})
        page = caller.get(f"{path}?{urlencode(asked)}")
        yield from page[path.rpartition("/")[2]]
        after = page["next"]
        if after is None:
            return


def together(run: Callable[[Handheld], object], people: list[Handheld]) -> None:
    """Everybody at once; raises what went wrong with one of them."""
    with ThreadPoolExecutor(len(people)) as pool:
        for done in [pool.submit(run, person) for person in people]:
            done.result()


def work_off(kind: str, at_once: int = 1) -> Callable[[Handheld], None]:
    """Takes the next work of that kind, and does it, until there is none."""

    def run(person: Handheld) -> None:
        while work := person.next_work(kind):
            done = person.work_through(work, at_once)
            assert done["state"] == "done", done

    return run


def load_and_hand_over(dispatcher: Handheld, docks: list[str]) -> list[Json]:
    """A load for each carrier that has parcels, handed over; what came of each."""
    handed_over = []
    for carrier in dispatcher.get("/carriers")["carriers"]:
        load = dispatcher.open_work("load", carrier=carrier["code"], dock=docks[0])
        if any(step["kind"] == "parcel" and step["codes"] for step in load["steps"]):
            load = dispatcher.work_through(load)
            handed_over.append(dispatcher.hand_over(load, "Dan Driver", "AB12 CDE"))
    return handed_over
