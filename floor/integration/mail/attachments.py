"""What of a mail is a file of orders: known by its name, and by how it begins. Nothing else of a mail is opened."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final

from floor.core.reason import Reason
from floor.core.text_rules import NOT_IN_LINE
from floor.orders.sheets.files import MOST_BYTES

SHEETS: Final = ("csv", "tsv", "tab", "txt", "xlsx")
MOST_ATTACHMENTS: Final = 20
# names of what a machine would run, or that hides what is in it
DANGEROUS: Final = frozenset((
    "ace", "apk", "app", "arj", "bat", "bin", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "docm", "exe", "gz",
    "hta", "htm", "html", "img", "ins", "iso", "jar", "js", "jse", "lnk", "lzh", "mht", "msc", "msi", "msp", "one",
    "ps1", "rar", "reg", "rtf", "scr", "sct", "sh", "svg", "swf", "tar", "url", "vb", "vbe", "vbs", "vhd", "wsf",
    "xlam", "xlsb", "xlsm", "xz", "z", "zip", "7z",
))  # fmt: skip
# how programs begin, and the text by which scanners for viruses are tried
BEGINNINGS: Final = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"%PDF",
    b"\xca\xfe\xba\xbe",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"7z\xbc\xaf",
)
TRIED_BY: Final = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@dataclass(frozen=True, slots=True)
class Attachment:
    """`content` is there where it is to be read as a file of orders; else `why` it is not."""

    name: str
    content: bytes | None
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail: its Message-ID, or what is in it where it has none; who sent it, and what came with it."""

    name: str
    sender: str
    subject: str
    attachments: list[Attachment]


def read_letter(raw: bytes) -> Letter:
    """Reads a mail; never raises for what stands in it."""
    message = message_from_bytes(raw, policy=policy.default)
    name = _line(message, "Message-ID", 180) or f"sha256:{hashlib.sha256(raw).hexdigest()}"
    sender = parseaddr(_line(message, "From", 500))[1]
    return Letter(name, sender, _line(message, "Subject", 200), list(_attachments(message)))


def _line(message: EmailMessage, name: str, longest: int) -> str:
    try:
        said = str(message[name] or "")
    except Exception:  # a header that the library stumbles over says nothing
        return ""
    return NOT_IN_LINE.sub("\ufffd", " ".join(said.split()))[:longest]


def _attachments(message: EmailMessage) -> Iterator[Attachment]:
    found = 0
    for part in message.walk():
        name = _name(part)
        if part.is_multipart() or not name:
            continue
        found += 1
        if found > MOST_ATTACHMENTS:
            yield Attachment(name, None, Reason("mail.too_many_files", "", {"most": MOST_ATTACHMENTS}))
            return
        try:
            content = part.get_payload(decode=True)
        except Exception:
            content = None
        yield _judged(name, content if isinstance(content, bytes) else b"")


def _name(part: EmailMessage) -> str:
    try:
        name = part.get_filename() or ""
    except Exception:
        name = "?" if part.get_content_disposition() == "attachment" else ""
    return NOT_IN_LINE.sub("\ufffd", name.replace("\\", "/").rpartition("/")[2])[-100:]


def _judged(name: str, content: bytes) -> Attachment:
    kind = name.lower().rstrip(". ").rpartition(".")[2]
    zipped = content.startswith(b"PK")
    if kind in DANGEROUS or content.startswith(BEGINNINGS[:3]) or TRIED_BY in content[:4096]:
        return Attachment(name, None, Reason("mail.dangerous", "", {"name": name}))
    if kind not in SHEETS:
        return Attachment(name, None, Reason("mail.other_kind", "", {"name": name}))
    if len(content) > MOST_BYTES:
        return Attachment(name, None, Reason("sheet.too_many_bytes", "", {"most": MOST_BYTES // 2**20}))
    if zipped != (kind == "xlsx") or content.startswith(BEGINNINGS):
        return Attachment(name, None, Reason("mail.dangerous", "", {"name": name}))
    return Attachment(name, content)
