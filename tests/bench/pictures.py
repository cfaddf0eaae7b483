"""`make bench-scan`: reads every picture of a folder, beside plain pyzbar and plain zxing-cpp in the same run.

SET names the folder. Its manifest.jsonl has a row for each picture: path, symbology, mode (text: every one of
`expected` is there, and of `also` some may be; negative: nothing is; count: only the time is measured), expected, also.
A text is right when it says the same as an expected one: the same GTIN in any of its spellings, else the same
characters without blanks, separators and the brackets that people write around GS1's identifiers.
Every other text is wrong.
"""

import io
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from scanners import pictures
from scanners.gs1 import expand_upc_e, to_gtin14
from tests.bench.parts import DATA, Row, at_most
from tests.bench.setting import machine, percentile

Read = Callable[[bytes], list[str]]


def plain_pyzbar(data: bytes) -> list[str]:
    return [code.data.decode("utf-8", "replace") for code in pyzbar.decode(grey(data))]


def plain_zxing(data: bytes) -> list[str]:
    found = zxingcpp.read_barcodes(grey(data), text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]


def grey(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("L")


def first_pass(data: bytes) -> list[str]:
    return [sighting.text for sighting in pictures.first_pass(pictures.load(data))]


def floor(data: bytes) -> list[str]:
    return [sighting.text for sighting in pictures.read_picture(pictures.load(data))]


READERS: dict[str, Read] = {
    "pyzbar": plain_pyzbar,
    "zxing-cpp": plain_zxing,
    "first pass": first_pass,
    "Floor": floor,
}


@dataclass
class Tally:
    """What one reader made of pictures; `seconds` of processor time, one for each picture."""

    found: int = 0
    wrong: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.found += other.found
        self.wrong += other.wrong
        self.seconds += other.seconds

    @property
    def mean_ms(self) -> float:
        return 1000 * sum(self.seconds) / len(self.seconds)

    @property
    def p95_ms(self) -> float:
        return 1000 * percentile(self.seconds, 0.95)


BRACKETS = re.compile(r"\((\d{2,4})\)")


def spelling(text: str, symbology: str) -> str:
    bare = BRACKETS.sub(r"\1", "".join(text.split()))  # GS is a blank to Python
    short = expand_upc_e(bare) if symbology == "UPCE" else None
    return short or to_gtin14(bare) or bare


def judged(row: dict[str, Any], texts: list[str]) -> Tally:
    def spelt(some: list[str]) -> set[str]:
        return {spelling(text, row["symbology"]) for text in some}

    if row["mode"] == "count":
        return Tally()
    said, expected = spelt(texts), spelt(row["expected"])
    return Tally(len(said & expected), len(said - expected - spelt(row.get("also", []))))


def run(folder: Path) -> dict[str, dict[str, Tally]]:
    """For each symbology and reader the tally. Every picture is read by all before the next one, none always first."""
    rows = list(manifest(folder))
    for read in READERS.values():  # what a first call loads is no picture's fault
        read((folder / rows[0]["path"]).read_bytes())
    tallies: dict[str, dict[str, Tally]] = {}
    for at, row in enumerate(rows):
        data = (folder / row["path"]).read_bytes()
        of_symbology = tallies.setdefault(row["symbology"], {name: Tally() for name in READERS})
        for turn in range(len(READERS)):
            name = list(READERS)[(at + turn) % len(READERS)]
            start = time.process_time()
            texts = READERS[name](data)
            seconds = time.process_time() - start
            tally = judged(row, texts)
            tally.seconds.append(seconds)
            of_symbology[name].add(tally)
    return tallies


def manifest(folder: Path) -> Iterator[dict[str, Any]]:
    path = folder / "manifest.jsonl"
    if not path.is_file():
        sys.exit(f"no {path}: name a folder with pictures and their manifest, make bench-scan SET=FOLDER")
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def table(tallies: dict[str, dict[str, Tally]], sums: dict[str, Tally]) -> Iterator[str]:
    """Found, wrong and mean CPU milliseconds, by reader."""
    yield f"{'':<18}{'pictures':>9}" + "".join(f"{name:>22}" for name in READERS)
    yield f"{'':<27}" + f"{'found wrong    ms':>22}" * len(READERS)
    for symbology, by_reader in [*sorted(tallies.items()), ("all", sums)]:
        cells = (f"{one.found:>11}{one.wrong:>6}{one.mean_ms:>5.1f}" for one in by_reader.values())
        yield f"{symbology:<18}{len(by_reader['Floor'].seconds):>9}" + "".join(cells)
    yield f"{'p95':<27}" + "".join(f"{one.p95_ms:>22.1f}" for one in sums.values())


def claims(sums: dict[str, Tally], negatives: int) -> Iterator[Row]:
    plain, first, whole = sums["pyzbar"], sums["first pass"], sums["Floor"]
    yield at_least("codes found, to pyzbar's", whole.found / plain.found, 1.75)
    yield at_least("codes found, to zxing-cpp's", whole.found / max(sums["zxing-cpp"].found, 1), 1.06)
    yield at_most("wrong texts, to pyzbar's", whole.wrong / max(plain.wrong, 1), 0.8)
    yield at_most("mean CPU, to pyzbar's", whole.mean_ms / plain.mean_ms, 1.1)
    yield at_most("CPU at p95, to pyzbar's", whole.p95_ms / plain.p95_ms, 2.8)
    yield at_least("first pass alone: codes found, to pyzbar's", first.found / plain.found, 1.5)
    yield at_most("first pass alone: mean CPU, to pyzbar's", first.mean_ms / plain.mean_ms, 0.6)
    yield at_most("texts read where there is no code", negatives, 0)


def at_least(what: str, value: float, least: float) -> Row:
    return Row(what, f"{value:.2f}", f">= {least:g}", value >= least)


def main() -> None:
    folder = Path(sys.argv[1]) if sys.argv[1:] and sys.argv[1] else DATA / "barcodes"
    tallies = run(folder)
    sums = {name: Tally() for name in READERS}
    for by_reader in tallies.values():
        for name, tally in by_reader.items():
            sums[name].add(tally)
    print(f"{folder}, {machine()}\n")
    print("\n".join(table(tallies, sums)), "\n")
    if not sums["pyzbar"].found:
        sys.exit("pyzbar found nothing here, so that there is nothing to compare with")
    negatives = tallies["NEGATIVE"]["Floor"].wrong if "NEGATIVE" in tallies else 0
    rows = list(claims(sums, negatives))
    print("\n".join(row.line() for row in rows))
    sys.exit(any(row.met is False for row in rows))


if __name__ == "__main__":
    main()
