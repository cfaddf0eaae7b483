"""Two processes of one server on a PostgreSQL and a Redis of their own, which are taken away and come back."""

import contextlib
import itertools
import os
import shutil
import subprocess
import threading
import time
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis
import requests
import socketio
import websocket
from sqlalchemy import make_url

from tests import services
from tests.client import Caller
from tests.served import Served, at_work
from tests.stopwatch import eventually

HEALS_WITHIN = 2.0
BACK_WITHIN = 5.0
PIN = "471147"


class Postgres:
    """A server whose every file and process is of these tests."""

    def __init__(self, url):
        self.floor_url = url
        self.url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.data = Path(make_url(url).query["host"]) / "data"

    def control(self, *words):
        user = "postgres" if os.geteuid() == 0 else None
        tool = [services.postgres_binaries() / "pg_ctl", "-D", self.data, "-s", "-w", *words]
        become = [f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        command = ["setpriv", *become, "--", *map(str, tool)]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command, check=True, cwd=self.data, timeout=60, **quiet)

    def end_backends(self):
        with psycopg.connect(self.url, autocommit=True) as connection:
            others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
            connection.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")


class Redis:
    def __init__(self, folder):
        self.folder, self.port = folder, services.free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process = None

    def start(self):
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = services.child([shutil.which("redis-server"), *options], None)
        with (self.folder / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)

        def ready():
            with redis.Redis.from_url(self.url) as client:
                client.ping()

        services.wait_for(ready, self.process, self.folder / "redis.log")

    def stop(self):
        self.process.kill()
        self.process.wait(30)


@pytest.fixture(scope="module")
def postgres():
    with services.postgres(durable=True) as server:
        with services.postgres_database(server, "floor_two") as url:
            postgres = Postgres(url)
            yield postgres
        postgres.control("stop", "-m", "immediate")  # what it has started is no child of ours


@pytest.fixture(scope="module")
def the_redis(tmp_path_factory):
    the_redis = Redis(tmp_path_factory.mktemp("redis"))
    the_redis.start()
    yield the_redis
    the_redis.stop()


@pytest.fixture(scope="module")
def both(tmp_path_factory, postgres, the_redis):
    home = tmp_path_factory.mktemp("home")
    both = [Served(home, postgres.floor_url, the_redis.url) for _process in range(2)]
    both[0].command("demo")
    both[0].add_person("S-TWO", "supervisor", pin=PIN)
    both[0].add_person("P-TWO", "picker", pin=PIN)
    with at_work(both):
        yield both


def token_of(server, badge):
    caller = Caller(server.url)
    token = caller.post("/login", {"badge": badge, "pin": PIN, "device": f"of {badge}"})["token"]
    caller.close()
    return token


class Picker:
    """Scans something wrong at one process: it is refused, and that is recorded."""

    numbers = itertools.count()

    def __init__(self, server, token, work):
        self.url, self.session = f"{server.url}/api/v1/work/{work}/scans", requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.judged, self.sent = 0, None

    def scan(self, again=False):
        self.sent = self.sent if again and self.sent else f"two-{next(Picker.numbers)}"
        answer = self.session.post(self.url, json={"id": self.sent, "scan": "SKU-NOWHERE"}, timeout=30)
        if answer.status_code == 200:
            self.judged += 1
            self.sent = None
        else:
            assert answer.status_code == 503, answer.text
            assert answer.headers["Retry-After"] == "2"
            assert answer.json()["code"] in ("server.database_gone", "server.busy")
        return answer.status_code

    def until_judged(self):
        eventually(lambda: self.scan(again=True) == 200, HEALS_WITHIN)


@pytest.fixture(scope="module")
def supervisor(both):
    caller = Caller(both[0].url, token_of(both[0], "S-TWO"))
    caller.post("/waves", {"orders": None, "max_orders": 3, "mode": "single", "release": True})
    yield caller
    caller.close()


@pytest.fixture(scope="module")
def pickers(both, supervisor):
    """The same person's, at each process."""
    caller = Caller(both[0].url, token_of(both[0], "P-TWO"))
    work = caller.post("/work/next", {"kinds": ["pick"]})["id"]
    caller.close()
    pickers = [Picker(server, caller.token, work) for server in both]
    yield pickers
    for each in pickers:
        each.session.close()


