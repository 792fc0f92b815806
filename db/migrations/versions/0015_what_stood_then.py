"""What stood then: a step that moves a report's target keeps what it was"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Of steps from before it stays unknown: they are counted with the target of today.
    op.add_column("report_event", sa.Column("deadline_was", UtcDateTime(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("what was counted then could not be counted again")
