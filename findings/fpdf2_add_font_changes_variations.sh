#!/bin/bash
# fpdf2 2.8.9 with fonttools 4.68.0, adding a variable font.
#
# One expects: FPDF.add_font(..., variations={"wght": 400}) reads the dictionary of the axes and leaves it as it is, so that
# one dictionary ("regular weight") serves for all fonts of a document.
# What happens: the caller's dictionary is handed through to fontTools.varLib.instancer, which enters every other axis of
# the font into it, with None for "as the font has it". After a font with a width axis it holds {"wght": 400, "wdth": None},
# and the next font, which has no width, fails with it: KeyError: 'wdth', which names neither font nor dictionary. In the
# other order both are added, so that it shows only when somebody adds a script or sorts the list.
# Why it matters on a floor: labels and slips for Arabic, Hebrew, Hindi and Thai names are set from Noto's variable fonts,
# whose axes differ; a label that was printed yesterday ends in an error since another font is asked for before it, and the
# parcel stays where it is. A copy for each call, dict(variations), is enough.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q fpdf2==2.8.9 fonttools==4.68.0 pylopdf-fonts-ar==0.1.1
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.util import find_spec
from pathlib import Path

from fpdf import FPDF

fonts = Path(find_spec("pylopdf_fonts_ar").origin).parent
sans, naskh = (next(fonts.rglob(f"{name}-Variable.ttf")) for name in ("NotoSansArabic", "NotoNaskhArabic"))


def add_both(first, second, copied):
    """What the dictionary holds after the first font, and what is said of the second."""
    regular, pdf = {"wght": 400.0}, FPDF()
    pdf.add_font("first", fname=first, variations=dict(regular) if copied else regular)
    after = dict(regular)
    try:
        pdf.add_font("second", fname=second, variations=dict(regular) if copied else regular)
    except KeyError as error:
        return after, repr(error)
    return after, "added"


after, said = add_both(sans, naskh, copied=False)
assert after == {"wght": 400.0, "wdth": None}, after
assert said == "KeyError('wdth')", said
assert add_both(naskh, sans, copied=False)[1] == "added"
assert add_both(sans, naskh, copied=True) == ({"wght": 400.0}, "added")
print("as stated:", after, said)
PYTHON
