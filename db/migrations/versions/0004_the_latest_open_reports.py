"""The latest open reports of a category in an area, by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("status NOT IN ('resolved', 'rejected', 'withdrawn')")


def upgrade() -> None:
    op.create_index(
        "ix_report_open_latest",
        "report",
        ["category", "area", "id"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    raise NotImplementedError("what residents were promised would be lost: put back a copy instead")
