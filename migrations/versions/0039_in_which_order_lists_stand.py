"""By what long lists of goods and places are sorted, kept beside their codes, and indexes for it."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
TABLES = ("places", "skus")
ROWS = 10_000  # written at once


def upgrade() -> None:
    for name in TABLES:
        op.add_column(name, sa.Column("sort_key", KEY, server_default="", nullable=False))
        _fill(sa.table(name, sa.column("id"), sa.column("code"), sa.column("sort_key")))
        op.create_index(f"ix_{name}_sort_key", name, ["sort_key"])
    folded = "lower(name)" if op.get_bind().dialect.name == "sqlite" else 'lower(name COLLATE "C")'
    op.create_index("ix_skus_name_folded", "skus", [sa.text(folded)])
    op.create_index("ix_quants_received_at", "quants", ["received_at"])


def _fill(table: sa.TableClause) -> None:
    connection = op.get_bind()
    codes = connection.execute(sa.select(table.c.id, table.c.code)).all()
    write = sa.update(table).where(table.c.id == sa.bindparam("of")).values(sort_key=sa.bindparam("key"))
    for start in range(0, len(codes), ROWS):
        some = codes[start : start + ROWS]
        connection.execute(write, [{"of": row.id, "key": _natural(row.code)} for row in some])


def _natural(text: str) -> str:
    folded = text.encode().lower().decode()
    return re.sub("[0-9]+", lambda found: found[0].rjust(20, "0")[-20:], folded)


def downgrade() -> None:
    op.drop_index("ix_quants_received_at", "quants")
    op.drop_index("ix_skus_name_folded", "skus")
    for name in TABLES:
        op.drop_index(f"ix_{name}_sort_key", name)
        op.drop_column(name, "sort_key")
