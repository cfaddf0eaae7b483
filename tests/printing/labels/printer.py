"""A label printer in a drawer: takes ZPL, gives the picture of each label."""

import base64
import json
import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[3]


class Printer:
    def __init__(self) -> None:
        self._node = subprocess.Popen(
            ["node", "tests/js/zpl.mjs"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def print(self, zpl: bytes, width: float, height: float, dots: int = 8) -> list[Image.Image]:
        """Every label that the ZPL asks for, on paper of this size in mm."""
        asked = {"zpl": zpl.decode(), "width": width, "height": height, "dots": dots}
        self._node.stdin.write(json.dumps(asked) + "\n")
        self._node.stdin.flush()
        answer = self._node.stdout.readline()
        assert answer, "the renderer of ZPL ended; are its JavaScript packages there?"
        return [Image.open(BytesIO(base64.b64decode(each))).convert("L") for each in json.loads(answer)]

    def off(self) -> None:
        self._node.stdin.close()
        self._node.wait(20)
        self._node.stdout.close()
