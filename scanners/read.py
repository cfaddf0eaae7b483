"""Text from a device to a Scan: the written rules of what wins.

A wrong read is worse than none, so the rules go from what cannot be mistaken to what can:

1. What the device's profile puts around every code goes, blanks around the text go, full-width forms become
   plain (NFKC). Empty, over 256 characters, or with control characters other than GS: `unknown`.
2. An AIM identifier ("]C1") in front, or reported beside the text, says what kind of symbol it was. An ISO 15434
   envelope of format 05 says as much: what is in it is element strings.
3. A own code or work number is one whatever the symbol: no GS1 text begins with letters.
4. An EAN/UPC or ITF symbol holds a GTIN (ITF an SSCC too) or what only the catalogue may know: `plain`, also
   for two digits, which are an add-on or a partial read and no location's check digits. UPC-E is read only
   from ]E0 with 8 digits, for without that it looks like a GTIN-8.
5. A symbol that begins with FNC1 (]C1 ]d2 ]Q3 ]e0 ]J1 …) holds element strings and is never read as a bare
   number: 96385074 is a GTIN-8 by itself and AI 96 behind ]C1.
6. Otherwise digits alone: two are `digits2`; a GTIN-8, -12, -13, -14 or an SSCC (with or without 00) with the
   right check digit wins over any AI that it could also begin with, and over any courier's number.
7. What by its form is GS1: brackets, a Digital Link, a separator in the text, or a leading GTIN (01, 02) or
   SSCC (00) with the right check digit. Other AIs in front prove nothing: 10002 and 21508 are SKUs' numbers.
8. What claims to be GS1 and breaks its rules is `plain`: the catalogue may still hold it letter for letter.
9. The hexadecimal digits of a radio tag, or its URI, are what the tag says.
10. What is nothing else and has the form of couriers' numbers is a `waybill`, if it has letters, or more digits
    than any GTIN. Fewer digits fit by chance once in seven to eleven times: they stay `plain`, and so do element
    strings of internal AIs `gs1` (USPS and FedEx use 420 and 91 to 96); both bear the couriers' names.
11. `ambiguous`, with both readings: a text that is GS1 only if each "|" is a separator, where neither a GTIN or
    SSCC nor the device's profile proves it; a last field that ends like a date of its own in a text without any
    separator, which a keyboard wedge may have lost; a "%" before what would be a field by itself, which some
    devices write for a separator; digits that are a tag's and a courier's alike.
"""

import re
import unicodedata
from dataclasses import replace
from typing import Final

from biip import ParseError

from scanners import elements, epc, gs1, own_codes
from scanners.elements import GS
from scanners.link import read_link
from scanners.scan import Profile, RawRead, Scan
from scanners.waybills import couriers_of

LONGEST_TEXT: Final = 256
"""Characters that a scan may have."""

# Every blank of str.strip() but the four separators of ASCII: GS in front is FNC1, and worth knowing.
BLANKS: Final = "".join(
    char for char in map(chr, range(0x3001)) if char.isspace() and not "\x1c" <= char <= "\x1f"
)
_AROUND: Final = BLANKS + "\ufeff\0"  # some Data Matrix symbols are filled up with NUL

# C0 without GS (FNC1 arrives as GS), DEL, C1, and halves of surrogate pairs, which no database takes.
UNREADABLE: Final = re.compile("[\x00-\x1c\x1e\x1f\x7f-\x9f\ud800-\udfff]")

_AIM: Final = re.compile(r"\][A-UXZcdehopsz][0-9A-F]")
_FNC1_FIRST: Final = frozenset({"]C1", "]e0", "]e1", "]e2", "]d2", "]d5", "]Q3", "]Q4", "]J1", "]J4"})
_SEPARATOR_WORDS: Final = re.compile(r"\{GS\}|<GS>|\[GS\]|\^\]|\u241d", re.IGNORECASE)
_PERCENT: Final = re.compile("%(?=[0-9]{2})")
_COMPOSITE: Final = re.compile(r"\|\]e[0-3]")
_ENVELOPE: Final = re.compile(
    r"(?:\][A-Za-z][0-9A-F])?\[\)>(?:\x1e|\{RS\}|<RS>)05(?:\x1d|\{GS\}|<GS>)"
    r"(.+?)(?:\x1e|\{RS\}|<RS>)?(?:\x04|\{EOT\}|<EOT>)?"
)


def parse(raw: RawRead) -> Scan:
    """The Scan of a read; never raises, for any text. Two-digit years are read as of today (GS1's rule)."""
    said = _undress(raw.text, raw.profile)
    enveloped = _ENVELOPE.fullmatch(said.strip(BLANKS)) if "[)>" in said[:9] else None
    text = clean(enveloped[1] if enveloped else said)
    if text is None:
        return Scan(text=showable(raw.text), kind="unknown")
    aim, text = ("]d2", text) if enveloped else _split_aim(text, raw)
    if not text.strip(GS):
        return Scan(text="", kind="unknown")
    found = own_codes.read(text) if "-" in text else None
    if found is not None:
        return found
    if aim[:2] in ("]E", "]I"):
        return _read_retail(text, aim, raw.profile)
    if aim not in _FNC1_FIRST:
        gtin = gs1.to_gtin14(text)
        if gtin:
            return Scan(text=text, kind="gtin", gtin=gtin)
        if gs1.is_digits(text):
            return _read_digits(text)
    message = _with_separators(text, raw.profile)
    if aim in _FNC1_FIRST or message != text or _looks_like_gs1(text):
        return _read_gs1(text, message, said_by_symbol=aim in _FNC1_FIRST)
    return _read_other(text)


