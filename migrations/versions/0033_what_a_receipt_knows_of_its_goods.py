"""What a receipt's lines know of their goods, so that no scan need read them again."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

FACTS = ("id", "code", "name", "track", "shelf_life_days", "min_days_left", "too_short", "picture")
LINES = sa.table("goods_receipt_lines", sa.column("sku_id"), sa.column("snapshot", sa.JSON()))
SKUS = sa.table("skus", *map(sa.column, FACTS))
BARCODES = sa.table("barcodes", *map(sa.column, ("sku_id", "code", "key", "factor")))


def upgrade() -> None:
    op.add_column("works", sa.Column("container_code", sa.String(), nullable=True))
    op.add_column(
        "goods_receipt_lines", sa.Column("snapshot", sa.JSON(), server_default="{}", nullable=False)
    )
    connection = op.get_bind()
    shared = sa.select(BARCODES.c.key).group_by(BARCODES.c.key).having(sa.func.count() > 1)
    for sku in connection.execute(sa.select(SKUS).where(SKUS.c.id.in_(sa.select(LINES.c.sku_id)))).all():
        own = sa.select(BARCODES).where(BARCODES.c.sku_id == sku.id, BARCODES.c.key.not_in(shared))
        codes = connection.execute(own.order_by(BARCODES.c.factor)).all()
        snapshot = {
            **{name: getattr(sku, name) for name in FACTS},
            "codes": [*(each.code for each in codes), f"SKU-{sku.code}"],
            "pack_factors": {each.code: each.factor for each in codes if each.factor != 1},
        }
        connection.execute(sa.update(LINES).where(LINES.c.sku_id == sku.id).values(snapshot=snapshot))
    works = sa.table("works", *map(sa.column, ("container_id", "container_code")))
    places = sa.table("places", *map(sa.column, ("id", "code")))
    code = sa.select(places.c.code).where(places.c.id == works.c.container_id).scalar_subquery()
    connection.execute(sa.update(works).where(works.c.container_id.is_not(None)).values(container_code=code))


def downgrade() -> None:
    op.drop_column("goods_receipt_lines", "snapshot")
    op.drop_column("works", "container_code")
