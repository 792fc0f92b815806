"""The loop of questions: groups, sent on, answered; ratings; what a person last asked about"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_question_group_head", "question_group", ["head", "size"])

    op.create_table(
        "official_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["question_group.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("given_at", "group_id", "state"):
        op.create_index(f"ix_official_answer_{column}", "official_answer", [column])

    op.create_table(
        "sent_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("chat_id", sa.Integer(), nullable=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answer_id"], ["official_answer.id"]),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        sa.ForeignKeyConstraint(["group_id"], ["question_group.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("agency", "group_id", "person_id", "sent_at"):
        op.create_index(f"ix_sent_question_{column}", "sent_question", [column])

    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("up", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "plan", "item"),
    )
    op.create_index("ix_rating_at", "rating", ["at"])

    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("person_id", "chat_id"),
    )
    op.create_index("ix_subject_at", "subject", ["at"])

    # Added in place: SQLite would rebuild a table others refer to, and lose what refers to it.
    for table, column in (("outbox", "question_id"), ("question", "group_id")):
        link = sa.Column(column, sa.Integer(), sa.ForeignKey("question_group.id"))
        op.add_column(table, link, inline_references=True)
    op.create_index("ix_outbox_question", "outbox", ["question_id", "kind"])
    op.create_index("ix_question_group_id", "question", ["group_id"])
    op.add_column("question", sa.Column("kind", sa.String(), nullable=False, server_default=""))
    op.add_column("question", sa.Column("token", sa.String(), nullable=True))
    op.create_index("ix_question_token", "question", ["token"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("answers people were promised would be lost: put back a copy instead")
