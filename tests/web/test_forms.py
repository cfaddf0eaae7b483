"""A form of the desk and the endpoint that it asks are one: what is refused in JSON is refused there, with the same
words. The forms are found, not listed, so that a new one is held to it, too."""

import re
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_origin

import pytest
from markupsafe import escape
from pydantic import AwareDatetime, Field, TypeAdapter
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from floor.orders.api import SentLine
from floor.web.access import SUPERVISORS, access
from floor.web.endpoint import ENDPOINTS
from floor.web.forms import as_sent, kinds
from floor.web.shapes import Body, Count, Flag, Id, Line, Name, Time
from models import Printer, Warehouse

FORMS = {made.name: made for made in ENDPOINTS.values() if made.form}
# A program has no name for a line of an order, a SKU's record or a printer, and gets its labels by GET.
OF_THE_DESK_ALONE = {
    *(f"/desk/{of}/sure" for of in ("orders", "waves", "people", "devices")),
    *(f"/desk/{of}/decide" for of in ("waves", "people", "devices")),
    "/desk/channels/new",
    "/desk/edi",
    "/desk/receipts/file",
    "/desk/mail/template/preview",
    "/desk/views",
    "/desk/views/<id:view_id>/remove",
    "/desk/goods/<id:sku_id>/picture",
    "/desk/orders/files",
    "/desk/orders/phone",
    "/desk/orders/phone/<id:phone_id>",
    *(f"/desk/orders/files/<id:file_id>/{do}" for do in ("reading", "columns", "try", "take", "again")),
    "/desk/labels/<name:kind>",
    "/desk/lines/<id:line_id>/approve-short",
    "/desk/pick-lines/<id:line_id>/let-go",
    "/desk/pick-lines/<id:line_id>/substitute",
    "/desk/print-jobs/<id:job_id>",
    "/desk/printers",
    "/desk/printers/<id:printer_id>/remove",
    "/desk/printers/<id:printer_id>/test",
}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

TEXTS = ("x" * 100_000, "a\0b", "a\x07b", "a\x9fb", "a\nb")
NO_NUMBERS = (
    "many",
    "９７",
    "٣",
    "1.000",
    "1,000",
    "1_000",
    "+5",
    "1e3",
    "0x10",
    "5.0",
    "5 5",
    "9" * 5000,
    "<b>",
)
NO_TIMES = ("soon", "2026-02-30T10:00", "2026-03-01", "２０２６-03-01T10:00", "2026-03-01T25:00", "<script>")


def filled_in(path):
    return re.sub(r"<\w+:\w+>", "999999", re.sub(r"<sscc:\w+>", "095213210000009994", path))


def fields_of(made):
    """(name, what its schema allows, whether it must be there) for each field of the body."""
    schema = TypeAdapter(made.body).json_schema() if made.body else {"properties": {}}
    for name, said in schema["properties"].items():
        yield name, list(allowed(said)), name in schema.get("required", [])


def allowed(said):
    for one in said.get("anyOf", []):
        yield from allowed(one)
    if "anyOf" not in said:
        yield said


def fitting(said):
    """A value that the shape takes."""
    one = said[0]
    if one.get("type") == "array":
        return ["1"]
    return one["enum"][0] if "enum" in one else one["minimum"] if one["type"] == "integer" else "x"


def wrong(said):
    """Values that the shape or the use case refuses, whoever sends them."""
    for one in said:
        kind = one.get("type")
        if "enum" in one:
            yield from ("explode", "<script>", one["enum"][0].upper(), *TEXTS)
        elif kind == "integer":
            yield from (*NO_NUMBERS, -1, 10**12)
        elif kind == "boolean":
            yield from ("maybe", "<script>", "２")
        elif one.get("format") == "date-time":
            yield from NO_TIMES
        elif kind == "string":
            yield from TEXTS
        elif kind == "array":
            of_texts = "maxLength" in one["items"]
            yield from ([text] for text in (TEXTS if of_texts else ("none", "９")))


def same(in_json, in_form, case):
    """Both refuse, and the page says what the problem document says."""
    assert in_json.status_code >= 400, case
    assert in_form.status_code == in_json.status_code, case
    problem, page = in_json.json, in_form.get_data(as_text=True)
    said = [error["text"] for error in problem["errors"]] if "errors" in problem else [problem["detail"]]
    assert 'role="alert"' in page, case
    assert all(str(escape(text)) in page for text in said), case
    assert "<script>" not in page.partition("<main")[2].partition("</main")[0], case


@on_sqlite
@pytest.mark.parametrize("name", sorted(FORMS))
def test_what_is_refused_in_json_is_refused_in_the_form(supervisor, desk, name):
    made = FORMS[name]
    path, address = filled_in(made.path).removeprefix("/api/v1"), filled_in(made.form)
    said_of = {field: said for field, said, _must in fields_of(made)}
    needed = {field: fitting(said) for field, said, must in fields_of(made) if must}
    cases = [(field, value) for field, said, _must in fields_of(made) for value in wrong(said)]
    for field, value in cases:
        body = needed | {field: value}
        same(supervisor.send(made.method, path, body), desk.send(address, **body), (field, value))
    for field in needed:
        body = {key: value for key, value in needed.items() if key != field}
        same(supervisor.send(made.method, path, body), desk.send(address, **body), f"without {field}")
        for blank in ("", " ", "\u3000"):  # null is no value of most fields
            nothing = 404 if {"type": "null"} in said_of[field] else 422
            assert desk.send(address, **needed | {field: blank}).status_code == nothing
    if "<" in made.form:
        same(supervisor.send(made.method, path, needed), desk.send(address, **needed), "an id of nothing")


