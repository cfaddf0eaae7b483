"""Which figures of a count were taken, for each of its goods: a supervisor decides line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

TAKEN = """
UPDATE count_lines SET taken = true WHERE task_id IN (
    SELECT works.id FROM works JOIN cycle_counts ON cycle_counts.id = works.cycle_id
    WHERE (cycle_counts.took = 'first' AND works.turn = 1) OR (cycle_counts.took = 'second' AND works.turn = 2)
)
"""


def upgrade() -> None:
    op.add_column("count_lines", sa.Column("taken", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text(TAKEN))


def downgrade() -> None:
    op.drop_column("count_lines", "taken")
