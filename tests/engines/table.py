"""The table of engines and steps, written into docs/browsers.md between its two marks."""

from tests.engines.packages import Engine
from tests.engines.steps import FLOOR, Step, title
from tests.served import ROOT

PAGE = ROOT / "docs" / "browsers.md"
BEGIN, END = "<!-- written by make test-engines -->\n", "<!-- to here -->\n"
Results = dict[Engine, list[tuple[Step, str]]]


def summary(engine: Engine, steps: list[tuple[Step, str]]) -> str:
    of_floor = {step for each in FLOOR.values() for step in each}
    passed = [step for step, problem in steps if not problem]
    floor = sum(step in of_floor for step in passed)
    return (
        f"Chromium {engine.name}: {len(passed)} of {len(steps)} steps, "
        f"{floor} of {len(of_floor)} of the floor's own pages"
    )


def write(results: Results) -> None:
    text = PAGE.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(before + BEGIN + "".join(f"{line}\n" for line in lines(results)) + END + after, "utf-8")


def lines(results: Results) -> list[str]:
    engines = list(results)
    passed = {engine: {step: not problem for step, problem in results[engine]} for engine in engines}
    steps = [step for step, _problem in next(each for each in results.values() if each)]
    rows = [f"| step | {' | '.join(engine.name for engine in engines)} |", "|---" * (len(engines) + 1) + "|"]
    for step in steps:
        told = ["✓" if passed[engine].get(step) else "✗" for engine in engines]
        rows.append(f"| {title(step)} | {' | '.join(told)} |")
    whole = [f"{sum(passed[engine].values())} of {len(steps)}" for engine in engines]
    return [*rows, f"| **together** | {' | '.join(whole)} |"]
