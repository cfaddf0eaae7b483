"""The words by which orders are found, for those that are there too."""

import json

import sqlalchemy as sa
from alembic import op

from models.order_words import words_of

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

AT_ONCE = 1000


def upgrade() -> None:
    words = op.create_table(
        "order_words",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_words_order_id_orders")),
        sa.PrimaryKeyConstraint("order_id", "word", name=op.f("pk_order_words")),
    )
    op.create_index("ix_order_words_word", "order_words", ["word", "order_id"])
    last, bind = 0, op.get_bind()
    some = sa.text("SELECT id, number, ship_to FROM orders WHERE id > :last ORDER BY id LIMIT :most")
    while orders := bind.execute(some, {"last": last, "most": AT_ONCE}).all():
        last = orders[-1].id
        rows = [
            {"word": word, "order_id": order.id}
            for order in orders
            for word in words_of(order.number, _read(order.ship_to))
        ]
        if rows:
            bind.execute(words.insert(), rows)


def _read(ship_to: str | dict[str, str]) -> dict[str, str]:
    return json.loads(ship_to) if isinstance(ship_to, str) else ship_to


def downgrade() -> None:
    op.drop_table("order_words")
