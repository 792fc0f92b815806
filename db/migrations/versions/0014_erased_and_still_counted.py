"""Erased and still counted: a keyed hash while a block stands or a day's limit counts"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "forgotten",
        sa.Column("mark", sa.String(), primary_key=True),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("block_id", sa.Integer(), sa.ForeignKey("block.id"), nullable=True),
    )


def downgrade() -> None:
    raise NotImplementedError("blocks and limits of who was erased would be lifted")
