"""Order is kept: how fast somebody writes, and what a block is about"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("paced_until", UtcDateTime(), nullable=True))
    op.add_column("person", sa.Column("slowed_at", UtcDateTime(), nullable=True))
    op.add_column(
        "person", sa.Column("blocked", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("block", sa.Column("subject", sa.String(), server_default="", nullable=False))
    op.add_column("block", sa.Column("told_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("block", "told_at")
    op.drop_column("block", "subject")
    for name in ("blocked", "slowed_at", "paced_until"):
        op.drop_column("person", name)
