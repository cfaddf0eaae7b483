"""One connection to the mail server: only within the networks that are allowed, to the address that was looked up."""

import smtplib
import socket
import ssl
from email.message import EmailMessage
from email.policy import SMTP as RULES
from types import TracebackType
from typing import Final, Self

from floor.core.networks import Networks
from floor.integration.mail.templates import as_html
from models import MailServer, Telling

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 30.0
LONGEST_ANSWER: Final = 200


class ServerAway(Exception):
    """The mail server takes no mails now: `answer` is what it said, or a code."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class NotTaken(Exception):
    """The mail server does not take this one mail; `later` it may. `unclear`: nobody knows whether it has."""

    def __init__(self, answer: str, *, later: bool, unclear: bool = False) -> None:
        super().__init__(answer)
        self.answer, self.later, self.unclear = answer, later, unclear


class _Line(smtplib.SMTP):
    """SMTP over a connection that `Networks` makes."""

    def __init__(self, host: str, networks: Networks, tls: ssl.SSLContext | None) -> None:
        self.networks, self.tls = networks, tls
        super().__init__(timeout=ANSWER_SECONDS)
        self._host = host

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = self.networks.connect(host, port, CONNECT_SECONDS)
        line.settimeout(timeout)
        return self.tls.wrap_socket(line, server_hostname=host) if self.tls else line


class MailLine:
    """An open line to the server, until the end of the block. Raises `ServerAway` where there is none."""

    def __init__(self, server: MailServer, password: str, networks: Networks) -> None:
        self.server, self.password, self.networks = server, password, networks

    def __enter__(self) -> Self:
        secure = None if self.server.security == "none" else ssl.create_default_context()
        self._line = _Line(self.server.host, self.networks, secure if self.server.security == "tls" else None)
        try:
            self._open(secure)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._line.close()
            raise ServerAway(_said(error)) from error
        return self

    def _open(self, secure: ssl.SSLContext | None) -> None:
        code, answer = self._line.connect(self.server.host, self.server.port)
        if code != 220:
            raise smtplib.SMTPResponseException(code, answer)
        if self.server.security == "starttls":
            self._line.starttls(context=secure)
        self._line.ehlo_or_helo_if_needed()
        if self.server.user:
            self._line.login(self.server.user, self.password)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._line.close()

    def send(self, mail: Telling, sender: str, name: str) -> str:
        """What the server said when it took the mail. Raises `NotTaken`, `ServerAway`."""
        try:
            content = message_of(mail, sender, name, self.server.host).as_bytes(policy=RULES)
        except ValueError as error:
            raise NotTaken("mail.unsendable", later=False) from error
        begun = False
        try:
            for ask, address in ((self._line.mail, sender), (self._line.rcpt, mail.receiver)):
                code, answer = ask(address)
                if not 200 <= code < 300:
                    self._line.rset()
                    raise NotTaken(_text(code, answer), later=code < 500)
            begun = True
            code, answer = self._line.data(content)
        except smtplib.SMTPDataError as error:
            raise NotTaken(_said(error), later=error.smtp_code < 500) from error
        except UnicodeError as error:
            raise NotTaken("mail.unsendable", later=False) from error
        except (OSError, smtplib.SMTPException) as error:
            if begun:
                raise NotTaken("mail.unclear", later=False, unclear=True) from error
            raise ServerAway(_said(error)) from error
        if not 200 <= code < 300:
            raise NotTaken(_text(code, answer), later=code < 500)
        return _text(code, answer)


def message_of(mail: Telling, sender: str, name: str, host: str) -> EmailMessage:
    """The mail as it is sent, with the same Message-ID whenever that is."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.receiver, mail.subject
    message["Date"], message["Message-ID"] = mail.at, f"<floor-{mail.id}-{mail.event_id}@{name}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(as_html(mail.text), subtype="html")
    return message


def _text(code: int, answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(said.split())}"[:LONGEST_ANSWER]


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _text(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return "mail.not_secure"
    return "mail.unreachable"
