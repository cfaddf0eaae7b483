"""Desk: orders from a file. It is sent, its columns are named, what would come of it is seen, and it is taken in."""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

from flask import Response, redirect, request
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from floor.core.csv_rows import REJECTED, csv_file
from floor.core.messages import text
from floor.core.text_rules import NOT_IN_LINE
from floor.core.writer import Writer
from floor.orders.queries import recent_channels
from floor.orders.sheets import again, files, taking
from floor.orders.sheets.decoding import ENCODINGS, SEPARATORS
from floor.orders.sheets.fields import FIELDS, guessed
from floor.orders.sheets.mapping import check
from floor.orders.sheets.sheet import beginning, how_to_read, is_workbook, open_sheet
from floor.orders.sheets.values import DAY_ORDERS
from floor.supervision.order_file_lists import FILES, orders_of
from floor.web.access import SUPERVISORS, current_actor, current_language, current_services
from floor.web.blueprints import pages
from floor.web.drawing import asked, drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform, said
from floor.web.list_pages import list_page, spreadsheet_of
from floor.web.lists import shown
from floor.web.shapes import Body, Count, Line
from models import Channel, FiledOrder, OrderFile, Refused
from models.order_files import KEPT_DAYS, Columns, Source

HERE = "/desk/orders/files"
SAMPLES = 3
LONGEST_FIXED = 500
ENCODING_NAMES = dict(
    zip(ENCODINGS, ("UTF-8", "UTF-16", "GB18030 (GBK)", "Big5", "Shift-JIS", "Windows-1252"), strict=True)
)


def _facts(session: Session) -> dict[str, Any]:
    return {
        "known": recent_channels(session),
        "to": asked("to"),
        "days": KEPT_DAYS,
        "most": files.MOST_BYTES // 2**20,
    }


list_page(HERE, FILES, "supervision/order_files.html", roles=SUPERVISORS, facts=_facts)


def _to_file(file_id: int) -> AnyResponse:
    return redirect(f"{HERE}/{file_id}", 303)


@page(pages, "POST", HERE, roles=SUPERVISORS)
@form(_to_file)
def send_file() -> int:
    """Keeps the file; which column is which is asked next."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused("sheet.no_file")
    content = sent.read(files.MOST_BYTES + 1)
    name = NOT_IN_LINE.sub("\ufffd", sent.filename)[-100:]
    channel = NOT_IN_LINE.sub("\ufffd", request.form.get("channel", ""))
    file_id: int = perform(files.keep_file, channel, name, content, files.first_reading(content))
    return file_id


@page(pages, "GET", f"{HERE}/<id:file_id>", roles=SUPERVISORS)
def file_columns(file_id: int) -> str:
    """Which column of a file is which field of an order: as its channel's last file had them, else as they look."""
    return _columns_page(file_id)


def _columns_page(file_id: int, typed: Columns | None = None, problem: str = "") -> str:
    with current_services().database.reading() as session:
        file = files.known_file(session, file_id)
        facts = {"file": file, "encodings": ENCODING_NAMES, "separators": SEPARATORS, "problem": problem}
        if not file.reading["encoding"] and not is_workbook(file.content):
            likely = how_to_read(file.content)[1]
            looks = {each: beginning(file.content, each).splitlines()[:4] for each in likely}
            return drawn("supervision/order_file_encoding.html", looks=looks, **facts)
        sheet = open_sheet(file.content, file.reading)
        channel = session.get(Channel, file.channel)
        columns = typed or file.columns or (channel and channel.columns)
        fresh = columns is None
        columns = columns or {"fields": guessed(sheet.columns, file.channel), "days": ""}
        return drawn(
            "supervision/order_file.html",
            sheet=sheet,
            samples=sheet.samples(SAMPLES),
            fields=FIELDS,
            columns=columns,
            fresh=fresh,
            gone=_gone(columns, sheet.columns),
            day_orders=DAY_ORDERS,
            progress=taking.progress(session, file),
            **facts,
        )


def _gone(columns: Columns, there: list[str]) -> list[str]:
    named = [each["column"] for each in columns["fields"].values() if each.get("column")]
    return sorted({column for column in named if column not in there})


class HowToRead(Body):
    encoding: Line = ""
    separator: Literal["", "comma", "semicolon", "tab", "bar"] = ""
    sheet: Line = ""
    header: Annotated[Count, Field(ge=0, le=1000)] = 0


SEPARATOR_NAMES = dict(zip(("", "comma", "semicolon", "tab", "bar"), ("", *SEPARATORS), strict=True))


