"""Digests find what ended, and who was reminded, in a period without looking at all there is"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_report_ended_at", "report", ["ended_at"])
    op.create_index("ix_notice_kind_at", "notice", ["kind", "at"])


def downgrade() -> None:
    raise NotImplementedError("an older release does not know this schema: put back a copy")
