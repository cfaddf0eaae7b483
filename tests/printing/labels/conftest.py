"""A printer of ZPL for all tests of this folder: starting it takes longer than printing."""

from collections.abc import Iterator

import pytest

from tests.printing.labels.printer import Printer


@pytest.fixture(scope="session")
def printer() -> Iterator[Printer]:
    printer = Printer()
    yield printer
    printer.off()
