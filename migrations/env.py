"""How Alembic reaches the database: through the engine that `floor.migrate` gives it, on both kinds alike."""

import warnings
from typing import Any

from alembic import context
from alembic.operations.ops import CreateIndexOp, CreateTableOp, MigrationScript
from sqlalchemy import Column, Connection, Engine, text

from models import Base
from models.base import UTCDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """A revision must mean the same when the models have long changed: no type of ours is named in it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UTCDateTime) else False


def add_expression_indexes(_context: Any, _revision: Any, scripts: list[MigrationScript]) -> None:
    """SQLAlchemy cannot reflect an index on an expression from SQLite, so autogenerate passes it over with a warning;
    on PostgreSQL it is compared."""
    for script in scripts:
        operations = script.upgrade_ops.ops if script.upgrade_ops else []
        for at, operation in reversed(list(enumerate(operations))):
            if isinstance(operation, CreateTableOp):
                indexes = Base.metadata.tables[operation.table_name].indexes
                plain = [i for i in indexes if all(isinstance(e, Column) for e in i.expressions)]
                operations[at + 1 : at + 1] = [CreateIndexOp.from_index(i) for i in indexes if i not in plain]


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=render_item,
        # SQLite alters a table by making it anew. Its DDL is transactional, as `floor.db` says BEGIN itself.
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        process_revision_directives=add_expression_indexes if connection.dialect.name == "sqlite" else None,
    )
    with warnings.catch_warnings(), context.begin_transaction():
        warnings.filterwarnings("ignore", ".*expression-based index")
        context.run_migrations()


def migrate_sqlite(connection: Connection) -> None:
    """A table that is made anew is dropped first, and with foreign keys on that deletes the rows of its children.
    They can be switched off only before BEGIN."""
    pragma: Any = connection.connection.dbapi_connection
    pragma.execute("PRAGMA foreign_keys=OFF")
    try:
        migrate(connection)
        connection.commit()
        broken = pragma.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        pragma.execute("PRAGMA foreign_keys=ON")
    if broken:
        raise RuntimeError(f"rows without their parent after the migration: {broken[:5]}")


engine: Engine = context.config.attributes["engine"].execution_options(floor_writes=True)
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        migrate_sqlite(connection)
    else:
        connection.execute(text("SELECT pg_advisory_xact_lock(7271673)"))  # two servers may start at once
        migrate(connection)
        connection.commit()
