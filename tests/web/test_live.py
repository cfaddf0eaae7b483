"""Sockets: nobody hears anything without a sign-in, and everybody only what their role may."""

import threading
import time
from functools import partial

import pytest
import socketio
import websocket
from flask import Flask
from sqlalchemy import select
from werkzeug.serving import make_server

from floor.core.settings import Settings
from floor.core.transaction import APPROVALS, BOARD, SYSTEM, order_topics
from floor.core.writer import Writer
from floor.integration.neighbours import Neighbours
from floor.integration.outbox import Publisher
from floor.web.live import Live
from floor.work.alerts import name_refused_page
from models import Alert, ApiToken, Person, PickTask, SignIn, now
from models.base import fingerprint
from tests.services import redis_server
from tests.stopwatch import eventually


class LiveServer:
    """A server with sockets and nothing else, and the people who connect to it."""

    def __init__(self, database, tmp_path, redis_url=""):
        self.writer = Writer(database)
        self.listeners = []
        app = Flask("live")
        self.live = Live(app, Settings(home=tmp_path, database_url="", redis_url=redis_url), database)
        self.publisher = Publisher(self.writer, self.live)
        self.writer.committed = self.publisher.wake
        self.neighbours = Neighbours(redis_url, self.publisher) if redis_url else None
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True)
        self.thread.start()
        self.publisher.start()
        if self.neighbours:
            self.neighbours.start()

    def close(self):
        self.live.stop()
        assert all(listener.gone.wait(60) for listener in self.listeners)
        self.publisher.stop()
        if self.neighbours:
            self.neighbours.stop()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def listener(self, token=None, **credentials):
        self.listeners.append(Listener(self.url, token, **credentials))
        return self.listeners[-1]


class Listener:
    """A client that notes what it hears."""

    def __init__(self, url, token=None, cookie=None, origin=None, csrf=None):
        # without a word about it this client sends an origin of its own
        extra = {"class_": self._open} | ({"origin": origin} if origin else {"suppress_origin": True})
        self.client = socketio.Client(reconnection=False, websocket_extra_options=extra)
        self.heard = []
        self.gone = threading.Event()
        self.client.on("changed", lambda hint: self.heard.append(hint))
        self.client.on("assigned", lambda work: self.heard.append(work))
        self.client.on("disconnect", self._end)
        auth = {"token": token} if token else {"csrf": csrf} if csrf else None
        headers = {"Cookie": f"floor_session={cookie}"} if cookie else {}
        try:
            self.client.connect(url, auth=auth, headers=headers, transports=["websocket"])
        except socketio.exceptions.ConnectionError:
            self.line.shutdown()
            raise

    def _open(self, **options):
        self.line = websocket.WebSocket(**options)
        return self.line

    def _end(self, why):
        self.why = why
        self.line.shutdown()  # which this client leaves open when the server has closed it
        self.gone.set()

    def watch(self, *topics):
        return self.client.call("watch", {"topics": list(topics)}, timeout=10)["topics"]


@pytest.fixture
def served(database, tmp_path):
    served = LiveServer(database, tmp_path)
    yield served
    served.close()


def person(writer, *roles, token, active=True):
    """A person who is signed in with `token`; returns (person id, sign-in id)."""

    def usecase(tx):
        somebody = Person(badge=token, name=token.title(), pin_hash="", roles=list(roles), active=active)
        sign_in = SignIn(token_hash=fingerprint(token), person=somebody, csrf=f"forms of {token}")
        tx.db.add(sign_in)
        tx.db.flush()
        return somebody.id, sign_in.id

    return writer.perform(SYSTEM, usecase)


def program(writer, *scopes, token):
    def usecase(tx):
        tx.db.add(ApiToken(name=token, token_hash=fingerprint(token), scopes=list(scopes)))

    writer.perform(SYSTEM, usecase)


def task(writer, person_id=None):
    def usecase(tx):
        work = PickTask()
        tx.db.add(work)
        tx.db.flush()
        work.person_id = person_id
        return work.id

    return writer.perform(SYSTEM, usecase)


def sign_out(writer, sign_in_id):
    def usecase(tx):
        tx.db.get(SignIn, sign_in_id).ended_at = now()

    writer.perform(SYSTEM, usecase)


def test_a_commit_reaches_those_who_watch(served):
    person(served.writer, "supervisor", token="ann")
    ann, other = served.listener("ann"), served.listener("ann")
    assert ann.watch("board", "wave:12", "nonsense", "board:1", "wave:", "wave:x") == ["board", "wave:12"]
    assert other.watch("approvals") == ["approvals"]
    served.writer.perform(SYSTEM, lambda tx: tx.changed(order_topics(5)))
    eventually(lambda: ann.heard)
    assert [hint["topic"] for hint in ann.heard] == ["board"]
    assert isinstance(ann.heard[0]["version"], int)
    assert other.heard == []


