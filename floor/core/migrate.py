"""The tables, brought up to date by Alembic. `python -m floor.core.migrate` is for whoever changes the models:

python -m floor.core.migrate new "What changed"   writes the next revision from the difference to the models
python -m floor.core.migrate check                says whether there is a difference
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from floor.core.database import make_engine

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


def config(engine: Engine) -> Config:
    """Alembic's settings for this engine; there is no alembic.ini, as the database is not known before it is."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    settings.attributes["engine"] = engine
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Brings the tables to `revision`; does nothing where they are."""
    command.upgrade(config(engine), revision)


def behind(session: Session) -> str | None:
    """What to tell whoever looks at a database of another version than this program's; None where it is the same."""
    wanted = ScriptDirectory(str(FOLDER)).get_current_head()
    there = MigrationContext.configure(session.connection()).get_current_revision()
    if there == wanted:
        return None
    return (
        f"the database is at revision {there or 'none'}, this Floor needs {wanted}: nothing was looked at."
        " `floor init`, or the start of the server, brings it up to date."
    )


def check(engine: Engine) -> None:
    """Raises `alembic.util.CommandError` where the tables are not up to date, or the models say something else."""
    command.check(config(engine))


def main(arguments: list[str]) -> int:
    if arguments[:1] not in (["new"], ["check"]):
        print(__doc__)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/models.db")
        upgrade(engine)
        if arguments[0] == "check":
            check(engine)
        else:
            number = len(list((FOLDER / "versions").glob("*.py"))) + 1
            message = " ".join(arguments[1:]) or "change"
            command.revision(config(engine), message=message, autogenerate=True, rev_id=f"{number:04d}")
        engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
