"""Digests are acted on: which reports a digest has buttons for"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("digest", sa.Column("listed", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("what residents were promised would be lost: put back a copy instead")