def test_watching_other_topics_ends_the_first(served):
    person(served.writer, "supervisor", token="ann")
    ann = served.listener("ann")
    ann.watch("board")
    assert ann.watch("approvals") == ["approvals"]
    served.writer.perform(SYSTEM, lambda tx: tx.changed(APPROVALS))
    eventually(lambda: ann.heard)
    assert [hint["topic"] for hint in ann.heard] == ["approvals"]


def test_assigned_work_is_told_to_its_person_alone(served):
    picker, _ = person(served.writer, "picker", token="paul")
    person(served.writer, "picker", token="petra")
    paul, petra = served.listener("paul"), served.listener("petra")
    served.writer.perform(SYSTEM, lambda tx: tx.assign(picker, 7))
    eventually(lambda: paul.heard)
    assert paul.heard == [{"work": "7"}]
    assert petra.heard == []


@pytest.mark.parametrize(
    ("role", "topics"),
    [
        ("picker", set()),
        ("packer", set()),
        ("dispatcher", set()),
        ("supervisor", {"board", "approvals", "alerts", "orders", "order:1", "wave:1"}),
        ("admin", {"board", "approvals", "alerts", "orders", "order:1", "wave:1"}),
    ],
)
def test_each_role_hears_its_topics(served, role, topics):
    person(served.writer, role, token="somebody")
    everything = ("board", "approvals", "alerts", "orders", "order:1", "wave:1", "person:1", "work:999")
    assert set(served.listener("somebody").watch(*everything)) - {"work:999"} == topics


@pytest.mark.parametrize(
    ("scope", "topics"),
    [("board", ["board"]), ("orders", ["orders", "order:1"]), ("waves", ["wave:1"]), ("events", [])],
)
def test_each_scope_hears_its_topics(served, scope, topics):
    program(served.writer, scope, token="robot")
    assert (
        served.listener("robot").watch("board", "approvals", "alerts", "orders", "order:1", "wave:1")
        == topics
    )


def test_a_picker_hears_of_their_own_work_only(served):
    paul, _ = person(served.writer, "picker", token="paul")
    mine, free = task(served.writer, paul), task(served.writer)
    assert served.listener("paul").watch(f"work:{mine}", f"work:{free}") == [f"work:{mine}"]


@pytest.mark.parametrize("message", [None, [], {}, {"topics": "board"}, {"topics": [None, 1, {}]}, "x"])
def test_an_ill_formed_watch_hears_nothing(served, message):
    person(served.writer, "supervisor", token="ann")
    assert served.listener("ann").client.call("watch", message, timeout=10) == {"topics": [], "version": 0}


@pytest.mark.parametrize(
    "credentials",
    [
        {},
        {"token": "wrong"},
        {"token": "former"},
        {"token": "gone"},
        {"cookie": "ann"},  # as another site's page would send it
        {"cookie": "ann", "csrf": "forms of ben"},
        {"cookie": "ann", "origin": "https://evil.example"},
        {"cookie": "wrong", "csrf": "forms of ann"},
        {"csrf": "forms of ann"},
    ],
)
def test_without_a_sign_in_there_is_no_socket(served, credentials):
    person(served.writer, "supervisor", token="ann")
    person(served.writer, "supervisor", token="ben")
    sign_out(served.writer, person(served.writer, "supervisor", token="former")[1])
    person(served.writer, "supervisor", token="gone", active=False)
    with pytest.raises(socketio.exceptions.ConnectionError):
        served.listener(**credentials)
    assert served.live.listeners == {}


@pytest.mark.parametrize("origin", [None, "http://floor.example:8080", "null"])
def test_a_page_connects_by_its_cookie_and_the_token_of_its_forms(served, origin):
    """Whatever its address, which behind a proxy is not the one that the server was asked under."""
    person(served.writer, "supervisor", token="ann")
    assert served.listener(cookie="ann", csrf="forms of ann", origin=origin).watch("board") == ["board"]


def test_a_page_of_another_address_that_is_refused_is_named_to_supervisors_once(served):
    person(served.writer, "supervisor", token="ann")
    served.live.refused = partial(served.writer.perform, SYSTEM, name_refused_page)
    elsewhere = [f"https://{name}.example:8443" for name in ("one", "two", "three", "four", "five", "six")]
    for origin in [served.url, None, "null", elsewhere[0], *elsewhere]:
        with pytest.raises(socketio.exceptions.ConnectionError):
            served.listener(cookie="ann", csrf="forms of ben", origin=origin)
    with served.writer.database.reading() as session:
        alerts = session.scalars(select(Alert).order_by(Alert.id)).all()
    assert [(alert.code, alert.params["origin"]) for alert in alerts] == [
        ("alert.page_refused", origin) for origin in elsewhere[:5]
    ]
    assert alerts[0].params["address"] == "127.0.0.1"


def test_signing_out_closes_the_sockets_of_that_sign_in(served):
    _, sign_in = person(served.writer, "supervisor", token="ann")
    person(served.writer, "supervisor", token="ben")
    ann, ben = served.listener("ann"), served.listener("ben")
    ann.watch("board")
    ben.watch("board")
    served.live.close_sockets(sign_in)
    assert ann.gone.wait(60)
    served.writer.perform(SYSTEM, lambda tx: tx.changed(BOARD))
    eventually(lambda: ben.heard)
    assert ann.heard == []
    assert not ben.gone.is_set()


