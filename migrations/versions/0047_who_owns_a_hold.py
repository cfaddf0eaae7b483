"""Who owns a hold and how it grows louder with age; in which order the checks stand; addresses that are refused."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

OF_CHECK = {
    "minutes": sa.Integer, "owner": sa.String, "hours": sa.Integer, "board_hours": sa.Integer, "place": sa.Integer,
}  # fmt: skip


def upgrade() -> None:
    for name, kind in OF_CHECK.items():
        op.add_column("order_checks", sa.Column(name, kind(), nullable=True))
    with op.batch_alter_table("holds") as holds:
        holds.add_column(sa.Column("taken_by", sa.Integer(), nullable=True))
        holds.create_foreign_key(op.f("fk_holds_taken_by_people"), "people", ["taken_by"], ["id"])
    op.create_index("ix_orders_received_at", "orders", ["received_at"])
    op.create_table(
        "refused_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["people.id"], name=op.f("fk_refused_addresses_added_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_addresses")),
        sa.UniqueConstraint("mark", name=op.f("uq_refused_addresses_mark")),
    )


def downgrade() -> None:
    op.drop_table("refused_addresses")
    op.drop_index("ix_orders_received_at", "orders")
    with op.batch_alter_table("holds") as holds:
        holds.drop_constraint(op.f("fk_holds_taken_by_people"), type_="foreignkey")
        holds.drop_column("taken_by")
    for name in OF_CHECK:
        op.drop_column("order_checks", name)
