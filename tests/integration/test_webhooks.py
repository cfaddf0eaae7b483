"""Webhooks: signed, in order, at least once, and later again after a failure."""

import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks.webhooks import Webhook as Signature

from floor.core.transaction import SYSTEM
from floor.core.writer import Writer
from floor.integration.outbox import Publisher
from floor.integration.webhook_delivery import LONGEST_WAIT, WebhookDelivery
from floor.integration.webhooks import add_webhook, remove_webhook
from models import Refused, Webhook, now
from tests.screens import Screens


class Receiver(BaseHTTPRequestHandler):
    """Somebody's server: answers with the next of `answers`, then always 200."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Tests are quiet."""


@pytest.fixture
def receiver():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    server.daemon_threads = True
    server.got, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def writer(database):
    return Writer(database)


@pytest.fixture
def deliverer(writer):
    deliverer = WebhookDelivery(writer)
    yield deliverer
    deliverer.stop()
    deliverer._http.clear()


@pytest.fixture
def hook(writer, receiver):
    return writer.perform(SYSTEM, add_webhook, f"http://127.0.0.1:{receiver.server_port}/floor")


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
        bodies.append(Signature(hook.secret).verify(body, headers))
        assert headers["webhook-id"] == bodies[-1]["id"]
    assert [b["data"]["number"] for b in bodies] == [1, 2, 3]
    deliverer.round()
    assert len(receiver.got) == 3


def test_a_new_webhook_hears_nothing_old(writer, deliverer, receiver):
    happen(writer, 1)
    writer.perform(SYSTEM, add_webhook, f"http://127.0.0.1:{receiver.server_port}/late")
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


def test_it_waits_longer_each_time_but_never_gives_up(writer, deliverer, receiver, hook):
    receiver.answers = [500] * 15
    happen(writer, 1)
    waits = []
    for _ in range(15):
        deliverer.round()
        waits.append(state(writer, hook).next_try_at - now())
        later(writer, hook)
    assert waits[0] < waits[1] < waits[5] < LONGEST_WAIT
    assert waits[-1] > LONGEST_WAIT * 0.9
    deliverer.round()
    assert state(writer, hook).cursor == 1


def test_gone_ends_it(writer, deliverer, receiver, hook):
    receiver.answers = [410]
    happen(writer, 1)
    deliverer.round()
    assert not state(writer, hook).active


def test_nobody_there_counts_as_a_failure(writer, deliverer, receiver, hook):
    writer.perform(SYSTEM, remove_webhook, hook.url)
    deaf = writer.perform(SYSTEM, add_webhook, "http://127.0.0.1:1/")
    happen(writer, 1)
    deliverer.round()
    assert (state(writer, deaf).cursor, state(writer, deaf).failures) == (0, 1)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a/b", "https://", "http://a b/", "x", "http://a:x/", ""]
)
def test_only_web_addresses(writer, url):
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, add_webhook, url)
    assert refusal.value.code == "webhook.bad_url"


def test_an_address_is_known_once_and_can_go(writer, hook):
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, add_webhook, hook.url)
    assert refusal.value.code == "webhook.known"
    writer.perform(SYSTEM, remove_webhook, hook.url)
    with pytest.raises(Refused) as refusal:
        writer.perform(SYSTEM, remove_webhook, hook.url)
    assert refusal.value.code == "webhook.unknown"
