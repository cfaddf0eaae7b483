"""With FLOOR_PICTURES=1: the oldest browser that needs other styles beside the newest, on two screens, for the docs."""

import io
import os
from collections import defaultdict

from PIL import Image

from tests.browser.people import COLOURS, PICTURES
from tests.engines import steps
from tests.engines.devtools import Tab
from tests.engines.packages import Engine
from tests.engines.steps import Step

SCREENS = ((320, 480), (360, 640))
SHOWN = (steps.right_pin, steps.take_tote, steps.offline, steps.pack_carton, steps.sign)
GAP = 12
Taken = dict[tuple[int, int], dict[str, list[Image.Image]]]


def new() -> Taken:
    return defaultdict(lambda: defaultdict(list))


def take(taken: Taken, engine: Engine, step: Step, tab: Tab) -> None:
    """What stands on the handheld after the step."""
    if not os.environ.get("FLOOR_PICTURES") or engine.name not in ("74", "newest") or step not in SHOWN:
        return
    for screen in SCREENS:
        tab.resize(*screen)
        taken[screen][engine.name].append(Image.open(io.BytesIO(tab.picture())).convert("RGB"))


def write(taken: Taken) -> None:
    """A row for each browser, the steps side by side."""
    for (width, height), rows in taken.items():
        size = (len(SHOWN) * (width + GAP) - GAP, len(rows) * (height + GAP) - GAP)
        sheet = Image.new("RGB", size, "#808080")
        for y, shots in enumerate(rows.values()):
            for x, shot in enumerate(shots):
                sheet.paste(shot, (x * (width + GAP), y * (height + GAP)))
        shown = sheet.quantize(COLOURS, dither=Image.Dither.NONE)
        shown.save(PICTURES / f"browsers-{width}x{height}.png", optimize=True)
