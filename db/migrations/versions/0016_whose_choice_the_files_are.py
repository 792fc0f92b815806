"""Whose choice the files are: with a list that is cut the workbook comes, unless one chose"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CHOSEN_BEFORE = """
UPDATE subscription SET own_forms = true
WHERE CAST(forms AS TEXT) <> '[]' AND EXISTS (
    SELECT 1 FROM audit
    WHERE action = 'change_digest' AND subject = 'subscription ' || subscription.id
)
"""


def upgrade() -> None:
    op.add_column(
        "subscription",
        sa.Column("own_forms", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.execute(CHOSEN_BEFORE)


def downgrade() -> None:
    raise NotImplementedError("what people chose would be lost: put back a copy instead")
