"""One connection to a mailbox: only within the networks that are allowed, to the address that was looked up. It is read
and never emptied."""

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from types import TracebackType
from typing import Final, Self

from floor.core.networks import Networks
from floor.integration.mail.smtp import CONNECT_SECONDS, LONGEST_ANSWER, ServerAway
from models import Mailbox

ANSWER_SECONDS: Final = 30.0
MOST_BYTES: Final = 40 * 1024 * 1024  # of one mail
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class _Line(imaplib.IMAP4):
    """IMAP over a connection that `Networks` makes."""

    def __init__(self, host: str, port: int, networks: Networks, tls: ssl.SSLContext | None) -> None:
        self.networks, self.tls = networks, tls
        super().__init__(host, port, ANSWER_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = self.networks.connect(self.host, self.port, CONNECT_SECONDS)
        line.settimeout(timeout)
        return self.tls.wrap_socket(line, server_hostname=self.host) if self.tls else line


class MailboxLine:
    """An open mailbox, until the end of the block. Raises `ServerAway` where it does not answer."""

    def __init__(self, box: Mailbox, password: str, networks: Networks) -> None:
        self.box, self.password, self.networks = box, password, networks
        self.validity = 0

    def __enter__(self) -> Self:
        secure = None if self.box.security == "none" else ssl.create_default_context()
        with _said():
            self._line = _Line(
                self.box.host, self.box.port, self.networks, secure if self.box.security == "tls" else None
            )
            try:
                self._open(secure)
            except BaseException:
                self._line.shutdown()
                raise
        return self

    def _open(self, secure: ssl.SSLContext | None) -> None:
        if self.box.security == "starttls":
            self._line.starttls(ssl_context=secure)
        self._line.login(self.box.user, self.password)
        folder = '"' + self.box.folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
        status, answer = self._line.select(folder)
        if status != "OK":
            raise imaplib.IMAP4.error((answer or [b""])[0])
        said = self._line.response("UIDVALIDITY")[1]
        self.validity = int(said[0]) if said and said[0] else 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            self._line.logout()

    def numbers_after(self, last: int) -> list[int]:
        """The numbers of the mails that came after this one."""
        with _said():
            _status, found = self._line.uid("SEARCH", f"UID {last + 1}:*")
        numbers = sorted(int(each) for each in (found[0] or b"").split())
        return [each for each in numbers if each > last]  # the last mail is found whatever was asked

    def fetch(self, number: int) -> tuple[bytes, bool]:
        """A mail, and whether that is all of it: of one that is too large its head alone."""
        with _said():
            _status, found = self._line.uid("FETCH", str(number), "(RFC822.SIZE)")
            size = _SIZE.search(b" ".join(each for each in found if isinstance(each, bytes)))
            whole = size is not None and int(size[1]) <= MOST_BYTES
            part = "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])"
            _status, found = self._line.uid("FETCH", str(number), part)
        return next((each[1] for each in found if isinstance(each, tuple)), b""), whole

    def mark_seen(self, number: int) -> None:
        """For people who look into the mailbox, too."""
        with _said():
            self._line.uid("STORE", str(number), "+FLAGS", "(\\Seen)")


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """Raises `ServerAway` for whatever goes wrong with the line."""
    try:
        yield
    except ssl.SSLError as error:
        raise ServerAway("mail.not_secure") from error
    except OSError as error:
        raise ServerAway("mail.unreachable") from error
    except (imaplib.IMAP4.error, ValueError) as error:
        said = error.args[0] if error.args else ""
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ServerAway(" ".join(text.split())[:LONGEST_ANSWER] or "mail.unreachable") from error
