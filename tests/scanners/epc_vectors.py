"""Tags whose meaning is known. `python -m tests.scanners.epc_vectors FILE` counts how many of a file Floor reads so.

A line of the file is a JSON object: `hex`, and `pure_uri` and `gs1` (an element string) where the tag says something;
a tag without them is to be refused.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from scanners import RawRead, parse

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "rfid" / "epc_tds1_vectors.jsonl"


def vectors(path: Path = BESIDE) -> Iterator[dict[str, Any]]:
    """Those of a file; none where it is not at hand."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    yield from map(json.loads, lines)


def is_right(vector: Mapping[str, Any]) -> bool:
    scan = parse(RawRead(vector["hex"]))
    if scan.epc != vector.get("pure_uri"):
        return False
    said = vector.get("gs1") or ""
    return {
        "(00)": said[4:22] == scan.sscc,
        "(01)": said[4:18] == scan.gtin,
        "(414)": said[5:18] == scan.gln,
    }.get(said[: said.find(")") + 1], True)


def main() -> int:
    """Print the counts and what differs; 1 if anything does."""
    found = list(vectors(Path(sys.argv[1]) if len(sys.argv) > 1 else BESIDE))
    differing = [vector["hex"] for vector in found if not is_right(vector)]
    named = sum(1 for vector in found if vector.get("pure_uri"))
    print(
        f"EPC {len(found) - len(differing)} of {len(found)}, of which {len(found) - named} are to be refused"
    )
    print(*differing, sep="\n", end="\n" if differing else "")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
