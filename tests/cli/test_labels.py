"""`floor labels`: files that an office or label printer is given."""

import pytest
from click.testing import CliRunner

from floor.cli.main import main
from floor.core.database import Database
from tests import build
from tests.printing.documents.reading import pages
from tests.printing.labels.scanning import shown, zxing


@pytest.fixture
def labels(tmp_path, monkeypatch, sqlite_url):
    """Runs `floor labels …` in an empty folder beside a small warehouse: (exit status, what it printed)."""
    database = Database(sqlite_url)
    with database.writing() as session:
        build.small_warehouse(session)
        session.commit()
    database.close()
    monkeypatch.setenv("FLOOR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FLOOR_DATABASE_URL", sqlite_url)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def run(*arguments):
        result = CliRunner().invoke(main, ["labels", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.output

    return run


def test_labels_are_written_to_a_file_named_by_their_kind(labels, tmp_path):
    assert labels("location", "--zone", "A") == (0, "location.pdf: 4 labels\n")
    assert pages((tmp_path / "here" / "location.pdf").read_bytes()) == 4
    assert labels("tote", "--count", "15", "--paper", "L7163", "--out", "totes.pdf")[0] == 0
    assert pages((tmp_path / "here" / "totes.pdf").read_bytes()) == 2
    assert labels("cart", "3", "--format", "zpl", "--dpi", "300") == (0, "cart.zpl: 1 label\n")
    assert (tmp_path / "here" / "cart.zpl").read_bytes().startswith(b"^XA")


@pytest.mark.parametrize("form", ["svg", "png"])
def test_several_pictures_are_written_into_a_folder(labels, tmp_path, form):
    assert labels("sku", "MUG", "LAMP", "--format", form) == (0, "sku-labels: 2 labels\n")
    made = {
        path.name: zxing(shown(path.read_bytes(), form))[0]
        for path in (tmp_path / "here" / "sku-labels").iterdir()
    }
    assert made == {f"001-MUG.{form}": {build.GTIN["MUG"]}, f"002-LAMP.{form}": {build.GTIN["LAMP"]}}


@pytest.mark.parametrize(("arguments", "said"), [
    (["sku", "NOTHING"], "NOTHING is not known here"), (["sku"], "Name the SKUs"), (["wish"], "is not one of"),
    (["location", "--zone", "Z"], "nothing here to make a label for"),
    (["card", "--paper", "5160"], "too fine to scan"), (["parcel", "095213210000000017"], "Say why"),
    (["parcel", "095213210000000017", "--reason", "torn"], "095213210000000017"),
])  # fmt: skip
def test_what_cannot_be_made_is_said_and_leaves_no_file(labels, tmp_path, arguments, said):
    status, output = labels(*arguments)
    assert status != 0
    assert said in output
    assert list((tmp_path / "here").iterdir()) == []
