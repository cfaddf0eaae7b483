"""Agreement with GS1's reference on what is GS1 data: counted per kind, each difference with its reason.

    python -m tests.scanners.gs1_vectors [FILE]

A line of the file is {"kind", "data", "ok", "expect"}. `^` stands for FNC1, `expect` is the message that the data
is read as. Kinds: element, bracketed, dl, scan, linter (one element's content), assoc (what stands together).
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from scanners import RawRead, Scan, parse

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "gs1" / "gs1_vectors.jsonl"

REASONS = {
    r"/01/[0-9]{12,13}([/?#]|$)|[?&]01=([0-9]{8}|[0-9]{12,13})([&#]|$)": (
        "a link's GTIN may come without leading zeros; the reference takes it so when told to"
    ),
    r"/01/[0-9]{8}([/?#]|$)": "eight digits behind /01/ may be a day of January; the reference refuses them by default",
    r"^https?://[^?#]*/[A-Za-z]+/": "AIs by name are still on packs; the reference takes them when told to",
    r"[?&](0[4-9]|14|1[89]|2[6-9]|38|4[4-9]|5[0-9]|6[0-9]|8[3-9])[0-9]{0,2}=": (
        "a number that no AI begins with is the shop's own; the reference takes it when told to"
    ),
    r"[(^?&]811[02]": "a shop's coupon is nothing that a warehouse scans",
    r"7041": "a freight unit may be of any type",
    r"8010[)/]?[0-9]{4}([(^/?#\x1d]|$)": "biip takes no part number of the company prefix alone",
    r"\(03\)": "of made-to-order goods the dictionary here says more than the reference's own",
    r"\) +| +\(|^\^ +": "blanks in front, or beside a bracket, are layout",
    r"975": "the lev went in 2026",
    r"(01|02)0{14}|000{18}": "zeros alone name nothing",
    r"^0[012]": "a wedge may leave out the FNC1 in front of a GTIN or an SSCC",
    r"^\]E0([0-9]{8}|[0-9]{12})$": "a scanner may send UPC-A and UPC-E as they are printed",
    r"^\]E[04][0-9]+\|\]e0": "what excludes the GTIN of its own symbol is refused",
}
"""Where the reference and Floor differ on purpose: data of this pattern, for this reason."""

_GS1 = ("gtin", "sscc", "gs1", "ambiguous")
_KEY_LOT_SERIAL_DATE = re.compile(r"\((0[0-3]|1[0-7]|21|402|4326|700[367]|7011|8008)\)")


class Vector(NamedTuple):
    """What the reference makes of some data."""

    kind: str
    data: str
    ok: bool
    expect: str = ""

    @property
    def acted_on(self) -> bool:
        """Whether the data is a key, a lot, a serial or a date, alone: what a warehouse acts on."""
        return self.kind == "linter" and _KEY_LOT_SERIAL_DATE.match(self.data) is not None


def vectors(path: Path) -> Iterator[Vector]:
    """Those of a file that say anything: nothing at all is good and bad there, by turns."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["data"]:
            yield Vector(row["kind"], row["data"], row["ok"], row.get("expect", ""))


def read(data: str) -> Scan:
    """The Scan of the data; one that begins with ^ as the symbol gives it."""
    return parse(RawRead(f"]C1{data[1:].replace('^', chr(29))}" if data.startswith("^") else data))


def accepts(vector: Vector) -> bool:
    """Whether Floor takes the data for what the reference takes it, or refuses it as GS1 data."""
    scan = read(vector.data)
    if vector.kind == "assoc":
        return scan.kind in _GS1 and not scan.incomplete
    if vector.kind == "scan" and vector.ok and not re.match(r"\^|[0-9]|https?:|HTTPS?:", vector.expect):
        return scan.text == re.sub(r"^\\(?=\\*\^)", "", vector.expect)  # a symbol of any text, read as it is
    return scan.kind in _GS1


def reason(vector: Vector) -> str | None:
    """Why Floor differs from the reference on this, if it is known."""
    return next((why for pattern, why in REASONS.items() if re.search(pattern, vector.data)), None)


def agreement(found: Iterable[Vector]) -> tuple[Counter[str], Counter[str], list[Vector]]:
    """Per kind how many agree, of how many; and those that differ."""
    agreeing, all_of_them, differing = Counter[str](), Counter[str](), []
    for vector in found:
        all_of_them[vector.kind] += 1
        if accepts(vector) == vector.ok:
            agreeing[vector.kind] += 1
        else:
            differing.append(vector)
    return agreeing, all_of_them, differing


def main() -> int:
    """Print the counts and the differences; 1 if one of them has no reason."""
    agreeing, of, differing = agreement(vectors(Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE))
    for kind in of:
        print(f"{kind:10} {agreeing[kind]:5} of {of[kind]:5}  {100 * agreeing[kind] / of[kind]:.1f} %")
    for vector in differing:
        verdict = "accepts" if vector.ok else "refuses"
        print(
            f"{vector.kind}: the reference {verdict} {vector.data!r}: {reason(vector) or 'NO REASON KNOWN'}"
        )
    return 0 if all(reason(vector) for vector in differing) else 1


if __name__ == "__main__":
    sys.exit(main())
