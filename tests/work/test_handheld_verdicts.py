"""The handheld judges before the server does: green only what the server accepts, red only what it refuses."""

import json
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from floor.planning import waves
from floor.work import document
from tests import build
from tests.packing.steps import picked_order

HANDHELD = Path(__file__).resolve().parents[1] / "js" / "say.mjs"
SCANS = 60
GOODS = {"MUG": 14, "LAMP": 2, "MILK": 3}
# what lies around in a warehouse, and in hands: right at one step, wrong at another
AROUND = [
    *build.GTIN.values(),
    *(code.zfill(14) for code in build.GTIN.values()),
    build.MUG_CASE,
    *("SKU-MUG", "sku-lamp", "MUG", "LOT-M1", "LOT-M2", "M1"),
    *("LOC-BIN-1", "loc-bin-2", "LOC-BIN-4", "41", "42", "44", "LOC-PACK-1", "LOC-STAGE-1", "LOC-DOCK-1"),
    *("TOTE-1", "TOTE-2", "CTN-BOX-M", "CTN-BOX-S", "MAT-FRAGILE", "WGT-900"),
    *("CMD-QTY-2", "CMD-QTY-500", "CMD-UNDO", "CMD-SKIP", "CMD-SHORT", "CMD-FULL", "CMD-CLOSE", "CMD-HELP"),
    *("5999999999993", "0123", "nothing known"),
]

Judge = Callable[[dict[str, Any], str], str]


@pytest.fixture(scope="module")
def handheld() -> Iterator[Judge]:
    """The judge of static/station/judge.js, as it runs on handhelds: "green", "red" or "amber"."""
    with subprocess.Popen(
        ["node", HANDHELD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdin
        assert node.stdout
        questions, answers = node.stdin, node.stdout

        def judge(work: dict[str, Any], scan: str) -> str:
            questions.write(json.dumps({"work": work, "scan": scan}) + "\n")
            questions.flush()
            return answers.readline().strip()

        yield judge
        questions.close()


def right(step: Any) -> str:
    if step.kind == "weight":
        return f"WGT-{step.quantity}"
    return step.codes[0] if step.codes else f"TOTE-{step.position or 1}"


def walk(worker: Any, handheld: Judge, seed: int) -> list[str]:
    """Scans what is right as often as what lies around; the handheld's verdicts."""
    chance, said = random.Random(seed), []
    for _scan in range(SCANS):
        if worker.work is None or worker.work.state != "open":
            break
        wanted = right(worker.work.steps[0])
        scan = wanted if chance.random() < 0.5 else chance.choice(AROUND)
        before = document.render(worker.work, "en")
        verdict, answer = handheld(before, scan), worker.scan(scan)
        told = f"{scan!r} at {before['expect']} is {verdict}, but {answer.code} {answer.params}"
        assert verdict in ("green", "red", "amber")
        assert verdict != "green" or answer.accepted, told
        assert verdict != "red" or not answer.accepted, told
        said.append(verdict)
    return said


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mode", ["single", "cluster"])
def test_both_judges_agree_on_picking(hands, ready, handheld, mode, seed):
    orders = [ready(GOODS), ready({"LAMP": 1})]
    hands("supervisor").do(waves.plan_wave, orders, mode=mode)
    picker = hands("picker")
    picker.take("pick")
    said = walk(picker, handheld, seed)
    assert {"green", "red"} <= set(said)


@pytest.mark.parametrize("seed", range(6))
def test_both_judges_agree_on_packing(hands, database, there, handheld, seed):
    picked_order(database, there, {"MUG": 3, "LAMP": 1})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    said = walk(packer, handheld, seed)
    assert {"green", "red"} <= set(said)


def test_a_task_done_right_is_green_at_every_scan_that_a_code_names(hands, ready, handheld):
    hands("supervisor").do(waves.plan_wave, [ready(GOODS)], mode="single")
    picker = hands("picker")
    picker.take("pick")
    picker.scan("TOTE-1")
    while picker.work.state == "open":
        scan = right(picker.work.steps[0])
        assert handheld(document.render(picker.work, "en"), scan) == "green"
        assert picker.scan(scan).accepted
