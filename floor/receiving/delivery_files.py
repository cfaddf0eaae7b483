"""Files of deliveries that are sent at the desk: taken whole or not at all, with an answer for each row."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from floor.core.csv_rows import FileRow, table_in
from floor.core.transaction import Transaction
from floor.receiving.csv_deliveries import COLUMNS, REQUIRED, DeliveryRows, gather_deliveries
from floor.receiving.intake import Taken, take_deliveries
from models import Refused
from models.base import Facts

MOST_BYTES = 2 * 2**20
MOST_ROWS = 5000


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """What became of one row: a code with its params. `good`: nothing is wrong with it."""

    row: FileRow
    good: bool
    code: str
    params: Facts


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """Row by row; `taken`: all of it was, or nothing. `unknown`: columns that were not read."""

    taken: bool
    rows: list[RowAnswer]
    unknown: list[str]

    @property
    def wrong(self) -> list[RowAnswer]:
        return [each for each in self.rows if not each.good]


class NotTaken(Exception):
    """A row is wrong: what the transaction has done is rolled back."""

    def __init__(self, answers: list[RowAnswer]) -> None:
        super().__init__()
        self.answers = answers


def read_file(content: bytes) -> tuple[list[FileRow], list[str]]:
    """The rows of the file, and its columns that say nothing here.

    Raises `Refused`: receipt.file_too_large, receipt.file_without_rows, and those of `table_in`.
    """
    if len(content) > MOST_BYTES:
        raise Refused("receipt.file_too_large", most=MOST_BYTES // 2**20, rows=MOST_ROWS)
    table = table_in(BytesIO(content), COLUMNS, REQUIRED)
    rows = []
    for row in table.rows:
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise Refused("receipt.file_too_large", most=MOST_BYTES // 2**20, rows=MOST_ROWS)
    if not rows:
        raise Refused("receipt.file_without_rows")
    return rows, table.unknown


def take_rows(tx: Transaction, rows: Sequence[FileRow]) -> list[RowAnswer]:
    """Announces what these rows say, all of it; answered in the order of the rows. Raises `NotTaken` where one of them
    is wrong."""
    deliveries = gather_deliveries(rows)
    taken = take_deliveries(tx, [each.raw() for each in deliveries], [each.torn for each in deliveries])
    rejected = any(each.status == "rejected" for each in taken)
    answers = [
        answer
        for delivery, each in zip(deliveries, taken, strict=True)
        for answer in _answers(delivery, each, rejected)
    ]
    answers.sort(key=lambda answer: answer.row.number)
    if rejected:
        raise NotTaken(answers)
    return answers


def _answers(delivery: DeliveryRows, taken: Taken, file_rejected: bool) -> list[RowAnswer]:
    if taken.status != "rejected":
        code = "receipt.row_waits" if file_rejected else f"receipt.row_{taken.status}"
        number = taken.receipt.number if taken.receipt and not file_rejected else ""
        return [RowAnswer(row, True, code, {"receipt": number}) for row in delivery.rows]
    answers = []
    for row, why in zip(delivery.rows, delivery.whys(taken.reasons), strict=True):
        if row.problem is not None:
            answers.append(RowAnswer(row, False, row.problem.code, dict(row.problem.params)))
        elif why is not None:
            column = why.field.rpartition(".")[2].partition("[")[0]
            good = why.code == "receipt.other_row"
            answers.append(RowAnswer(row, good, why.code, {"column": column, **why.params}))
    return answers