def clean(text: str) -> str | None:
    """The text without blanks around it and full-width forms (NFKC), 1 to 256 characters, else None."""
    text = text.strip(_AROUND)
    if len(text) > LONGEST_TEXT:  # before NFKC, which is slow on what nobody scanned
        return None
    if not text.isascii():
        text = _seen(unicodedata.normalize("NFKC", text)).strip(_AROUND)
    if not text or len(text) > LONGEST_TEXT or UNREADABLE.search(text):
        return None
    return text


def _seen(text: str) -> str:
    """The text without marks that no screen shows, which programs put into what people copy."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def showable(text: str) -> str:
    """Text that cannot be read, cut, without the characters that no page and no database should get."""
    return UNREADABLE.sub("\ufffd", text.strip(_AROUND)[:LONGEST_TEXT])


def _undress(text: str, profile: Profile) -> str:
    if not profile.prefix and not profile.suffix:
        return text
    return text.strip(BLANKS).removeprefix(profile.prefix).removesuffix(profile.suffix)


def _split_aim(text: str, raw: RawRead) -> tuple[str, str]:
    if text[0] == "]" and raw.profile.aim and _AIM.match(text):
        return text[:3], text[3:].strip(BLANKS)
    if raw.symbology is not None and _AIM.fullmatch(raw.symbology):
        return raw.symbology, text
    return "", text


def _with_separators(text: str, profile: Profile) -> str:
    """The text with a GS for each of what this device, or any, sends in its place, except for a bare bar."""
    for separator in profile.separators:
        text = text.replace(separator, GS)
    return _SEPARATOR_WORDS.sub(GS, _COMPOSITE.sub(GS, text))


def _read_retail(text: str, aim: str, profile: Profile) -> Scan:
    linear, _, beside = text.partition("|]e")
    if aim == "]E3" and len(linear) in (15, 18):
        linear = linear[:13]  # an add-on of two or five digits says nothing of the trade item
    gtin = gs1.to_gtin14(linear)
    if aim == "]E0" and len(linear) == 8:
        gtin = gs1.expand_upc_e(linear)
    if gtin and beside:
        return _read_gs1(text, f"01{gtin}{_with_separators(beside[1:], profile)}", said_by_symbol=True)
    if gtin:
        return Scan(text=text, kind="gtin", gtin=gtin)
    if aim[1] == "I":
        return _read_sscc(text) or Scan(text=text, kind="plain")
    return Scan(text=text, kind="plain")


def _read_digits(text: str) -> Scan:
    """The Scan of digits alone that are no GTIN."""
    if len(text) == 2:
        return Scan(text=text, kind="digits2")
    found = _read_sscc(text)
    if found is not None:
        return found
    if _leads_with_key(text):
        found = _read_gs1(text, text, said_by_symbol=False)
    return found if found and found.kind != "plain" else _read_other(text)


def _read_sscc(text: str) -> Scan | None:
    digits = text[2:] if len(text) == 20 and text.startswith("00") else text
    return Scan(text=text, kind="sscc", sscc=digits) if gs1.is_valid_sscc(digits) else None


def _leads_with_key(text: str) -> bool:
    """Whether the text begins with 01 or 02 and a right GTIN, or 00 and a right SSCC."""
    if text[:2] in ("01", "02"):
        return gs1.is_valid_gtin(text[2:16]) and len(text) >= 16
    return text[:2] == "00" and gs1.is_valid_sscc(text[2:20])


def _looks_like_gs1(text: str) -> bool:
    return text[0] == "(" or text[:4].lower() == "http" or GS in text or "|" in text or _leads_with_key(text)


def _read_gs1(text: str, message: str, *, said_by_symbol: bool) -> Scan:
    """The Scan of a text as GS1: as a link or in brackets, or of its message, with GS for its separators."""
    plain = Scan(text=text, kind="plain")
    bars = GS not in message and "|" in message
    message = message.replace("|", GS)
    try:
        if text[:4].lower() == "http" and not said_by_symbol:
            return elements.to_scan(text, read_link(text))
        if text[0] == "(":
            return elements.to_scan(text, elements.read_bracketed(text))
        found = elements.read_message(message)
    except (ParseError, ValueError):  # biip takes some empty figures for numbers
        return plain
    scan = elements.to_scan(text, found)
    if bars and not said_by_symbol and not _leads_with_key(message):
        return replace(plain, kind="ambiguous", readings=(scan, plain))
    if all(element.ai.ai == "420" or element.ai.ai[0] == "9" for element in found):
        return replace(scan, couriers=couriers_of(message.replace(GS, "")))
    return _with_lost_separator(scan, message, found)


def _with_lost_separator(scan: Scan, message: str, found: elements.Elements) -> Scan:
    parted = None if GS in message else elements.split_off_date(message, found)
    if _PERCENT.search(message):  # some handhelds write it in front of an AI, and any lot may hold it
        parted = _PERCENT.sub(GS, message)
    if parted is None:
        return scan
    try:
        other = elements.to_scan(scan.text, elements.read_message(parted))
    except ParseError:  # no date of the calendar, or there already: only one way to read it
        return scan
    return Scan(text=scan.text, kind="ambiguous", readings=(scan, other))


def _read_other(text: str) -> Scan:
    """What is neither a own code nor GS1's: a radio tag, a courier's number, or only the catalogue's to know."""
    couriers = couriers_of(text)
    certain = couriers and (len(text) > max(gs1.GTIN_LENGTHS) or not gs1.is_digits(text))
    other = Scan(text=text, kind="waybill" if certain else "plain", couriers=couriers)
    tag = epc.read(text)
    if tag and certain:
        return Scan(text=text, kind="ambiguous", readings=(tag, other))
    return tag or other
