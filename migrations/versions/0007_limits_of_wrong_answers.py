"""Wrong PINs and pairing codes are counted by badge, address, server and paired device; locks of before, of a quarter of an
hour, go. Supervisors may be asked for more digits."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table("lockouts")
    op.create_table(
        "limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("tries", sa.Double(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
        sa.UniqueConstraint("subject", name=op.f("uq_limits_subject")),
    )
    op.create_index(op.f("ix_limits_until"), "limits", ["until"])
    op.add_column(
        "warehouse",
        sa.Column("supervisor_pin_digits", sa.Integer(), server_default=sa.text("4"), nullable=False),
    )


def downgrade() -> None:
    with op.batch_alter_table("warehouse") as batch:
        batch.drop_column("supervisor_pin_digits")
    op.drop_table("limits")
    op.create_table(
        "lockouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lockouts")),
        sa.UniqueConstraint("badge", "device", name=op.f("uq_lockouts_badge_device")),
    )
