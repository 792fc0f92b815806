"""Digests find what was due without looking at all there is; people who ask the same are counted"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_report_deadline", "report", ["deadline_at"])
    op.add_column("question", sa.Column("asker", sa.String(), nullable=True))
    op.create_index("ix_question_asker", "question", ["asker"])


def downgrade() -> None:
    raise NotImplementedError("an older release does not know this schema: put back a copy")
