"""Where goods go that somebody has in hand to put them away: to where they came from, as it was proposed until now."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        UPDATE works SET target_hint = '["hint.came_from", {}]', target_id = (
            SELECT moves.from_id FROM moves JOIN places ON places.id = moves.from_id
            WHERE moves.sku_id = works.holding_id AND moves.why = 'pick' AND places.kind = 'bin'
            ORDER BY moves.id DESC LIMIT 1
        )
        WHERE kind = 'putaway' AND state = 'open' AND target_id IS NULL AND holding_id IN (
            SELECT moves.sku_id FROM moves JOIN places ON places.id = moves.from_id
            WHERE moves.why = 'pick' AND places.kind = 'bin'
        )
    """)


def downgrade() -> None:
    """The version before proposes the same by itself."""
