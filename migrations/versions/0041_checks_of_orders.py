"""Supervisors set how much each check of orders weighs; and which orders look alike can be found."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

ALIKE = sa.text("alike != ''")


def upgrade() -> None:
    op.create_table(
        "order_checks",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "severity IN ('hold', 'warn', 'reject', 'off')", name=op.f("ck_order_checks_severity")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_order_checks_set_by_people")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_order_checks")),
    )
    op.add_column("orders", sa.Column("alike", sa.String(), server_default="", nullable=False))
    op.create_index("ix_orders_alike", "orders", ["alike"], sqlite_where=ALIKE, postgresql_where=ALIKE)


def downgrade() -> None:
    op.drop_index("ix_orders_alike", "orders")
    op.drop_column("orders", "alike")
    op.drop_table("order_checks")
