"""Webhooks: signed, in order, at least once, and later again after a failure."""

import contextlib
import socket
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook as Signature

from floor.core.networks import Networks
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.integration.mail.server import tell_again
from floor.integration.outbox import Publisher
from floor.integration.webhook_delivery import LONGEST_WAIT, MOST_TRIES, WebhookDelivery
from floor.integration.webhooks import add_webhook, remove_webhook
from models import Refused, Telling, Webhook, now
from tests.screens import Screens
from tests.stopwatch import eventually

LOOPBACK = Networks.read("loopback")


class Receiver(BaseHTTPRequestHandler):
    """Somebody's server: answers with the next of `answers`, then always 200."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.server.answer(self)

    def answer(self):
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        raise AssertionError("a redirect was followed")

    def log_message(self, *args):
        """Tests are quiet."""


@contextlib.contextmanager
def receiving():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    server.got, server.answers, server.answer = [], [], Receiver.answer
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


SEAL = Seal(b"of the tests")


@pytest.fixture
def receiver():
    with receiving() as server:
        yield server


@pytest.fixture
def writer(database):
    return Writer(database)


class Deliverer(WebhookDelivery):
    """A round after whose end every webhook has been served."""

    def round(self):
        super().round()
        self.wait(30)


@pytest.fixture
def deliverer(writer):
    deliverer = Deliverer(writer, LOOPBACK, SEAL)
    yield deliverer
    deliverer.stop()


def address(receiver, path="floor"):
    return f"http://127.0.0.1:{receiver.server_port}/{path}"


@pytest.fixture
def hook(writer, receiver):
    return writer.perform(SYSTEM, add_webhook, address(receiver), LOOPBACK, SEAL)


def happen(writer, *numbers):
    def usecase(tx):
        for number in numbers:
            tx.tell("test.happened", number=number)

    writer.perform(SYSTEM, usecase)
    Publisher(writer, Screens()).drain()


def state(writer, hook):
    with writer.database.reading() as session:
        return session.get(Webhook, hook.id)


def test_events_arrive_in_order_and_the_signature_holds(writer, deliverer, receiver, hook):
    happen(writer, 1, 2, 3)
    deliverer.round()
    bodies = []
    for headers, body in receiver.got:
        bodies.append(Signature(SEAL.open(hook.secret)).verify(body, headers))
        assert headers["webhook-id"] == bodies[-1]["id"]
    assert [b["data"]["number"] for b in bodies] == [1, 2, 3]
    deliverer.round()
    assert len(receiver.got) == 3


def test_a_new_webhook_hears_nothing_old(writer, deliverer, receiver):
    happen(writer, 1)
    writer.perform(SYSTEM, add_webhook, address(receiver, "late"), LOOPBACK, SEAL)
    happen(writer, 2)
    deliverer.round()
    assert [h["webhook-id"] for h, _ in receiver.got] == ["2"]


@pytest.mark.parametrize("answer", [302, 400, 500, 503])
def test_after_a_failure_the_same_event_comes_again_later(writer, deliverer, receiver, hook, answer):
    receiver.answers = [200, answer]
    happen(writer, 1, 2, 3)
    deliverer.round()
    assert [h["webhook-id"] for h, _ in receiver.got] == ["1", "2"]
    assert (state(writer, hook).cursor, state(writer, hook).failures) == (1, 1)
    deliverer.round()  # too early
    assert len(receiver.got) == 2
    later(writer, hook)
    deliverer.round()
    assert [h["webhook-id"] for h, _ in receiver.got] == ["1", "2", "2", "3"]
    assert (state(writer, hook).cursor, state(writer, hook).failures) == (3, 0)


def later(writer, hook):
    def usecase(tx):
        tx.db.get(Webhook, hook.id).next_try_at = tx.now - timedelta(seconds=1)

    writer.perform(SYSTEM, usecase)


def test_it_waits_longer_each_time_but_never_gives_up_one_that_does_not_answer(
    writer, deliverer, receiver, hook
):
    with receiving() as other:
        away = address(other)
    writer.perform(SYSTEM, remove_webhook, hook.url)
    hook = writer.perform(SYSTEM, add_webhook, away, LOOPBACK, SEAL)
    happen(writer, 1)
    waits = []
    for _ in range(15):
        deliverer.round()
        waits.append(state(writer, hook).next_try_at - now())
        later(writer, hook)
    assert waits[0] < waits[1] < waits[5] < LONGEST_WAIT
    assert waits[-1] > LONGEST_WAIT * 0.9
    assert state(writer, hook).cursor == 0


def told(writer):
    with writer.database.reading() as session:
        return {each.event_id: each for each in session.scalars(select(Telling))}


def test_an_event_that_is_refused_again_and_again_is_put_aside_and_sent_anew_as_somebody_asks(
    writer, deliverer, receiver, hook
):
    receiver.answers = [200, *[422] * MOST_TRIES]
    happen(writer, 1, 2, 3)
    for _ in range(MOST_TRIES + 1):
        deliverer.round()
        later(writer, hook)
    kept = told(writer)
    assert {each: (kept[each].status, kept[each].answer) for each in kept} == {
        1: ("told", "200"), 2: ("dead", "422"), 3: ("told", "200"),
    }  # fmt: skip
    assert (kept[2].tries, kept[2].receiver) == (MOST_TRIES, hook.url)
    deliverer.round()
    assert [h["webhook-id"] for h, _ in receiver.got][-1] == "3"
    receiver.answers = [500]
    for status in ("dead", "told"):
        writer.perform(SYSTEM, tell_again, kept[2].id)
        assert deliverer.due() == [hook.id]
        deliverer.round()
        assert [h["webhook-id"] for h, _ in receiver.got][-1] == "2"
        assert told(writer)[2].status == status
    assert deliverer.due() == []


def test_gone_ends_it(writer, deliverer, receiver, hook):
    receiver.answers = [410]
    happen(writer, 1)
    deliverer.round()
    assert not state(writer, hook).active


def test_nobody_there_counts_as_a_failure(writer, deliverer, receiver, hook):
    writer.perform(SYSTEM, remove_webhook, hook.url)
    deaf = writer.perform(SYSTEM, add_webhook, "http://127.0.0.1:1/", LOOPBACK, SEAL)
    happen(writer, 1)
    deliverer.round()
    assert (state(writer, deaf).cursor, state(writer, deaf).failures) == (0, 1)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/b", "https://", "http://a b/", "x", "http://a:x/", ""]
)
def test_only_web_addresses(writer, url):
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, add_webhook, url, LOOPBACK, SEAL)
    assert refusal.value.code == "webhook.bad_url"


def test_an_address_is_known_once_and_can_go(writer, hook):
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, add_webhook, hook.url, LOOPBACK, SEAL)
    assert refusal.value.code == "webhook.known"
    writer.perform(SYSTEM, remove_webhook, hook.url)
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, remove_webhook, hook.url)
    assert refusal.value.code == "webhook.unknown"


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:8123/", "public"),
        ("http://10.1.2.3/", "public"),
        ("https://[::1]/", "public"),
        ("http://[::ffff:10.1.2.3]/", "public"),
        ("http://169.254.169.254/latest", "public private loopback 169.254.0.0/16"),
        ("http://8.8.8.8/", "private"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_address_in_another_network_is_refused(writer, url, allowed):
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, add_webhook, url, Networks.read(allowed), SEAL)
    assert refusal.value.code == "webhook.forbidden"


def test_a_slow_webhook_holds_up_no_other_and_each_hears_in_order(writer, receiver, hook):
    with receiving() as slow:
        until = threading.Event()
        slow.answer = lambda handler: until.wait(30)
        writer.perform(SYSTEM, add_webhook, address(slow), LOOPBACK, SEAL)
        deliverer = WebhookDelivery(writer, LOOPBACK, SEAL)
        deliverer.start()
        try:
            for number in range(1, 6):
                happen(writer, number)
                deliverer.wake()
                eventually(lambda: len(receiver.got) == number, seconds=2)  # noqa: B023
            assert len(slow.got) == 1
        finally:
            deliverer.stop()
            until.set()
            deliverer.wait(30)
    assert [headers["webhook-id"] for headers, _body in receiver.got] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("sized", [True, False])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_without_an_end_is_not_read(writer, deliverer, receiver, hook, sized):
    written = []

    def flood(handler):
        handler.send_header("Content-Length", "314572800") if sized else handler.send_header(
            "Connection", "close"
        )
        handler.end_headers()
        with contextlib.suppress(OSError):
            for _chunk in range(300):
                handler.wfile.write(bytes(1 << 20))
                written.append(1)

    receiver.answer = flood
    happen(writer, 1, 2)
    deliverer.round()
    assert state(writer, hook).cursor == 2
    assert len(written) < 20  # what lies in the buffers of the machine


@pytest.fixture
def named(monkeypatch):
    """named(address, …): what a name means, the first time, the second time, …"""
    asked = []

    def mean(*addresses):
        def look_up(host, port, **_more):
            asked.append(host)
            family = socket.AF_INET6 if ":" in addresses[len(asked) - 1] else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (addresses[len(asked) - 1], port))]

        monkeypatch.setattr("floor.core.networks.socket.getaddrinfo", look_up)
        return asked

    return mean


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_that_means_a_forbidden_address_gets_nothing(writer, receiver, named):
    url = f"http://inside.example:{receiver.server_port}/"
    hook = writer.perform(SYSTEM, add_webhook, url, Networks.read("public"), SEAL)
    named("127.0.0.1")
    deliverer = Deliverer(writer, Networks.read("public"), SEAL)
    happen(writer, 1)
    deliverer.round()
    deliverer.stop()
    assert receiver.got == []
    assert (state(writer, hook).cursor, state(writer, hook).failures) == (0, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_name_is_looked_up_once_and_what_it_meant_is_connected_to(writer, receiver, named):
    """What it means a moment later, when it was found to be allowed, counts for nothing."""
    url = f"http://moves.example:{receiver.server_port}/"
    writer.perform(SYSTEM, add_webhook, url, LOOPBACK, SEAL)
    asked = named("127.0.0.1", "169.254.169.254")
    deliverer = Deliverer(writer, LOOPBACK, SEAL)
    happen(writer, 1, 2)
    deliverer.round()
    deliverer.stop()
    assert asked == ["moves.example"]
    assert [headers["Host"] for headers, _body in receiver.got] == [
        f"moves.example:{receiver.server_port}"
    ] * 2
