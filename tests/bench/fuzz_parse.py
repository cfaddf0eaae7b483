"""`make bench-fuzz N=10000000`: atheris looks for a text that `parse` raises on, or answers unsoundly.

It follows which branches each text takes, and grows new texts from those that went somewhere new; half of them it
puts together from pieces of real codes. One that fails lies in a file that is named, and can be given in place of N.
"""

import sys
from pathlib import Path
from tempfile import gettempdir

import atheris

with atheris.instrument_imports(include=["scanners"]):
    from scanners import RawRead, parse

from tests.scanners.test_any_text import PIECES, PROFILES, assert_sound


def one_text(data: bytes) -> None:
    """What these bytes are as a read goes through parse, and comes out sound."""
    choose = atheris.FuzzedDataProvider(data)
    profile = choose.PickValueInList(PROFILES)
    if choose.ConsumeBool():
        text = "".join(choose.PickValueInList(PIECES) for _ in range(choose.ConsumeIntInRange(1, 12)))
        text += choose.ConsumeUnicode(8)
    else:
        text = choose.ConsumeUnicode(300)
    assert_sound(parse(RawRead(text, profile=profile)))


def main() -> None:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "10000000"
    how = (
        [wanted]
        if Path(wanted).is_file()
        else [f"-runs={wanted}", "-max_len=512", f"-artifact_prefix={gettempdir()}/"]
    )
    atheris.Setup([sys.argv[0], *how], one_text)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
