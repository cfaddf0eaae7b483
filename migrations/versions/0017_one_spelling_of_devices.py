"""Names of devices are kept and compared as codes are."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    folded = "lower(name)" if op.get_bind().dialect.name == "sqlite" else 'lower(name COLLATE "C")'
    _index_by(folded)
    at = sa.table("devices", sa.column("id"), sa.column("name"), sa.column("state"))
    rows = op.get_bind().execute(sa.select(at).order_by(at.c.id)).all()
    taken = {_folded(row.name) for row in rows if row.state != "revoked"}
    for row in rows:
        plain = _plain(row.name)
        if plain and plain != row.name and (row.state == "revoked" or _folded(plain) not in taken):
            taken.add(_folded(plain))
            op.get_bind().execute(sa.update(at).where(at.c.id == row.id).values(name=plain))


def _plain(name: str) -> str:
    seen = (char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return " ".join("".join(seen).split())


def _folded(name: str) -> str:
    return name.encode().lower().decode()


def _index_by(name: str) -> None:
    in_use = sa.text("state <> 'revoked'")
    op.drop_index("uq_devices_name_in_use", "devices")
    op.create_index(
        "uq_devices_name_in_use", "devices", [sa.literal_column(name)], unique=True, sqlite_where=in_use,
        postgresql_where=in_use,
    )  # fmt: skip


def downgrade() -> None:
    _index_by("lower(name)")
