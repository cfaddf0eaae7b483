"""How many files one scan leads through: what a newcomer opens who follows it from the route to the answer.

    python -m tests.crossings

prints the way of the third unit of a warm task, through the real route of a handheld: each line is a file with the
functions that are called there, one after another, until the call of a function in another file.

Counted are the calls of Python functions in `floor/`, `models/` and `scanners/`, as a profile hook sees them; a return
is none, and neither is a library's function nor one that only C runs. `files` are those with at least one call;
`changes` are the calls whose file is not that of the call before them, the first one among them. A generator and a
comprehension are functions, and going on with a generator is a call. By this measure the scan that closed a line
crossed 29 files with 109 changes before the code was sorted by the warehouse's day.
"""

import sys
import tempfile
import uuid
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask

from floor.app import create_app
from floor.core.database import Database
from floor.core.settings import ROOT, Settings
from floor.people.pins import hash_pin
from models import Base
from tests import build

PACKAGES = tuple(f"{ROOT / package}/" for package in ("floor", "models", "scanners"))
PIN, PEPPER = "4711", b"of the tests"


@dataclass(frozen=True)
class Chain:
    """The calls of one scan: (file, function), in their order."""

    calls: tuple[tuple[str, str], ...]

    @property
    def stretches(self) -> list[tuple[str, list[str]]]:
        """Each file with what is called there until another file's turn comes."""
        return [
            (file, [name for _file, name in calls])
            for file, calls in groupby(self.calls, key=lambda call: call[0])
        ]

    @property
    def files(self) -> set[str]:
        return {file for file, _name in self.calls}

    @property
    def changes(self) -> int:
        return len(self.stretches)


class Watch:
    """Notes every call while it is entered."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(PACKAGES):
            self.calls.append((str(Path(code.co_filename).relative_to(ROOT)), code.co_name))

    def __enter__(self) -> "Watch":
        sys.setprofile(self)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)


class Picker:
    """A picker before a task of two lines of three units, who scans by the route of the handheld."""

    def __init__(self, app: Flask) -> None:
        self.client, self.token = app.test_client(), ""
        with app.extensions["floor"].database.writing() as session:
            there = build.small_warehouse(session)
            for person in there.people.values():
                person.pin_hash = hash_pin(PIN, PEPPER)
            build.order(session, there, {"MUG": 3, "LAMP": 3})
            session.commit()
        self.sign_in(there.people["supervisor"].badge)
        self.post("/waves", {"max_orders": 1})
        self.sign_in(there.people["picker"].badge)
        self.work = self.post("/work/next", {"kinds": ["pick"]})

    def post(self, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        answer = self.client.post(f"/api/v1{path}", json=body, headers=headers)
        assert answer.status_code in (200, 201), answer.get_data(as_text=True)
        return answer.json

    def sign_in(self, badge: str) -> None:
        self.token = self.post("/login", {"badge": badge, "pin": PIN, "device": f"device-{badge}"})["token"]

    def scan(self, code: str) -> Chain:
        """Raises AssertionError where the scan was refused."""
        body = {"id": str(uuid.uuid4()), "scan": code, "source": "wedge"}
        with Watch() as watch:
            answer = self.post(f"/work/{self.work['id']}/scans", body)
        assert answer["accepted"], answer
        self.work = answer["work"]
        return Chain(tuple(watch.calls))


def three_units(app: Flask, which: int) -> list[Chain]:
    """The scans of three units of one line of a task whose tote and place are scanned; by the SKU's barcode (`which` 0)
    or by its label (-1). The app's pepper must be PEPPER."""
    picker = Picker(app)
    picker.scan("TOTE-0001")
    picker.scan(picker.work["expect"]["codes"][0])
    return [picker.scan(picker.work["expect"]["codes"][which]) for _unit in range(3)]


def installed(folder: Path, database_url: str) -> Flask:
    """The app in a new folder, on a database that has all tables."""
    (folder / "secrets").mkdir(parents=True)
    (folder / "secrets" / "pin-pepper").write_bytes(PEPPER)
    return create_app(Settings(home=folder, database_url=database_url))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/floor.db"
        database = Database(url)
        Base.metadata.create_all(database.engine)
        database.close()
        app = installed(Path(folder) / "home", url)
        try:
            chain = three_units(app, 0)[-1]
        finally:
            app.extensions["floor"].stop()
    for file, names in chain.stretches:
        print(f"{file:<28}{' '.join(names)}")
    print(f"files: {len(chain.files)}  changes of file: {chain.changes}  calls: {len(chain.calls)}")


if __name__ == "__main__":
    main()
