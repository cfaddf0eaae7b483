"""Units that could not be had stay wanted: lines say what they lack, orders what they follow, channels what is done.

What was left out of orders that are packed by now was told then, and stays as it was.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

LACKS, WAITS = sa.text("lacking > 0"), sa.text("waits_since IS NOT NULL")
SETTLED = sa.text(
    "UPDATE order_lines SET settled = short_approved WHERE short_approved > 0 AND order_id IN (SELECT id FROM orders "
    "WHERE status IN ('packed', 'staged', 'handed_over', 'in_transit', 'delivered', 'cancelled', 'returned'))"
)
LACKING = sa.text(
    "SELECT orders.id, orders.lacking AS shortage, order_lines.id AS line, order_lines.quantity, skus.code "
    "FROM orders JOIN order_lines ON order_lines.order_id = orders.id JOIN skus ON skus.id = order_lines.sku_id "
    "WHERE orders.status IN ('ready', 'held') AND CAST(orders.lacking AS VARCHAR) <> '[]' "
    "ORDER BY orders.id, order_lines.position DESC"
)


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("on_short", sa.String(), nullable=False),
        sa.CheckConstraint(
            "on_short IN ('by_hand', 'ship_part', 'wait_whole', 'cancel_rest')", name="ck_channels_on_short"
        ),
        sa.PrimaryKeyConstraint("code", name="pk_channels"),
    )
    for name in ("settled", "lacking"):
        op.add_column(
            "order_lines", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
    with op.batch_alter_table("orders") as batch:
        batch.add_column(sa.Column("waits_since", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("back_order_of", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_orders_back_order_of_orders", "orders", ["back_order_of"], ["id"])
        batch.create_index("ix_orders_back_order_of", ["back_order_of"])
    op.execute(SETTLED)
    _carry_over()
    with op.batch_alter_table("orders") as batch:
        batch.drop_column("lacking")
    op.create_index("ix_orders_waits", "orders", ["waits_since"], sqlite_where=WAITS, postgresql_where=WAITS)
    op.create_index(
        "ix_order_lines_lacking", "order_lines", ["sku_id"], sqlite_where=LACKS, postgresql_where=LACKS
    )


def _carry_over() -> None:
    """What an order lacked goes to its lines, the last ones first."""
    connection = op.get_bind()
    left: dict[tuple[int, str], int] = {}
    for row in connection.execute(LACKING).all():
        shortage = json.loads(row.shortage) if isinstance(row.shortage, str) else row.shortage
        for each in shortage:
            left.setdefault((row.id, each["sku"]), each["missing"])
        units = min(left.get((row.id, row.code), 0), row.quantity)
        if units:
            left[row.id, row.code] -= units
            lacks = {"units": units, "line": row.line, "order": row.id}
            connection.execute(sa.text("UPDATE order_lines SET lacking = :units WHERE id = :line"), lacks)
            connection.execute(
                sa.text("UPDATE orders SET waits_since = received_at WHERE id = :order"), lacks
            )


def downgrade() -> None:
    op.drop_index("ix_order_lines_lacking", "order_lines")
    op.drop_index("ix_orders_waits", "orders")
    with op.batch_alter_table("orders") as batch:
        batch.add_column(sa.Column("lacking", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch.drop_index("ix_orders_back_order_of")
        batch.drop_constraint("fk_orders_back_order_of_orders", type_="foreignkey")
        batch.drop_column("back_order_of")
        batch.drop_column("waits_since")
    with op.batch_alter_table("orders") as batch:
        batch.alter_column("lacking", server_default=None)
    with op.batch_alter_table("order_lines") as batch:
        batch.drop_column("lacking")
        batch.drop_column("settled")
    op.drop_table("channels")
