"""Mails to customers, against a real mail server on this machine: each once, later again, given up and sent anew."""

import asyncio
import email
import email.policy
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from floor.core.networks import INTERNET, Networks
from floor.core.seals import Seal
from floor.integration.mail.sending import MOST_TRIES, MailSender
from models import MailServer, Telling
from tests.orders.test_intake import GOOD

LOOPBACK = Networks.read("loopback")
SEAL = Seal(b"of the tests")
CUSTOMER = "ada@example.com"


class Server:
    """Keeps the mails that it takes; answers with the next of `answers`, then always as it should."""

    def __init__(self):
        self.mails, self.answers = [], []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 # as aiosmtpd calls it
        answer = self.answers.pop(0) if self.answers else "250 2.0.0 taken as 77"
        if answer.startswith("2"):
            self.mails.append(
                (envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default))
            )
        elif answer == "hang up":
            session.peer and server.transport.close()
            await asyncio.sleep(0)
        return answer


@pytest.fixture
def mail_server():
    server = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:
        server.port = free.getsockname()[1]
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def sender(floor):
    sender = MailSender(floor.writer, LOOPBACK, SEAL)
    yield sender
    sender.stop()


@pytest.fixture
def set_up(floor, supervisor, mail_server):
    object.__setattr__(floor.settings, "mail_networks", LOOPBACK)
    told = {"address": f"127.0.0.1:{mail_server.port}", "security": "none", "sender": "shop@floor.example"}
    supervisor.post("/mail-server", told)
    supervisor.post("/channels", {"code": GOOD["channel"], "mails": ["order.accepted", "order.cancelled"]})


def take(caller, floor, number, **more):
    to = {**GOOD["ship_to"], "email": CUSTOMER, **more}
    [received] = caller.post("/orders", [{**GOOD, "number": number, "ship_to": to}], 207)
    floor.publisher.drain()
    return received["id"]


def send(sender):
    sender.serve(1)


def later(floor):
    with floor.database.writing() as session:
        for telling in session.scalars(select(Telling).where(Telling.next_try_at.is_not(None))):
            telling.next_try_at -= timedelta(days=1)
        for server in session.scalars(select(MailServer).where(MailServer.next_try_at.is_not(None))):
            server.next_try_at -= timedelta(days=1)
        session.commit()


def statuses(caller):
    return [(each["status"], each["tries"]) for each in caller.get("/told")["told"]]


def test_a_customer_hears_once_of_what_the_channel_chooses(supervisor, floor, mail_server, set_up, sender):
    order = take(supervisor, floor, "A-1", name="<b>Ada</b>")
    send(sender)
    supervisor.post(f"/orders/{order}/priority", {"priority": "urgent"})
    supervisor.post(f"/orders/{order}/cancel", {"reason": "no longer wanted"})
    floor.publisher.drain()
    send(sender)
    send(sender)
    (to, first), (_to, second) = mail_server.mails
    assert (to, first["To"], first["From"]) == ([CUSTOMER], CUSTOMER, "shop@floor.example")
    assert first["Subject"] == "We have your order A-1"
    assert "<b>Ada</b>" in first.get_body(("plain",)).get_content()
    assert "&lt;b&gt;Ada&lt;/b&gt;" in first.get_body(("html",)).get_content()
    assert "cancelled" in second["Subject"]
    assert first["Message-ID"] != second["Message-ID"]
    [told, _other] = supervisor.get("/told", way="mail")["told"]
    assert (told["status"], told["receiver"], told["answer"]) == ("told", CUSTOMER, "250 2.0.0 taken as 77")
    take(supervisor, floor, "A-2", email="no address")
    send(sender)
    assert len(mail_server.mails) == 2


def test_the_words_are_those_of_the_desk_in_the_channels_language(
    supervisor, floor, mail_server, set_up, sender, desk
):
    desk.send("/desk/channels", code=GOOD["channel"], mail_language="zh-Hant", mails="order.accepted")
    desk.send(
        "/desk/mail/template",
        event="order.accepted",
        language="zh-Hant",
        subject="收到 {number}",
        text="{name}\n您好",
    )
    take(supervisor, floor, "A-1")
    send(sender)
    [(_to, mail)] = mail_server.mails
    assert mail["Subject"] == "收到 A-1"
    assert "您好" in mail.get_body(("html",)).get_content()
    shown = desk.see("/desk/told")
    assert CUSTOMER in shown
    assert "250 2.0.0 taken as 77" in shown
    assert "收到 {number}" in desk.see("/desk/mail")
    preview = desk.send(
        "/desk/mail/template/preview",
        status=200,
        event="order.accepted",
        language="en",
        subject="x",
        text="<i>{number}",
    )
    assert "&lt;i&gt;A-1" in preview.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_variable_that_there_is_not_is_refused_as_the_words_are_saved(supervisor):
    words = {"event": "order.accepted", "language": "en", "subject": "{number}", "text": "{name}"}
    for change, code in (
        ({"text": "{nmae}"}, "mail.unknown_variable"),
        ({"subject": "{number.__class__}"}, "mail.unknown_variable"),
        ({"text": "{name"}, "mail.lone_brace"),
        ({"text": " "}, "mail.empty"),
        ({"event": "order.picked"}, "mail.unknown_event"),
        ({"language": "fr"}, "mail.unknown_language"),
        ({"subject": "x" * 300}, "mail.too_long"),
    ):
        assert supervisor.refused("POST", "/mail-templates", words | change) == (422, code)
        assert supervisor.refused("POST", "/mail-templates/preview", words | change) == (422, code)
    supervisor.post("/mail-templates", words)
    assert supervisor.get("/mail-templates")["templates"][0]["own"]
    supervisor.post("/mail-templates", {**words, "usual": True})
    assert not supervisor.get("/mail-templates")["templates"][0]["own"]


