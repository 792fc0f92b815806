"""Which items answer: how often a day each of a plan was the answer"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_asked",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "plan", "item"),
    )


def downgrade() -> None:
    op.drop_table("item_asked")