@page(pages, "POST", f"{HERE}/<id:file_id>/reading", roles=SUPERVISORS)
@form(f"{HERE}/{{file_id}}", HowToRead)
def read_file_otherwise(file_id: int, body: HowToRead) -> None:
    with current_services().database.reading() as session:
        file = files.known_file(session, file_id)
        separator = SEPARATOR_NAMES[body.separator]
        reading = files.reading_of(file, body.encoding, separator, body.sheet, body.header)
        open_sheet(file.content, reading)  # refuses where there is nothing to be seen
    perform(files.read_otherwise, file_id, reading)


@page(pages, "POST", f"{HERE}/<id:file_id>/columns", roles=SUPERVISORS)
def name_file_columns(file_id: int) -> AnyResponse:
    """Keeps which column is which, and begins to find out what would come of the orders."""
    columns = _typed_columns(request.form)
    try:
        with current_services().database.reading() as session:
            file = files.known_file(session, file_id)
            check(columns["fields"], open_sheet(file.content, file.reading).columns)
        perform(files.name_columns, file_id, columns)
        _go(taking.try_out, file_id)
    except Refused as refused:
        words, status = said(refused)
        return Response(_columns_page(file_id, columns, words), status)
    return redirect(f"{HERE}/{file_id}/orders", 303)


def _typed_columns(typed: Mapping[str, str]) -> Columns:
    fields: dict[str, Source] = {}
    for name in FIELDS:
        column, fixed = (
            typed.get(f"column.{name}", ""),
            typed.get(f"fixed.{name}", "").strip()[:LONGEST_FIXED],
        )
        source: Source = {}
        if column:
            source["column"] = column.replace("\0", "")
        if fixed:
            source["fixed"] = NOT_IN_LINE.sub("\ufffd", fixed)
        if source:
            fields[name] = source
    days = typed.get("days", "")
    return {"fields": fields, "days": days if days in DAY_ORDERS else ""}


@page(pages, "GET", f"{HERE}/<id:file_id>/orders", roles=SUPERVISORS)
def file_orders(file_id: int) -> str:
    """What would become of each order of a file, or what did."""
    with current_services().database.reading() as session:
        file = files.known_file(session, file_id)
        return drawn(
            "supervision/order_file_orders.html",
            file=file,
            list=shown(session, orders_of(file_id), current_actor().person_id),
            progress=taking.progress(session, file),
            outcomes=taking.outcomes(session, file_id),
        )


@page(pages, "GET", f"{HERE}/<id:file_id>/orders.csv", roles=SUPERVISORS)
def file_orders_csv(file_id: int) -> Response:
    return spreadsheet_of(orders_of(file_id))


def _go(act: Callable[..., None], file_id: int) -> None:
    writer: Writer = current_services().writer
    act(writer, current_actor(), file_id)


@page(pages, "POST", f"{HERE}/<id:file_id>/try", roles=SUPERVISORS)
@form(f"{HERE}/{{file_id}}/orders")
def try_file(file_id: int) -> None:
    _go(taking.try_out, file_id)


@page(pages, "POST", f"{HERE}/<id:file_id>/take", roles=SUPERVISORS)
@form(f"{HERE}/{{file_id}}/orders")
def take_file(file_id: int) -> None:
    _go(taking.take_in, file_id)


@page(pages, "POST", f"{HERE}/<id:file_id>/again", roles=SUPERVISORS)
@form(f"{HERE}/{{file_id}}/orders")
def send_file_again(file_id: int) -> None:
    _go(again.send_again, file_id)


@page(pages, "GET", f"{HERE}/<id:file_id>/rejected.csv", roles=SUPERVISORS)
def rejected_rows(file_id: int) -> Response:
    """The rejected rows with what is wrong with them, as the command line writes them: corrected, they can be sent."""
    with current_services().database.reading() as session:
        file = files.known_file(session, file_id)
        rejected = select(FiledOrder).where(FiledOrder.file_id == file_id, FiledOrder.status == "rejected")
        lines = csv_file(_rejected_lines(file, session.scalars(rejected.order_by(FiledOrder.position)).all()))
    answer = Response(lines, mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=f"rejected-{file_id}.csv")
    return answer


def _rejected_lines(file: OrderFile, rejected: Any) -> Iterator[list[str]]:
    sheet = open_sheet(file.content, file.reading)
    rows = {row.number: row for row in sheet.rows}
    yield [*REJECTED, *sheet.columns]
    for each in rejected:
        why = each.reasons[0]
        words = text(why["code"], current_language(), why["params"])
        for number in each.rows:
            yield [str(number), why["field"], why["code"], words, *rows[number].cells]
