"""Whoever holds the paper of a report that a clerk wrote down can follow it"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report", sa.Column("slip_hash", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("an upgrade is not undone: restore a backup instead")
