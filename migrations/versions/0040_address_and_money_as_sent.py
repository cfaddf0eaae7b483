"""Orders keep all that was sent with them: notes, totals, fields that Floor has no use for; and what was noticed."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

TEXTS = ("delivery_note", "gift_note")
VALUES = {"totals": "{}", "other_fields": "{}", "warnings": "[]"}


def upgrade() -> None:
    for name in TEXTS:
        op.add_column("orders", sa.Column(name, sa.String(), server_default="", nullable=False))
    for name, empty in VALUES.items():
        op.add_column("orders", sa.Column(name, sa.JSON(), server_default=empty, nullable=False))


def downgrade() -> None:
    for name in (*TEXTS, *VALUES):
        op.drop_column("orders", name)
