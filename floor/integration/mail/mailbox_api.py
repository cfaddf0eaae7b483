"""The mailboxes of channels."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from floor.core.seals import seal_of
from floor.integration.mail.mailbox import MOST_SENDERS, remove_mailbox, set_mailbox
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.forms import perform
from floor.web.shapes import Answer, Body, Line, Name, Timestamp
from models import Mailbox

Security = Literal["tls", "starttls", "none"]
Channel = Annotated[str, Field(min_length=1, max_length=50)]


class SetMailbox(Body):
    channel: Channel
    address: Annotated[Name, Field(description="HOST or HOST:PORT", examples=["imap.example.com"])]
    security: Annotated[Security, Field(description="`none` on this machine alone")] = "tls"
    user: Name
    password: Annotated[
        Line, Field(description="kept sealed and never shown; left out it stays as it is")
    ] = ""
    folder: Name = "INBOX"
    senders: Annotated[
        list[Name] | None,
        Field(
            max_length=MOST_SENDERS,
            description="whose mails alone are read: addresses, or @domain; null is everybody",
        ),
    ] = None


class RemoveMailbox(Body):
    channel: Channel


class MailboxState(Answer):
    channel: str
    host: str
    port: int
    security: Security
    user: str
    folder: str
    senders: list[str]
    looked_at: Timestamp | None
    failures: int
    answer: Annotated[str, Field(description="why it cannot be read now: what its server said, or a code")]
    next_try_at: Timestamp | None


class Mailboxes(Answer):
    mailboxes: list[MailboxState]
    next: None


@endpoint(api, "GET", "/mailboxes", roles=SUPERVISORS, answers={200: Mailboxes})
def list_mailboxes() -> dict[str, Any]:
    """The mailboxes from which files of orders are fetched"""
    return all_mailboxes()


@endpoint(
    api, "POST", "/mailboxes", roles=SUPERVISORS, body=SetMailbox, answers={200: Mailboxes},
    form="/desk/mailboxes", then="/desk/channels",
)  # fmt: skip
def set_channel_mailbox(body: SetMailbox) -> dict[str, Any]:
    """Fetch the files of a channel's orders from a mailbox

    Each mail is read once, by its Message-ID, and stays where it is. CSV, text and XLSX files are taken in with the
    columns that somebody has named for the channel; what became of each file stands among the channel's messages, and
    so does what was not opened.
    """
    settings = current_services().settings
    said = body.model_dump() | {"senders": body.senders or []}
    perform(set_mailbox, settings.mail_networks, seal_of(settings), **said)
    return all_mailboxes()


@endpoint(
    api, "POST", "/mailboxes/remove", roles=SUPERVISORS, body=RemoveMailbox, answers={200: Mailboxes},
    form="/desk/mailboxes/remove", then="/desk/channels",
)  # fmt: skip
def remove_channel_mailbox(body: RemoveMailbox) -> dict[str, Any]:
    """Fetch nothing more from it"""
    perform(remove_mailbox, body.channel)
    return all_mailboxes()


def all_mailboxes() -> dict[str, Any]:
    plain = (
        "channel", "host", "port", "security", "user", "folder", "senders", "looked_at", "failures", "answer",
        "next_try_at",
    )  # fmt: skip
    with current_services().database.reading() as session:
        found = session.scalars(select(Mailbox).order_by(Mailbox.channel))
        return {"mailboxes": [{name: getattr(each, name) for name in plain} for each in found], "next": None}
