"""What is followed by itself: when a report is looked at next, and the date told anew"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FOLLOWED = sa.text("look_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("report", sa.Column("expected_at", UtcDateTime(), nullable=True))
    op.add_column("report", sa.Column("look_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_report_look_at",
        "report",
        ["look_at"],
        sqlite_where=FOLLOWED,
        postgresql_where=FOLLOWED,
    )
    # What is open is followed from now on; nobody is asked about what was closed before.
    op.execute(
        "UPDATE report SET look_at = created_at"
        " WHERE status NOT IN ('resolved', 'rejected', 'withdrawn')"
    )


def downgrade() -> None:
    raise NotImplementedError("what residents were promised would be lost: put back a copy instead")
