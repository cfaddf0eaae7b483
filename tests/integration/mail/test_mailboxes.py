"""Files of orders out of a mailbox: each mail once, with the channel's columns; what is odd is named and not opened."""

from email.message import EmailMessage

import pytest
from sqlalchemy import select

from floor.core.networks import INTERNET, Networks
from floor.core.seals import seal_of
from floor.integration.mail.fetching import FetchMails
from models import Channel, ChannelMessage, Mailbox, OrderFile
from tests.integration.mail.imap_server import ImapServer

LOOPBACK = Networks.read("loopback")
HEAD = "number,sku,quantity,name,street,city,postcode,country,paid"
TO = "Ann,1 High Street,London,SW1A 1AA,GB,yes"
COLUMNS = {name: {"column": name} for name in HEAD.split(",")} | {"channel": {"fixed": "mailed"}}
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def imap():
    server = ImapServer()
    yield server
    server.end()


@pytest.fixture
def fetcher(floor):
    fetcher = FetchMails(floor.writer, LOOPBACK, seal_of(floor.settings))
    yield fetcher
    fetcher.stop()


@pytest.fixture
def box(floor, supervisor, imap):
    object.__setattr__(floor.settings, "mail_networks", LOOPBACK)
    told = {
        "channel": "mailed", "address": f"127.0.0.1:{imap.server_address[1]}", "security": "none", "user": "orders",
        "password": "s3cret",
    }  # fmt: skip
    supervisor.post("/mailboxes", told)
    return told


def letter(name, *files, sender="Ann <ann@shop.example>"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "orders@floor.example", "Orders"
    message["Message-ID"] = name
    message.set_content("See the file.")
    for file, content in files:
        data = content if isinstance(content, bytes) else content.encode()
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=file)
    return message


def orders(*numbers):
    return "\n".join([HEAD, *(f"{number},MUG,1,{TO}" for number in numbers)])


def name_columns(floor, columns=COLUMNS):
    with floor.database.writing() as session:
        session.get_one(Channel, "mailed").columns = {"fields": columns, "days": ""}
        session.commit()


def messages(caller):
    return [
        (each["topic"], each["status"], [reason["code"] for reason in each["reasons"]])
        for each in caller.get("/messages", channel="mailed")["messages"]
    ]


def numbers(caller):
    return sorted(each["number"] for each in caller.get("/orders", channel="mailed")["orders"])


def look(floor, fetcher):
    with floor.database.writing() as session:
        for each in session.scalars(select(Mailbox)):
            each.looked_at = each.next_try_at = None
        session.commit()
    [key] = fetcher.due()
    fetcher.serve(key)


def test_a_file_that_comes_by_mail_is_taken_in_once_with_the_channels_columns(
    supervisor, floor, imap, box, fetcher, desk
):
    name_columns(floor)
    imap.put(letter("<1@shop>", ("orders.csv", orders("M-1", "M-2"))))
    look(floor, fetcher)
    assert numbers(supervisor) == ["M-1", "M-2"]
    assert messages(supervisor) == [("orders.csv", "taken", ["mail.taken"])]
    assert imap.seen == {1}
    imap.put(letter("<1@shop>", ("orders.csv", orders("M-1", "M-2", "M-9"))))  # the same mail once more
    imap.validity = 8  # and all mails numbered anew
    look(floor, fetcher)
    look(floor, fetcher)
    assert numbers(supervisor) == ["M-1", "M-2"]
    assert len(messages(supervisor)) == 1
    assert not any(word in " ".join(imap.asked) for word in ("EXPUNGE", "Deleted", "MOVE"))
    page = desk.see("/desk/channels/mailed")
    assert "orders.csv" in page
    assert "s3cret" not in page


