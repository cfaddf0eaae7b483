"""Every JSON column says what is in it: no Any, no bare dict or list, down to the last field."""

import types
import typing
from collections.abc import Iterator, Mapping, Sequence

import pytest
from sqlalchemy import JSON

from models import undo
from models.base import Base, Facts, Value

PLAIN = (str, int, float, bool, type(None))


def json_columns() -> Iterator[tuple[str, object]]:
    """("Receipt.undo", its type) for every mapped attribute that is kept as JSON."""
    known = {mapper.class_.__name__: mapper.class_ for mapper in Base.registry.mappers} | {"Value": Value}
    for mapper in Base.registry.mappers:
        hints = typing.get_type_hints(mapper.class_, localns=known)
        for attribute in mapper.column_attrs:
            if isinstance(attribute.columns[0].type, JSON):
                (held,) = typing.get_args(hints[attribute.key])
                yield f"{mapper.class_.__name__}.{attribute.key}", held


def untyped(held: object) -> Iterator[object]:
    """The parts of a type that leave open what is in them."""
    if held in (*PLAIN, "Value", typing.ForwardRef("Value")):  # Value names itself
        return
    if typing.is_typeddict(held):
        for part in typing.get_type_hints(held, localns={"Value": Value}).values():
            yield from untyped(part)
    elif typing.get_origin(held) is typing.Literal:
        return
    elif typing.get_args(held) and typing.get_origin(held) in (
        typing.Union, types.UnionType, dict, list, tuple, Mapping, Sequence,
    ):  # fmt: skip
        for part in typing.get_args(held):
            yield from untyped(part)
    else:
        yield held


def test_every_json_column_is_typed():
    columns = dict(json_columns())
    assert {"Receipt.undo", "Receipt.params", "PackSession.snapshot", "Event.data"} <= set(columns)
    assert {name: list(untyped(held)) for name, held in columns.items() if list(untyped(held))} == {}


@pytest.mark.parametrize(
    "held", [typing.Any, dict, list, object, dict[str, typing.Any], list[dict] | None], ids=repr
)
def test_what_leaves_its_content_open_is_found(held):
    assert list(untyped(held))


def test_each_thing_that_can_be_undone_has_a_name_of_its_own_in_its_kind_of_work():
    for kind in (undo.PickUndo, undo.PackUndo, undo.LoadUndo, undo.PutAwayUndo):
        names = [typing.get_args(typing.get_type_hints(record)["op"])[0] for record in typing.get_args(kind)]
        assert len(names) == len(set(names)) > 2
        assert set(typing.get_args(kind)) < set(typing.get_args(undo.UndoRecord))


def test_what_a_code_needs_to_know_is_json():
    assert list(untyped(Facts)) == list(untyped(Value)) == []
