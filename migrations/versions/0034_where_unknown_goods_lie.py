"""In which bin goods lie that nobody knows, as whoever counted it found them."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("foreign_goods", sa.Column("found_in", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("foreign_goods") as batch:
        batch.drop_column("found_in")