def test_a_sign_out_elsewhere_closes_them_too(served):
    _, sign_in = person(served.writer, "supervisor", token="ann")
    ann = served.listener("ann")
    sign_out(served.writer, sign_in)  # at another process: nobody calls close_sockets here
    assert ann.gone.wait(60)
    eventually(lambda: served.live.listeners == {})


def test_a_watch_tells_the_newest_version_of_what_it_hears(served):
    person(served.writer, "supervisor", token="ann")
    ann, late = served.listener("ann"), served.listener("ann")
    asked = {"topics": ["board"]}
    assert ann.client.call("watch", asked) == {"topics": ["board"], "version": 0}
    served.writer.perform(SYSTEM, lambda tx: tx.changed(BOARD))
    eventually(lambda: ann.heard)
    served.writer.perform(SYSTEM, lambda tx: tx.changed(("approvals",)))
    eventually(
        lambda: late.client.call("watch", {"topics": ["approvals"]})["version"] > ann.heard[0]["version"]
    )
    assert late.client.call("watch", asked)["version"] == ann.heard[0]["version"]


def test_whoever_is_sent_away_by_the_end_of_a_server_comes_back(served):
    """A browser, too: tests/browser tries that. What only this client shows is which word it was told."""
    person(served.writer, "supervisor", token="ann")
    ann = served.listener("ann")
    served.live.close_all()
    assert ann.gone.wait(60)
    assert (
        ann.why == ann.client.reason.TRANSPORT_ERROR
    )  # and not a word of parting, after which none comes back


def test_a_process_that_is_cut_off_sends_everybody_away_and_lets_nobody_in_until_it_hears_again(
    served, monkeypatch
):
    def away(*_):
        raise OSError("no database")

    person(served.writer, "supervisor", token="ann")
    ann = served.listener("ann")
    ann.watch("board")
    with monkeypatch.context() as broken:
        broken.setattr(served.writer.database, "look_up", away)
        served.publisher.every_seconds = 60
        served.publisher.wake()
        eventually(ann.gone.is_set, seconds=3)
        with pytest.raises(socketio.exceptions.ConnectionError):
            served.listener("ann")
    served.publisher.wake()
    eventually(lambda: not served.live._cut_off)
    assert served.listener("ann").watch("board") == ["board"]


@pytest.fixture
def both_served(database, tmp_path, redis_url):
    """Two processes of one server. Each looks by itself only once in a minute, unless told."""
    both = LiveServer(database, tmp_path, redis_url), LiveServer(database, tmp_path, redis_url)
    yield both
    for served in both:
        served.close()


def test_processes_wake_each_other_by_redis(both_served):
    first, second = both_served
    person(first.writer, "supervisor", token="ann")
    listeners = [served.listener("ann") for served in both_served]
    for listener in listeners:
        listener.watch("board")
    second.publisher.every_seconds = 60
    eventually(lambda: first.neighbours.reachable and second.neighbours.reachable)
    time.sleep(1.2)  # it rests by now, for a minute
    first.writer.perform(SYSTEM, lambda tx: tx.changed(BOARD))
    for listener in listeners:
        eventually(lambda listener=listener: [hint["topic"] for hint in listener.heard] == ["board"])


def test_without_redis_processes_hear_each_other_within_two_seconds(database, tmp_path):
    with redis_server() as url:
        first, second = LiveServer(database, tmp_path, url), LiveServer(database, tmp_path, url)
        person(first.writer, "supervisor", token="ann")
        listeners = [first.listener("ann"), second.listener("ann")]
        for listener in listeners:
            listener.watch("board")
        eventually(lambda: first.neighbours.reachable and second.neighbours.reachable)
    try:
        for count in (1, 2, 3):
            first.writer.perform(SYSTEM, lambda tx: tx.changed(BOARD))
            for listener in listeners:
                eventually(lambda listener=listener, count=count: len(listener.heard) == count, seconds=2)
        assert not listeners[1].gone.is_set()  # it is not cut off: nobody need be told anything
    finally:
        first.close()
        second.close()


def test_warehouses_with_databases_of_their_own_on_one_redis_do_not_wake_each_other(served, redis_url):
    here, there = Neighbours(redis_url, served.publisher), Woken()
    other = Neighbours(redis_url.rpartition("/")[0] + "/1", there)
    same = Neighbours(redis_url, beside := Woken())
    neighbours = (here, other, same)
    for each in neighbours:
        each.start()
    try:
        eventually(lambda: all(each.reachable for each in neighbours))
        before = there.count
        here.wake()
        eventually(lambda: beside.count > 1)
        assert there.count == before
    finally:
        for each in neighbours:
            each.stop()


class Woken:
    """Stands in for a publisher: counts how often it is woken."""

    def __init__(self):
        self.count = 0

    def wake(self):
        self.count += 1
