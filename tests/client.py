"""A handheld that knows the floor protocol and nothing else of Floor: it follows `expect` and `steps` to the end."""

import http.client
import itertools
import json
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]
SIGNATURE = "M 10 40 C 20 10 40 10 50 40 Q 60 80 80 20 L 95 30"
FREELY_CHOSEN = ("serial", "weight", "close")  # steps that need no codes to be answered


class Problem(Exception):
    """A request that the server could not judge: its problem document."""

    def __init__(self, status: int, body: Json) -> None:
        self.status, self.code, self.body = status, body.get("code", ""), body
        super().__init__(f"{status} {self.code}: {body}")


class OutOfOrder(Problem):
    """The server cannot judge anything now, as its disk is full or its database gone."""


class NotAccepted(Exception):
    """A scan was judged and refused where the client did as it was told."""


class Caller:
    """One kept connection to a server's API. `patience`: seconds to go on trying while there is no answer."""

    def __init__(self, base_url: str, token: str = "", patience: float = 0.0) -> None:
        self.host = urlsplit(base_url).netloc
        self.token = token
        self.patience = patience
        self.connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Any:
        return self.request("GET", path)

    def post(self, path: str, body: Any = None) -> Any:
        return self.request("POST", path, body)

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """The answer's JSON, None for 204. Raises `Problem`. Sends again only what is safe to send again: all is."""
        give_up = time.monotonic() + self.patience
        while True:
            try:
                return self._send(method, path, body)
            except (OSError, http.client.HTTPException, OutOfOrder):
                self.close()
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.05)

    def _send(self, method: str, path: str, body: Any) -> Any:
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        sent = None if body is None else json.dumps(body)
        self.connection.request(method, f"/api/v1{path}", sent, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status >= 400:
            problem = OutOfOrder if answer.status == HTTPStatus.SERVICE_UNAVAILABLE else Problem
            raise problem(answer.status, json.loads(data))
        return json.loads(data) if data else None

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Handheld(Caller):
    """Somebody with a badge and a device. `answers` keeps what was sent and what came of it, for every scan; `counted`
    the units of those that were accepted, by kind of work."""

    def __init__(self, base_url: str, badge: str, pin: str, device: str, patience: float = 0.0) -> None:
        super().__init__(base_url, patience=patience)
        self.badge, self.pin, self.device = badge, pin, device
        self.answers: list[Json] = []
        self.counted: Counter[str] = Counter()

    def sign_in(self) -> Json:
        signed: Json = self.post("/login", {"badge": self.badge, "pin": self.pin, "device": self.device})
        self.token = signed["token"]
        return signed

    def sign_out(self) -> None:
        self.post("/logout")
        self.token = ""
        self.close()

    def next_work(self, *kinds: str) -> Json | None:
        work: Json | None = self.post("/work/next", {"kinds": kinds, "zone": None})
        return work

    def open_work(self, kind: str, **named: str) -> Json:
        work: Json = self.post("/work", {"kind": kind, **named})
        return work

    def scan(self, work: Json, pull: "Pull", id: str = "") -> Json:
        """Sends one trigger pull; with `id` it is one that was sent before."""
        return self._scans(work, pull.body(id))[0]

    def scan_list(self, work: Json, pulls: list["Pull"]) -> list[Json]:
        return self._scans(work, [pull.body() for pull in pulls])

    def _scans(self, work: Json, sent: Any) -> list[Json]:
        answer = self.post(f"/work/{work['id']}/scans", sent)
        answers: list[Json] = answer if isinstance(answer, list) else [answer]
        bodies = sent if isinstance(sent, list) else [sent]
        for body, each in zip(bodies, answers, strict=True):
            what = {key: each[key] for key in ("accepted", "code", "params", "replayed")}
            self.answers.append(what | {"sent": {"work": work["id"], "body": body}})
        return answers

    def work_through(self, work: Json, at_once: int = 1, each: bool = False) -> Json:
        """Does as it is told until the work is done, or needs a handover. Raises `NotAccepted` at any refusal.

        `at_once` scans go into one list, as from a handheld that was without a network; with `each`, every unit is
        scanned by itself, else by the case and with a quantity.
        """
        while work["state"] == "open" and work["expect"]:
            work = self.follow(work, at_once, each)
        return work

    def follow(self, work: Json, at_once: int = 1, each: bool = False) -> Json:
        """Scans what is asked for now, and answers how the work looks after it. Raises `NotAccepted`."""
        pulls = list(itertools.islice(self.plan(work, each), at_once))
        answers = self.scan_list(work, pulls) if at_once > 1 else [self.scan(work, pulls[0])]
        for pull, answer in zip(pulls, answers, strict=True):
            if not answer["accepted"]:
                said = f"{answer['code']} {answer['params']}"
                raise NotAccepted(f"{work['number']}: {pull.scan} is {said}; expected was {work['expect']}")
            self.counted[work["kind"]] += pull.units
        after: Json = answers[-1]["work"]
        return after

    def plan(self, work: Json, each: bool = False) -> Iterator["Pull"]:
        """What to scan for the steps that can be foreseen, in their order."""
        for at, step in enumerate(work["steps"]):
            if at and not step["codes"] and step["kind"] not in FREELY_CHOSEN:
                return
            yield from replies(step, f"TOTE-{uuid.uuid4().hex[:12]}", each)

    def hand_over(self, work: Json, driver: str, plate: str) -> Json:
        body = {"driver": driver, "plate": plate, "signature": SIGNATURE}
        done: Json = self.post(f"/work/{work['id']}/handover", body)
        return done


@dataclass(frozen=True, slots=True)
class Pull:
    """A trigger pull: what is scanned how often, and the units that this counts."""

    scan: str
    quantity: int = 1
    units: int = 0

    def body(self, id: str = "") -> Json:
        return {"id": id or str(uuid.uuid4()), "scan": self.scan, "quantity": self.quantity}


def replies(step: Json, new_tote: str, each: bool = False) -> Iterator[Pull]:
    """What to scan for a step: its likeliest code, counted units, the expected weight, or a tote not used before."""
    kind, codes = step["kind"], step["codes"]
    if kind == "sku":
        yield from count(step, each)
    elif kind == "serial":
        new = (f"SER-{uuid.uuid4().hex[:12]}" for _unit in range(step["quantity"]))
        yield from (Pull(code, 1, 1) for code in _one_spelling(codes) or new)
    elif kind == "weight":
        yield Pull(f"WGT-{step['quantity']}")
    elif kind == "close":
        yield Pull("CMD-CLOSE")
    elif codes:
        yield Pull(codes[0])
    elif kind == "tote":
        yield Pull(new_tote)
    else:
        raise NotAccepted(f"nothing to scan for {step}")


def _one_spelling(codes: list[str]) -> list[str]:
    """A serial may be listed with its own label's prefix and without."""
    return [code for code in codes if f"SER-{code}" not in codes]


def count(step: Json, each: bool) -> Iterator[Pull]:
    """The step's units: as many of the largest barcode as fit, then of the next smaller; with `each` one by one."""
    left = step["quantity"]
    for code in sorted(step["codes"], key=lambda code: -step["units"].get(code, 1)):
        factor = step["units"].get(code, 1)
        if each and factor == 1:
            yield from (Pull(code, 1, 1) for _unit in range(left))
            return
        fit = 0 if each else left // factor
        if fit:
            yield Pull(code, fit, fit * factor)
            left -= fit * factor