class Page:
    """A board that comes back by itself, as a browser's does, and as often: after 4 seconds at the latest. The client
    puts up to half a second to what it is told, and would give a server one second to let it in."""

    def __init__(self, server, token):
        self.lines, self.knocked = [], 0.0
        self.client = socketio.Client(
            reconnection_delay=1, reconnection_delay_max=3.5, websocket_extra_options={"class_": self._open}
        )
        self.client.connect = partial(self.client.connect, wait_timeout=10)
        self.heard, self.url, self.token = [], server.url, token
        self.live = threading.Event()
        self.client.on("connect", self.watch)
        self.client.on("disconnect", self._lost)
        self.client.on("changed", lambda hint: self.heard.append(hint["topic"]))
        eventually(self._let_in)  # it is not, as long as the server itself hears of no change

    def _let_in(self):
        with contextlib.suppress(socketio.exceptions.ConnectionError):
            self.client.connect(self.url, auth={"token": self.token}, transports=["websocket"])
        return self.client.connected

    def _open(self, **options):
        self.knocked = time.monotonic()
        self.lines.append(websocket.WebSocket(**options))
        return self.lines[-1]

    def _lost(self, why):
        self.live.clear()
        if why != self.client.reason.CLIENT_DISCONNECT:
            self._let_go()

    def close(self):
        self.client.shutdown()
        self._let_go()

    def _let_go(self):
        for line in self.lines:
            line.shutdown()  # which this client leaves open when the server has closed it

    def watch(self):
        self.client.emit("watch", {"topics": ["devices"]}, callback=lambda _told: self.live.set())


@pytest.fixture
def boards(both, supervisor):
    boards = [Page(server, supervisor.token) for server in both]
    for board in boards:
        eventually(board.live.is_set)
    yield boards
    for board in boards:
        board.close()


def name_device(supervisor):
    supervisor.post("/devices", {"name": f"device {next(Picker.numbers)}"})


def both_judge(pickers):
    for each in pickers:
        each.until_judged()


def test_all_backends_that_are_ended_are_noticed_by_nobody_for_long(postgres, pickers):
    for _again in range(3):
        postgres.end_backends()
        both_judge(pickers)


def test_a_restart_of_the_database_is_over_with_its_end(postgres, pickers, boards):
    restart = threading.Thread(target=postgres.control, args=["restart", "-m", "fast"])
    restart.start()
    while restart.is_alive():
        for each in pickers:
            each.scan(again=True)
    restart.join()
    both_judge(pickers)
    for board in boards:
        eventually(board.live.is_set, BACK_WITHIN)


def test_a_database_that_was_gone_for_eight_seconds_is_missed_as_long_and_no_longer(
    postgres, pickers, boards, both
):
    postgres.control("stop", "-m", "immediate")
    gone = time.monotonic()
    for each in pickers:
        assert each.scan(again=True) == 503
    eventually(lambda: not any(board.live.is_set() for board in boards), 3)
    for server in both:
        told = [
            requests.get(f"{server.url}/{path}", timeout=10).status_code for path in ("healthz", "readyz")
        ]
        assert told == [200, 503]
    while time.monotonic() - gone < 8:
        for each in pickers:
            assert each.scan(again=True) == 503
        time.sleep(0.2)
    postgres.control("restart")  # which knows how it was started
    both_judge(pickers)
    for board in boards:
        eventually(board.live.is_set, BACK_WITHIN)


def test_while_redis_is_away_pages_of_the_other_process_hear_within_two_seconds(
    the_redis, supervisor, boards
):
    def both_hear():
        before = [len(board.heard) for board in boards]
        name_device(supervisor)
        eventually(
            lambda: all(len(board.heard) > count for board, count in zip(boards, before, strict=True)), 2
        )

    both_hear()
    for away in (5, 20):
        the_redis.stop()
        gone = time.monotonic()
        while time.monotonic() - gone < away:
            both_hear()
            time.sleep(1)
        the_redis.start()
        for _again in range(3):
            both_hear()


def test_nothing_was_lost_or_doubled_by_all_that(both, postgres, pickers):
    both_judge(pickers)  # which may be all, where another worker has taken the tests before
    with psycopg.connect(postgres.url) as connection:
        kept = connection.execute("SELECT count(*) FROM receipts WHERE id LIKE 'two-%'").fetchone()[0]
    assert kept == sum(each.judged for each in pickers) > 0
    assert "everything adds up" in both[0].command("check")


@pytest.mark.parametrize("how", ["HUP", "INT", "TERM", "KILL"])
def test_twenty_pages_come_back_within_five_seconds_and_not_all_at_once(both, supervisor, how):
    server = both[1]
    pages = [Page(server, supervisor.token) for _ in range(20)]
    came = []
    try:
        for page in pages:
            eventually(page.live.is_set)
            page.client.on("connect", lambda page=page: (came.append(page.knocked), page.watch()))
        restart(server, how)
        eventually(lambda: all(page.live.is_set() for page in pages), BACK_WITHIN)
        assert len(came) >= 20
        # they stand in line while a server starts, so not when they came in counts, but when each knocked
        assert max(came) - min(came) > 0.2
    finally:
        for page in pages:
            page.close()


def restart(server, how):
    """Until it answers again, and nobody of before is there."""
    if how == "HUP":
        old = server.worker
        os.kill(server.process.pid, 1)
        while Path(f"/proc/{old}").exists():
            time.sleep(0.05)
        return
    if how == "KILL":
        server.kill()
    else:
        server.process.send_signal({"INT": 2, "TERM": 15}[how])
        server.process.wait(30)
    server.start_as_it_is()
