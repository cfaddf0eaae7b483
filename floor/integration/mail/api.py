"""The mail server, the words of mails, and what a mail would say."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.languages import LANGUAGES, Language
from floor.core.seals import seal_of
from floor.integration.mail.making import in_words, values_of
from floor.integration.mail.server import remove_server, set_server
from floor.integration.mail.templates import (
    VARIABLES,
    as_html,
    check_words,
    set_template,
    usual_template,
    words_for,
)
from floor.orders.channels_api import MailEvent
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.forms import perform
from floor.web.shapes import Answer, Body, Count, Line, Name, Timestamp
from models import Channel, MailServer, MailTemplate, Order
from models.told import MAILS

Security = Literal["tls", "starttls", "none"]
Words = Annotated[str, Field(max_length=20_000)]


class SetServer(Body):
    address: Annotated[Name, Field(description="HOST or HOST:PORT", examples=["smtp.example.com:587"])]
    security: Security = "starttls"
    user: Line = ""
    password: Annotated[
        Line, Field(description="kept sealed and never shown; left out it stays as it is")
    ] = ""
    sender: Annotated[Name, Field(description="the address that mails come from")]


class Server(Answer):
    host: str
    port: Count
    security: Security
    user: str
    has_password: bool
    sender: str
    failures: int
    answer: Annotated[str, Field(description="why it takes no mails now: what it said, or a code")]
    next_try_at: Timestamp | None


class Servers(Answer):
    server: Server | None


class Template(Answer):
    event: MailEvent
    language: Language
    subject: str
    text: str
    own: Annotated[bool, Field(description="written at the desk; else the words that Floor brings")]


class Templates(Answer):
    templates: list[Template]
    variables: list[str]


class SetTemplate(Body):
    event: Name
    language: Name
    subject: Words = ""
    text: Words = ""
    usual: Annotated[bool, Field(description="back to the words that Floor brings")] = False


class Preview(Answer):
    subject: str
    text: str
    html: str


@endpoint(api, "GET", "/mail-server", roles=SUPERVISORS, answers={200: Servers})
def get_mail_server() -> dict[str, Any]:
    """The server by which customers are told, null where there is none"""
    with current_services().database.reading() as session:
        return {"server": server_state(session)}


@endpoint(
    api, "POST", "/mail-server", roles=SUPERVISORS, body=SetServer, answers={200: Servers},
    form="/desk/mail/server", then="/desk/mail",
)  # fmt: skip
def set_mail_server(body: SetServer) -> dict[str, Any]:
    """Send mails by this server, of events from now on

    It is looked up and reached within `FLOOR_MAIL_NETWORKS` alone. A password needs `tls` or `starttls`.
    """
    settings = current_services().settings
    perform(set_server, settings.mail_networks, seal_of(settings), **body.model_dump())
    return get_server()


@endpoint(
    api, "POST", "/mail-server/remove", roles=SUPERVISORS, answers={200: Servers},
    form="/desk/mail/server/remove", then="/desk/mail",
)  # fmt: skip
def remove_mail_server() -> dict[str, Any]:
    """Send no more mails"""
    perform(remove_server)
    return get_server()


@endpoint(api, "GET", "/mail-templates", roles=SUPERVISORS, answers={200: Templates})
def list_mail_templates() -> dict[str, Any]:
    """The words of all mails, and the variables that may stand in them between braces"""
    return all_templates()


@endpoint(
    api, "POST", "/mail-templates", roles=SUPERVISORS, body=SetTemplate, answers={200: Templates},
    form="/desk/mail/template", then="/desk/mail",
)  # fmt: skip
def set_mail_template(body: SetTemplate) -> dict[str, Any]:
    """Write the words of a mail

    A variable that there is not is refused. What an order says is written into the mail as text.
    """
    if body.usual:
        perform(usual_template, body.event, body.language)
    else:
        perform(set_template, body.event, body.language, body.subject, body.text)
    return all_templates()


@endpoint(api, "POST", "/mail-templates/preview", roles=SUPERVISORS, body=SetTemplate, answers={200: Preview})
def preview_mail(body: SetTemplate) -> dict[str, Any]:
    """What a mail with these words would say of the newest order"""
    return previewed(body)


def previewed(body: SetTemplate) -> dict[str, str]:
    check_words(body.event, body.language, body.subject, body.text)
    with current_services().database.reading() as session:
        order = session.scalar(select(Order).order_by(Order.id.desc()).limit(1))
        values = dict.fromkeys(VARIABLES, "…")
        if order is not None:
            values = values_of(session, order, session.get(Channel, order.channel), {})
    subject, text = in_words(body.subject, body.text, values)
    return {"subject": subject, "text": text, "html": as_html(text)}


def get_server() -> dict[str, Any]:
    with current_services().database.reading() as session:
        return {"server": server_state(session)}


def server_state(session: Session) -> dict[str, Any] | None:
    server = session.get(MailServer, 1)
    if server is None:
        return None
    plain = ("host", "port", "security", "user", "sender", "failures", "answer", "next_try_at")
    return {name: getattr(server, name) for name in plain} | {"has_password": bool(server.password)}


def all_templates() -> dict[str, Any]:
    with current_services().database.reading() as session:
        own = {(each.event, each.language) for each in session.scalars(select(MailTemplate))}
        templates = [
            {
                "event": event, "language": language, "own": (event, language) in own,
                **dict(zip(("subject", "text"), words_for(session, event, language), strict=True)),
            }
            for event in MAILS
            for language in LANGUAGES
        ]  # fmt: skip
    return {"templates": templates, "variables": list(VARIABLES)}