@on_sqlite
def test_every_form_of_the_desk_asks_an_endpoint_or_is_of_the_desk_alone(app):
    posted = {
        rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods and "/desk" in rule.rule
    }
    assert posted == {made.form for made in FORMS.values()} | OF_THE_DESK_ALONE


PRINTER = {"name": "Zebra", "way": "tcp", "address": "10.0.0.9", "form": "zpl", "dpi": "203"}
BAD = [
    *(("/desk/printers", PRINTER | {"dpi": text}) for text in NO_NUMBERS),
    *(
        ("/desk/printers", PRINTER | {field: text})
        for field in ("name", "address", "station")
        for text in TEXTS
    ),
    *(("/desk/pick-lines/999999/substitute", {"other": text}) for text in ("", *TEXTS)),
    *(("/desk/print-jobs/999999", {"action": text}) for text in ("", *TEXTS)),
    *(("/desk/channels/new", {"code": text}) for text in ("", *TEXTS)),
    *(("/desk/views", {"list": "orders", "name": text}) for text in ("", *TEXTS)),
    *(("/desk/waves/decide", {"decision": text, "waves": "1"}) for text in ("", "explode", *TEXTS)),
    *(("/desk/people/decide", {"decision": "unlock", "people": many}) for many in ([], ["1"] * 201)),
    *((f"/desk/{of}/sure", {"decision": "cancel"}) for of in ("orders", "waves")),
]


@on_sqlite
def test_a_form_of_the_desk_alone_has_bounds_of_the_same_kind(desk, floor):
    for address, typed in BAD:
        answer = desk.send(address, **typed)
        assert answer.status_code == 422, (address, typed)
        assert 'role="alert"' in answer.get_data(as_text=True)
    with floor.database.reading() as session:
        assert session.scalars(select(Printer)).all() == []


@on_sqlite
def test_a_form_is_for_the_supervisors_among_those_who_may_and_carries_the_pages_token(app, desk):
    for name, made in FORMS.items():
        assert made.who.roles >= set(SUPERVISORS)
        assert app.view_functions[f"pages.{name}"].access == access(roles=SUPERVISORS), name
        forged = desk.client.post(filled_in(made.form), data={"decision": "approve", "name": "x"})
        assert forged.status_code == 403, name


class Wishes(Body):
    name: Name
    note: Line = ""
    units: Annotated[Count, Field(ge=0)]
    person: Id | None
    orders: list[Id] | None = None
    counts: list[Count] = []
    boxes: list[Name] = []
    urgent: Flag = True
    due: Time | None = None


@pytest.mark.parametrize(("typed", "sent"), [
    ([("name", " A "), ("units", "007"), ("urgent", "on")], {"name": "A", "units": 7, "urgent": True}),
    ([("note", "  "), ("units", ""), ("person", "")], {"person": None, "urgent": False}),
    ([("person", "12"), ("orders", "12"), ("other", "1")], {"person": 12, "orders": [12], "urgent": False}),
    ([("counts", "1"), ("counts", ""), ("counts", "x")], {"counts": [1, "x"], "urgent": False}),
    ([("boxes", "A"), ("boxes", "A 2")], {"boxes": ["A", "A 2"], "urgent": False}),
    ([("urgent", "off"), ("due", "2026-03-01T10:00Z")], {"urgent": "off", "due": "2026-03-01T10:00Z"}),
    ([("units", "１"), ("units", "2")], {"units": "１", "urgent": False}),
])  # fmt: skip
def test_what_is_typed_becomes_what_a_program_would_have_sent(typed, sent):
    assert as_sent(Wishes, MultiDict(typed)) == sent


@on_sqlite
def test_a_time_is_meant_in_the_zone_of_the_warehouse(app, warehouse):
    with app.extensions["floor"].database.writing() as session:
        session.scalars(select(Warehouse)).one().timezone = "Asia/Shanghai"
        session.commit()
    with app.test_request_context():
        for typed, sent in (
            ("2026-03-01T23:00", "2026-03-01T23:00:00+08:00"),
            ("2026-02-30T23:00:09", "2026-02-30T23:00:09"),  # no such day: the shape says so
        ):
            assert as_sent(Wishes, MultiDict({"due": typed}))["due"] == sent


def test_each_field_of_a_form_is_of_a_kind_that_can_be_typed():
    fields = [field for made in FORMS.values() if made.body for field in made.body.model_fields.values()]
    found = {kind for field in fields for kind in kinds(field.annotation)}
    assert {kind for kind in found - {SentLine} if get_origin(kind) is not Literal} == {  # lines: a program's alone
        str, int, bool, AwareDatetime, list, dict, NoneType, Union, UnionType,
    }  # fmt: skip
