"""By what orders are sorted where their numbers count, kept beside them; and an index to find a number by."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")
ROWS = 10_000  # written at once


def upgrade() -> None:
    op.add_column("orders", sa.Column("sort_key", KEY, server_default="", nullable=False))
    orders = sa.table("orders", sa.column("id"), sa.column("number"), sa.column("sort_key"))
    write = sa.update(orders).where(orders.c.id == sa.bindparam("of")).values(sort_key=sa.bindparam("key"))
    some = sa.select(orders.c.id, orders.c.number).where(orders.c.id > sa.bindparam("after"))
    some = some.order_by(orders.c.id).limit(ROWS)
    connection, last = op.get_bind(), 0
    while rows := connection.execute(some, {"after": last}).all():
        connection.execute(write, [{"of": row.id, "key": _natural(row.number)} for row in rows])
        last = rows[-1].id
    op.create_index("ix_orders_sort_key", "orders", ["sort_key"])
    op.create_index("ix_orders_status_id", "orders", ["status", "id"])
    folded = "lower(number)" if connection.dialect.name == "sqlite" else 'lower(number COLLATE "C")'
    op.create_index("ix_orders_number_folded", "orders", [sa.text(folded)])


def _natural(text: str) -> str:
    folded = text.encode().lower().decode()
    return re.sub("[0-9]+", lambda found: found[0].rjust(20, "0")[-20:], folded)


def downgrade() -> None:
    op.drop_index("ix_orders_number_folded", "orders")
    op.drop_index("ix_orders_status_id", "orders")
    op.drop_index("ix_orders_sort_key", "orders")
    op.drop_column("orders", "sort_key")
