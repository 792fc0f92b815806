"""People are forgotten: who asked for it, who has not been here for long, and whose words are gone"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEPT = sa.text("erased_at IS NULL")
TO_ERASE = sa.text("erase_at IS NOT NULL")


def upgrade() -> None:
    for name in ("erase_at", "seen_at", "copied_at"):
        op.add_column("person", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("report", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_person_erase_at", "person", ["erase_at"],
        sqlite_where=TO_ERASE, postgresql_where=TO_ERASE,
    )  # fmt: skip
    op.create_index(
        "ix_report_to_erase", "report", ["ended_at"], sqlite_where=KEPT, postgresql_where=KEPT
    )


def downgrade() -> None:
    op.drop_index("ix_report_to_erase", "report")
    op.drop_index("ix_person_erase_at", "person")
    op.drop_column("report", "erased_at")
    for name in ("copied_at", "seen_at", "erase_at"):
        op.drop_column("person", name)
