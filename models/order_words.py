"""The words by which an order is found: its number, and whom it goes to."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping

from sqlalchemy import ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

ADDRESS = (
    "name", "company", "street", "street2", "street3", "district", "city", "state", "postcode", "email",
)  # fmt: skip
LONGEST = 40  # characters of a word that are kept; more tell no two apart
SHORTEST_ENDING = 4  # digits by which somebody may ask for the end of a phone number
STREET = "="  # before what stands for a street address
ENDING = "~"  # before the digits of a phone number from its end to its beginning
AFTER_ALL = "\U0010ffff"

# compared byte by byte: only so does PostgreSQL look for a beginning in its index, whatever its language
Bytewise = String().with_variant(String(collation="C"), "postgresql")


class OrderWord(Base):
    """One word of an order, in the spelling of `plain`."""

    __tablename__ = "order_words"
    __table_args__ = (Index("ix_order_words_word", "word", "order_id"),)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    word: Mapped[str] = mapped_column(Bytewise, primary_key=True)

    @classmethod
    def beginning(cls, text: str) -> ColumnElement[bool]:
        """For a query: the words that begin so."""
        return (cls.word >= text) & (cls.word < text + AFTER_ALL)


def plain(text: str) -> str:
    """One spelling for all in which people write a word: no case, no accents, no full width; 臺 is 台."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFKC", bare).replace("臺", "台")


def words_of(number: str, ship_to: Mapping[str, str]) -> set[str]:
    """All words of an order: each as it is written, its parts, and its phone number from the end."""
    words = set[str]()
    for text in (number, *(ship_to.get(name, "") for name in ADDRESS)):
        for written in plain(text).split():
            words |= {written[:LONGEST], *(part[:LONGEST] for part in _parts(written))}
    if phone := _digits(ship_to.get("phone", "")):
        words |= {phone[:LONGEST], ENDING + phone[:-LONGEST:-1]}
    return (words | {street_mark(ship_to)}) - {""}


def street_mark(ship_to: Mapping[str, str]) -> str:
    """The same for orders to one street address, however it is spelt; a word that nobody types."""
    street, *others = (
        re.sub(r"\W", "", plain(ship_to.get(name, "")))
        for name in ("street", "street2", "postcode", "country")
    )
    if not street:
        return ""
    return STREET + hashlib.sha256("|".join((street, *others)).encode()).hexdigest()[:32]


def customer_marks(ship_to: Mapping[str, str]) -> set[str]:
    """The words that orders of one customer share: phone number, e-mail address, street address."""
    email = "".join(plain(ship_to.get("email", "")).split())[:LONGEST]
    return {_digits(ship_to.get("phone", ""))[:LONGEST], email, street_mark(ship_to)} - {""}


def _parts(written: str) -> Iterator[str]:
    """What stands between signs. Chinese and Japanese leave no blanks: there each sign begins a word."""
    for part in re.findall(r"\w+", written):
        yield part
        yield from (part[at:] for at in range(1, len(part)) if "\u3040" <= part[at] <= "\u9fff")


def _digits(text: str) -> str:
    return "".join(re.findall(r"[0-9]", plain(text)))


def words_asked(asked: str) -> list[str]:
    """The beginnings of words that somebody looks for, each once."""
    return list(dict.fromkeys(word[:LONGEST] for word in plain(asked).split()))


def phone_asked(asked: str) -> str | None:
    """The beginning of the word that a phone number with this end has; None for what is no phone number. Written for
    calls within the country, it begins with a zero that is not said from abroad."""
    digits = _digits(asked).lstrip("0")
    if len(digits) < SHORTEST_ENDING or re.search(r"[^\d\s()+/.-]", asked):
        return None
    return ENDING + digits[:-LONGEST:-1]
