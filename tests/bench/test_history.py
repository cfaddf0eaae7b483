"""The history that `make bench` measures after is whole: `floor check` finds nothing off in it."""

from tests.bench import history, warehouse
from tests.served import served


def test_the_history_adds_up(tmp_path):
    with served(tmp_path / "home") as server:
        warehouse.write_files(tmp_path / "files", orders=2)
        server.command("load", tmp_path / "files")
        history.add_history(server, orders=1_500)
        assert server.command("check").strip() == "everything adds up"
