"""One spelling of codes: full-width forms are kept as plain ones, and codes are found ignoring the case of ASCII's letters."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CODES = (
    ("skus", "code", ()),
    ("lots", "code", ("sku_id",)),
    ("serials", "code", ("sku_id",)),
    ("places", "code", ()),
    ("carton_types", "code", ()),
    ("people", "badge", ()),
    ("barcodes", "code", ("key", "sku_id")),
    ("barcodes", "key", ("sku_id",)),
)


def upgrade() -> None:
    for table, column, within in _CODES:
        _keep_plain(table, column, within)
    folded = "lower(code)" if op.get_bind().dialect.name == "sqlite" else 'lower(code COLLATE "C")'
    op.drop_index("ix_skus_code_folded", "skus")
    op.create_index("ix_skus_code_folded", "skus", [sa.text(folded)])
    op.create_index("ix_places_code_folded", "places", [sa.text(folded)])
    op.create_index("ix_serials_code_folded", "serials", ["sku_id", sa.text(folded)])


def _keep_plain(table: str, column: str, within: tuple[str, ...]) -> None:
    """Where the plain form is another record's code already, both stay as they are."""
    at = sa.table(table, *map(sa.column, dict.fromkeys(("id", column, *within))))
    rows = op.get_bind().execute(sa.select(at).order_by(at.c.id)).all()
    taken = {tuple(row[1:]) for row in rows}
    for row in rows:
        plain = unicodedata.normalize("NFKC", row[1]).strip()
        if plain and plain != row[1] and (plain, *row[2:]) not in taken:
            taken.add((plain, *row[2:]))
            op.get_bind().execute(sa.update(at).where(at.c.id == row[0]).values({column: plain}))


def downgrade() -> None:
    op.drop_index("ix_serials_code_folded", "serials")
    op.drop_index("ix_places_code_folded", "places")
    op.drop_index("ix_skus_code_folded", "skus")
    op.create_index("ix_skus_code_folded", "skus", [sa.text("lower(code)")])
