"""The words of mails: as the desk has written them, or as Floor brings them, in three languages. Between braces stands
what the order says; it is written into the mail as text, whatever it is."""

import html
import re
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from floor.core.languages import DEFAULT, LANGUAGES
from floor.core.messages import template
from floor.core.transaction import ORDERS, Transaction
from models import MailTemplate, Refused
from models.told import MAILS

VARIABLES: Final = (
    "name", "number", "channel", "goods", "address", "service", "carrier", "parcels", "contact",
)  # fmt: skip
LONGEST_SUBJECT, LONGEST_TEXT = 200, 10_000
_BRACES: Final = re.compile(r"\{([^{}]*)\}")


def words_for(session: Session, event: str, language: str) -> tuple[str, str]:
    """Subject and text of the mail about such an event, with their variables."""
    kept = session.get(MailTemplate, (event, language))
    if kept is not None:
        return kept.subject, kept.text
    name = event.replace(".", "_")
    return template(f"mail.subject_{name}", language), template(f"mail.text_{name}", language)


def filled(words: str, values: Mapping[str, str]) -> str:
    """The words with what stands for their variables; a value with braces in it is filled in as it is."""
    return _BRACES.sub(lambda found: values[found[1]], words)


def as_html(text: str) -> str:
    """The text as a page of HTML that says the same and nothing else."""
    paragraphs = re.split(r"\n\s*\n", html.escape(text.strip()))
    body = "".join("<p>" + each.replace("\n", "<br>\n") + "</p>\n" for each in paragraphs)
    return f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n{body}</body></html>\n'


def check_words(event: str, language: str, subject: str, text: str) -> None:
    """Whether such a mail can be written.

    Raises `Refused`: mail.unknown_event, mail.unknown_language, mail.empty, mail.too_long, mail.unknown_variable,
    mail.lone_brace.
    """
    if event not in MAILS:
        raise Refused("mail.unknown_event", sent=event)
    if language not in LANGUAGES:
        raise Refused("mail.unknown_language", sent=language)
    for words, longest in ((subject, LONGEST_SUBJECT), (text, LONGEST_TEXT)):
        if not words.strip():
            raise Refused("mail.empty")
        if len(words) > longest:
            raise Refused("mail.too_long", most=longest)
        unknown = [name for name in _BRACES.findall(words) if name not in VARIABLES]
        if unknown:
            raise Refused("mail.unknown_variable", sent=unknown[0], known=list(VARIABLES))
        if set("{}") & set(_BRACES.sub("", words)):
            raise Refused("mail.lone_brace")


def set_template(tx: Transaction, event: str, language: str, subject: str, text: str) -> None:
    """The words for mails about such events from now on. Raises `Refused` as `check_words` does: mail.unknown_event,
    mail.unknown_language, mail.empty, mail.too_long, mail.unknown_variable, mail.lone_brace."""
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    check_words(event, language, subject, text)
    kept = tx.db.get(MailTemplate, (event, language), with_for_update=True)
    if kept is None:
        tx.db.add(MailTemplate(event=event, language=language, subject=subject, text=text))
    else:
        kept.subject, kept.text = subject, text
    tx.changed(ORDERS)


def usual_template(tx: Transaction, event: str, language: str) -> None:
    """Back to the words that Floor brings."""
    kept = tx.db.get(MailTemplate, (event, language))
    if kept is not None:
        tx.db.delete(kept)
    tx.changed(ORDERS)


def language_of(said: str) -> str:
    return said if said in LANGUAGES else DEFAULT
