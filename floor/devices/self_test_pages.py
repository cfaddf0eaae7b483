"""The self-test of a device: codes whose content is known, and how to set the device up. Harmless, so open to all."""

from dataclasses import dataclass

import orjson
from flask import Response, g, render_template

from floor.core import symbols
from floor.web.access import current_language
from floor.web.blueprints import pages
from floor.web.context import texts_json
from floor.web.endpoint import page

# What Floor wants of a Zebra device, by the names that DataWedge gives its settings: (where, what, how).
DATAWEDGE = (
    ("Profile", "Associated apps", "com.android.chrome *"),
    ("Barcode input", "Enabled", "on"),
    ("Barcode input › Scan params", "Code ID Type", "Code ID Type AIM"),
    ("Barcode input › Decoder params › UPCA", "Report Check Digit", "on"),
    ("Barcode input › Decoder params › UPCA", "Preamble", "Preamble Sys Char"),
    ("Barcode input › Decoder params › EAN8, EAN13", "Enable", "on"),
    ("Barcode input › Decoder params › Datamatrix, QRCode, Code128", "Enable", "on"),
    ("Keystroke output", "Enabled", "on"),
    ("Keystroke output", "Action key character", "None"),
    ("Keystroke output › Key event options", "Send Characters as Events", "off"),
    ("Keystroke output › Key event options", "Send Enter as string", "off"),
    ("Keystroke output › Basic data formatting", "Enable", "on"),
    ("Keystroke output › Basic data formatting", "Prefix to data, Suffix to data", "–"),
    ("Keystroke output › Basic data formatting", "Send data", "on"),
    ("Keystroke output › Basic data formatting", "Send as hex, Send TAB key", "off"),
    ("Keystroke output › Basic data formatting", "Send ENTER key", "on"),
    ("Intent output", "Enabled", "off"),
)
GS = "\x1d"


@dataclass(frozen=True, slots=True)
class TestCode:
    """A code on the page. `text` is what a device that changes nothing sends; `name` also names its texts."""

    __test__ = False  # for pytest: this is none of its tests
    name: str
    kind: str
    text: str

    @property
    def symbol(self) -> symbols.Symbol:
        if self.kind == "retail":
            return symbols.retail(self.text)
        if self.kind == "gs1":
            elements = "[01]09501101530003[10]AB-12[21]7X"
            return symbols.gs1_datamatrix(elements) if self.name == "matrix" else symbols.gs1_bars(elements)
        return symbols.qr(self.text) if self.name == "all" else symbols.code128(self.text)


# The GTINs are of the range that GS1 keeps for examples; nothing in a warehouse is called so.
ELEMENTS = f"010950110153000310AB-12{GS}217X"
CODES = (
    TestCode("keys", "keys", "yzYZ-/:_&aqwm;@09"),
    TestCode("ean", "retail", "9501101020016"),
    TestCode("upc", "retail", "012345678905"),
    TestCode("gs1", "gs1", ELEMENTS),
    TestCode("matrix", "gs1", ELEMENTS),
    TestCode("all", "keys", "".join(map(chr, range(33, 127)))),
)
KNOWN = orjson.dumps([{"name": code.name, "kind": code.kind, "text": code.text} for code in CODES]).decode()


@page(pages, "GET", "/selftest", public=True)
def selftest() -> str:
    return render_template(
        "devices/selftest.html",
        codes=CODES,
        known=KNOWN.replace("<", "\\u003c"),
        datawedge=DATAWEDGE,
        signed_in=g.caller is not None,
        full_ascii=g.caller is not None and g.caller.actor.profile.full_ascii,
        texts_json=texts_json(current_language(), "selftest"),
    )


@page(pages, "GET", "/selftest/datawedge.txt", public=True)
def datawedge() -> Response:
    """The settings as a text to take along to the device."""
    text = render_template("devices/datawedge.txt", datawedge=DATAWEDGE)
    answer = Response(text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = 'attachment; filename="floor-datawedge.txt"'
    return answer
