"""What shops send by themselves, and the secrets that sign it."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

WAITING = sa.text("status = 'waiting'")


def upgrade() -> None:
    op.add_column("channels", sa.Column("shop", sa.String(), server_default="none", nullable=False))
    op.add_column("channels", sa.Column("shop_secret", sa.String(), server_default="", nullable=False))
    op.create_table(
        "channel_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_id", sa.Integer(), sa.ForeignKey("orders.id"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channel_messages"),
        sa.UniqueConstraint("channel", "delivery", name="uq_channel_messages_channel_delivery"),
    )
    op.create_index("ix_channel_messages_order_id", "channel_messages", ["order_id"])
    op.create_index("ix_channel_messages_reference", "channel_messages", ["channel", "reference"])
    op.create_index(
        "ix_channel_messages_waiting",
        "channel_messages",
        ["id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    op.drop_table("channel_messages")
    with op.batch_alter_table("channels") as batch:
        batch.drop_column("shop_secret")
        batch.drop_column("shop")
