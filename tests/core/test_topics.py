"""Only floor/core/transaction.py writes the names of topics, and each that it gives can be watched."""

import ast
from pathlib import Path

from floor.core import transaction
from floor.web.live import TOPICS, WITH_ID

FLOOR = Path(transaction.__file__).parent.parent
GIVEN = (
    transaction.BOARD, transaction.ALERTS, transaction.APPROVALS, transaction.ORDERS, transaction.DEVICES,
    transaction.order_topics(1), transaction.packed_topics(1), transaction.wave_topics(1), transaction.work_topics(1),
)  # fmt: skip
BEGINNINGS = {f"{name}:" for name in WITH_ID}


def typed(source):
    """The lines of a source where a topic is typed: a text handed to `changed`, or one that begins as a topic does."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "changed":
            texts = [part for given in (*node.args, *node.keywords) for part in ast.walk(given)]
            yield from (part.lineno for part in texts if isinstance(part, ast.Constant | ast.JoinedStr))
        elif isinstance(node, ast.JoinedStr) and getattr(node.values[0], "value", "") in BEGINNINGS:
            yield node.lineno


def test_no_topic_is_typed_elsewhere():
    sources = [path for path in FLOOR.rglob("*.py") if path != Path(transaction.__file__)]
    found = [
        f"{path.relative_to(FLOOR)}:{line}" for path in sources for line in typed(path.read_text("utf-8"))
    ]
    assert len(sources) > 200
    assert found == []


def test_a_typed_topic_is_found():
    assert list(typed('tx.changed("board")')) == [1]
    assert list(typed("tx.changed(order_topics(order.id), BOARD)\nreturn (f'work:{work.id}',)")) == [2]
    assert list(typed("tx.changed(order_topics(order.id), BOARD)")) == []


def test_each_topic_can_be_watched_and_no_other():
    names = {topic for given in GIVEN for topic in given}
    assert {name.partition(":")[0] for name in names} == set(TOPICS)
    assert {name.partition(":")[0] for name in names if ":" in name} == WITH_ID


def test_a_task_outside_of_any_wave_concerns_none():
    assert transaction.wave_topics(None) == ()
