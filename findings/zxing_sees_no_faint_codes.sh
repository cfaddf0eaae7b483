#!/bin/bash
# zxing-cpp 3.1.1 and pyzbar 0.1.9 (zbar), reading faint print.
#
# One expects: of two readers the one that reads far more in bad pictures also reads a flawless drawing whose dark and
# light differ by 20 of 255 levels of grey: every module is there, nothing is blurred, there is no noise.
# What happens: zxing-cpp finds nothing in it, be it an EAN, a Code 128 or a QR code, with its default
# settings and with every option of its search turned on; zbar, which reads half as many of ordinary pictures, reads the
# bars and the QR code. The same drawing with its greys stretched from black to white is read by both.
# Why it matters on a floor: thermal labels fade, film and shadow take the contrast away, and a camera pool that asks only
# the stronger reader then refuses whole pallets of labels that look readable to the person who holds the phone. One line
# that stretches the greys before the second try mends it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q zxing-cpp==3.1.1 pyzbar==0.1.9 numpy
"$folder/venv/bin/python" - <<'PYTHON'
import numpy
import zxingcpp
from pyzbar import pyzbar
from zxingcpp import BarcodeFormat as Format


def drawn(text, kind, dark, light):
    modules = numpy.array(zxingcpp.create_barcode(text, kind).to_image(scale=4)).astype(int)
    return (dark + numpy.pad(modules, 40, constant_values=255) * (light - dark) // 255).astype(numpy.uint8)


for text, kind in (("4006381333931", Format.EAN13), ("LOC-03-02-A", Format.Code128), ("TOTE-0007", Format.QRCode)):
    faint = drawn(text, kind, 120, 140)
    thorough = {"try_rotate": True, "try_invert": True, "try_downscale": True}
    assert zxingcpp.read_barcodes(faint, **thorough) == [], text
    assert [code.data.decode() for code in pyzbar.decode(faint)] == [text]
    stretched = ((faint.astype(int) - 120) * 255 // 20).astype(numpy.uint8)
    assert [code.text for code in zxingcpp.read_barcodes(stretched)] == [text]
print("as stated: 20 levels of grey are nothing to zxing-cpp, and enough for zbar")
PYTHON