def test_what_is_not_taken_is_tried_later_and_given_up_at_last(
    supervisor, floor, mail_server, set_up, sender, desk
):
    take(supervisor, floor, "A-1")
    mail_server.answers = ["451 4.3.0 later"] * MOST_TRIES
    send(sender)
    assert statuses(supervisor) == [("waiting", 1)]
    send(sender)  # not before its time
    assert statuses(supervisor) == [("waiting", 1)]
    for _try in range(MOST_TRIES):
        later(floor)
        send(sender)
    [told] = supervisor.get("/told", status="dead")["told"]
    assert (told["tries"], told["answer"]) == (MOST_TRIES, "451 4.3.0 later")
    assert mail_server.mails == []
    desk.send(f"/desk/told/{told['id']}/again")
    send(sender)
    assert statuses(supervisor)[0][0] == "told"
    assert supervisor.refused("POST", f"/told/{told['id']}/again") == (409, "mail.not_dead")
    take(supervisor, floor, "A-2")
    mail_server.answers = ["550 5.1.1 nobody of this name"]
    send(sender)
    assert statuses(supervisor)[1] == ("dead", 0)


def test_a_server_that_is_away_rests_and_nothing_is_lost(supervisor, floor, mail_server, set_up, sender):
    take(supervisor, floor, "A-1")
    with floor.database.writing() as session:
        session.get_one(MailServer, 1).port = 1
        session.commit()
    send(sender)
    server = supervisor.get("/mail-server")["server"]
    assert (server["failures"], server["answer"]) == (1, "mail.unreachable")
    assert statuses(supervisor) == [("waiting", 0)]
    assert sender.due() == []
    later(floor)
    with floor.database.writing() as session:
        session.get_one(MailServer, 1).port = mail_server.port
        session.commit()
    assert sender.due() == [1]
    send(sender)
    assert len(mail_server.mails) == 1
    assert supervisor.get("/mail-server")["server"]["failures"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_byte_goes_to_a_server_outside_of_the_networks_whatever_was_set_before(
    supervisor, floor, mail_server, set_up
):
    take(supervisor, floor, "A-1")
    send(MailSender(floor.writer, INTERNET, SEAL))
    assert supervisor.get("/mail-server")["server"]["answer"] == "mail.unreachable"
    assert mail_server.mails == []


def test_a_mail_that_was_being_sent_when_its_process_ended_is_not_sent_again_by_itself(
    supervisor, floor, mail_server, set_up, sender
):
    take(supervisor, floor, "A-1")
    mail_server.answers = ["hang up"]
    send(sender)
    [told] = supervisor.get("/told")["told"]
    assert (told["status"], told["answer"]) == ("dead", "mail.unclear")
    with floor.database.writing() as session:
        session.get_one(Telling, int(told["id"])).status = "sending"
        session.commit()
    send(sender)
    assert statuses(supervisor)[0][0] == "dead"
    assert mail_server.mails == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mail_server_is_only_where_the_setting_allows_and_its_password_is_sealed(supervisor, floor, picker):
    server = {
        "address": "mail.example.com",
        "sender": "shop@floor.example",
        "user": "shop",
        "password": "s3cret",
    }
    for change, code in (
        ({"address": "169.254.169.254:25"}, "mail.forbidden"),
        ({"address": "10.0.0.1"}, "mail.forbidden"),
        ({"address": "http://x"}, "mail.bad_address"),
        ({"sender": "shop"}, "mail.bad_sender"),
        ({"security": "none"}, "mail.not_secure"),
    ):
        assert supervisor.refused("POST", "/mail-server", server | change) == (422, code)
    assert picker.refused("POST", "/mail-server", server)[0] == 403
    shown = supervisor.post("/mail-server", server)["server"]
    assert (shown["port"], shown["has_password"]) == (587, True)
    with floor.database.reading() as session:
        assert "s3cret" not in session.get_one(MailServer, 1).password
    supervisor.post("/mail-server/remove", {})
    assert supervisor.get("/mail-server")["server"] is None