def test_a_file_of_which_nobody_knows_the_columns_waits_for_a_person(supervisor, floor, imap, box, fetcher):
    imap.put(letter("<1@shop>", ("orders.csv", orders("M-1"))))
    look(floor, fetcher)
    assert messages(supervisor) == [("orders.csv", "failed", ["sheet.no_columns"])]
    [failed] = supervisor.get("/messages", channel="mailed")["messages"]
    name_columns(floor)
    with floor.database.writing() as session:
        session.scalars(select(OrderFile)).one().columns = {"fields": COLUMNS, "days": ""}
        session.commit()
    supervisor.post(f"/messages/{failed['id']}/again", {})
    assert fetcher.due() != []
    fetcher.serve(fetcher.due()[0])
    assert numbers(supervisor) == ["M-1"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_odd_is_named_and_not_opened(supervisor, floor, imap, box, fetcher, desk):
    name_columns(floor)
    imap.put(
        letter(
            "<2@shop>", ("orders.csv.exe", b"MZ\x90"), ("orders.csv", b"MZ\x90\x00"), ("eicar.csv", EICAR),
            ("macro.xlsm", b"PK\x03\x04"), ("orders.xlsx", b"no workbook"), ("letter.pdf", b"%PDF-1.7"),
            ("../../etc/cron.csv", orders("M-3")),
        )
    )  # fmt: skip
    imap.put(letter("<3@shop>"))
    imap.put(letter("<4@shop>", ("orders.csv", orders("M-4"))))
    imap.sizes[3] = 10**9
    imap.put(letter("<5@shop>", ("broken.xlsx", b"PK\x03\x04 is no workbook")))
    look(floor, fetcher)
    assert messages(supervisor) == [
        ("orders.csv.exe", "nothing", ["mail.dangerous"]),
        ("orders.csv", "nothing", ["mail.dangerous"]),
        ("eicar.csv", "nothing", ["mail.dangerous"]),
        ("macro.xlsm", "nothing", ["mail.dangerous"]),
        ("orders.xlsx", "nothing", ["mail.dangerous"]),
        ("letter.pdf", "nothing", ["mail.other_kind"]),
        ("cron.csv", "taken", ["mail.taken"]),
        ("Orders", "nothing", ["mail.no_file"]),
        ("Orders", "nothing", ["mail.too_large"]),
        ("broken.xlsx", "failed", ["sheet.unreadable_workbook"]),
    ]
    assert numbers(supervisor) == ["M-3"]
    with floor.database.reading() as session:
        kept = session.scalars(select(ChannelMessage.content)).all()
    assert set(kept) == {None}
    assert "orders.csv.exe" in desk.see("/desk/channels/mailed")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_only_those_who_may_send_orders_are_read(supervisor, floor, imap, box, fetcher):
    supervisor.post("/mailboxes", {**box, "password": "", "senders": ["@Shop.example", "bob@other.example"]})
    name_columns(floor)
    senders = ("ann@shop.example", "Bob@Other.example", "eve@shop.example.evil", "bob@other.example.evil")
    for at, sender in enumerate(senders, start=1):
        imap.put(letter(f"<{at}@x>", ("orders.csv", orders(f"M-{at}")), sender=sender))
    look(floor, fetcher)
    assert numbers(supervisor) == ["M-1", "M-2"]
    assert [codes for _topic, _status, codes in messages(supervisor)][2:] == [["mail.other_sender"]] * 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_mailbox_that_cannot_be_read_says_why_and_is_tried_later(supervisor, floor, imap, box, fetcher):
    supervisor.post("/mailboxes", {**box, "password": "wrong"})
    look(floor, fetcher)
    [state] = supervisor.get("/mailboxes")["mailboxes"]
    assert (state["failures"], "wrong password" in state["answer"]) == (1, True)
    assert fetcher.due() == []
    supervisor.post("/mailboxes", box)
    far = FetchMails(floor.writer, INTERNET, seal_of(floor.settings))
    look(floor, far)
    assert supervisor.get("/mailboxes")["mailboxes"][0]["answer"] == "mail.unreachable"
    look(floor, fetcher)
    assert supervisor.get("/mailboxes")["mailboxes"][0]["failures"] == 0
    for change, code in (
        ({"address": "169.254.169.254"}, "mail.forbidden"),
        ({"address": "a b"}, "mail.bad_address"),
        ({"address": "mail.example.com"}, "mail.not_secure"),
        ({"senders": ["nobody"]}, "mail.bad_sender"),
        ({"channel": "other", "password": ""}, "mail.no_password"),
    ):
        assert supervisor.refused("POST", "/mailboxes", box | change) == (422, code)
    supervisor.post("/mailboxes/remove", {"channel": "mailed"})
    assert supervisor.refused("POST", "/mailboxes/remove", {"channel": "mailed"}) == (404, "mail.no_mailbox")
