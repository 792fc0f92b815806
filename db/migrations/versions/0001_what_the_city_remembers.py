"""What the city remembers: the whole schema, as the models say it."""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime, where

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("update_id", sa.String(), nullable=False),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("album", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("channel", "update_id"),
    )
    op.create_index("ix_inbox_waiting", "inbox", ["chat", "sequence"], **where("state = 'waiting'"))
    op.create_table(
        "item_asked",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("plan", sa.String(), primary_key=True),
        sa.Column("item", sa.String(), primary_key=True),
        sa.Column("times", sa.Integer(), nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("alias", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("paced_until", UtcDateTime(), nullable=True),
        sa.Column("slowed_at", UtcDateTime(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("copied_at", UtcDateTime(), nullable=True),
        sa.Column("views", sa.JSON(), nullable=False),
        sa.Column("erase_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("channel", "channel_id"),
    )
    op.create_index("ix_person_erase_at", "person", ["erase_at"], **where("erase_at IS NOT NULL"))
    op.create_table(
        "public_figures",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
    )
    op.create_table(
        "question_group",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_question_group_head", "question_group", ["head", "size"])
    op.create_table(
        "reply_template",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("move", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_reply_template_agency", "reply_template", ["agency"])
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )
    op.create_table(
        "spot",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("token"),
    )
    op.create_table(
        "web_message",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("chat", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("update_id", sa.String(), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("chat", "update_id"),
    )
    op.create_index("ix_web_message_chat", "web_message", ["chat"])
    op.create_index("ix_web_message_revision", "web_message", ["revision"])
    op.create_table(
        "block",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_block_person_id", "block", ["person_id"])
    op.create_table(
        "chat",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("role", sa.String(), nullable=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("channel", "channel_id", "thread"),
    )
    op.create_index("ix_chat_person_id", "chat", ["person_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_sign_in_person_id", "sign_in", ["person_id"])
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"])
    op.create_table(
        "official_answer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("question_group.id"), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_official_answer_given_at", "official_answer", ["given_at"])
    op.create_index("ix_official_answer_group_id", "official_answer", ["group_id"])
    op.create_index("ix_official_answer_state", "official_answer", ["state"])
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("question_group.id"), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("asker", sa.String(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_question_asked_at", "question", ["asked_at"])
    op.create_index("ix_question_asker", "question", ["asker"])
    op.create_index("ix_question_group_id", "question", ["group_id"])
    op.create_index("ix_question_token", "question", ["token"], unique=True)
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("up", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("person_id", "plan", "item"),
    )
    op.create_index("ix_rating_at", "rating", ["at"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
    )
    op.create_table(
        "forgotten",
        sa.Column("mark", sa.String(), primary_key=True),
        sa.Column("sent", sa.JSON(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("block_id", sa.Integer(), sa.ForeignKey("block.id"), nullable=True),
    )
    op.create_table(
        "invite",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("used_by", sa.Integer(), sa.ForeignKey("chat.id"), nullable=True),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("place_key", sa.String(), nullable=False),
        sa.Column("unit_reported", sa.String(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("shown_name", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("deadline_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("place_guess", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("held", sa.String(), nullable=True),
        sa.Column("has_parts", sa.Boolean(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("merged_into", sa.Integer(), sa.ForeignKey("report.id"), nullable=True),
        sa.Column("entered_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("slip_hash", sa.String(), nullable=True),
        sa.Column("confirmed", sa.String(), nullable=True),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.Column("promise", sa.String(), nullable=False),
        sa.Column("promised_at", UtcDateTime(), nullable=True),
        sa.Column("days_taken", sa.Integer(), nullable=True),
        sa.Column("expected_at", UtcDateTime(), nullable=True),
        sa.Column("look_at", UtcDateTime(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_report_place_key", "report", ["place_key"])
    op.create_index("ix_report_agency", "report", ["agency"])
    op.create_index("ix_report_area", "report", ["area"])
    op.create_index("ix_report_area_ended", "report", ["area", "ended_at"])
    op.create_index("ix_report_assignee_id", "report", ["assignee_id"])
    op.create_index("ix_report_category", "report", ["category"])
    op.create_index("ix_report_created_at", "report", ["created_at"])
    op.create_index(
        "ix_report_days_to_count",
        "report",
        ["id"],
        **where("ended_at IS NOT NULL AND days_taken IS NULL"),
    )
    op.create_index("ix_report_deadline", "report", ["deadline_at"])
    op.create_index("ix_report_ended_at", "report", ["ended_at"])
    op.create_index("ix_report_look_at", "report", ["look_at"], **where("look_at IS NOT NULL"))
    op.create_index("ix_report_merged_into", "report", ["merged_into"])
    op.create_index(
        "ix_report_open_deadline",
        "report",
        [
            "agency",
            "deadline_at",
            "held",
            "answer_by",
            "urgent",
            "category",
            "status",
            "assignee_id",
        ],
        **where("status NOT IN ('resolved', 'rejected', 'withdrawn')"),
    )
    op.create_index(
        "ix_report_open_latest",
        "report",
        ["category", "area", "id"],
        **where("status NOT IN ('resolved', 'rejected', 'withdrawn')"),
    )
    op.create_index(
        "ix_report_open_near",
        "report",
        ["category", "latitude", "longitude"],
        **where("status NOT IN ('resolved', 'rejected', 'withdrawn')"),
    )
    op.create_index("ix_report_person_id", "report", ["person_id"])
    op.create_index("ix_report_promised_at", "report", ["promised_at"])
    op.create_index("ix_report_spot", "report", ["latitude", "longitude"])
    op.create_index("ix_report_status", "report", ["status"])
    op.create_index("ix_report_to_erase", "report", ["ended_at"], **where("erased_at IS NULL"))
    op.create_table(
        "sent_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("question_group.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("answer_id", sa.Integer(), sa.ForeignKey("official_answer.id"), nullable=True),
    )
    op.create_index("ix_sent_question_agency", "sent_question", ["agency"])
    op.create_index("ix_sent_question_group_id", "sent_question", ["group_id"])
    op.create_index("ix_sent_question_person_id", "sent_question", ["person_id"])
    op.create_index("ix_sent_question_sent_at", "sent_question", ["sent_at"])
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("person_id", "chat_id"),
    )
    op.create_index("ix_subject_at", "subject", ["at"])
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("cron", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False),
        sa.Column("forms", sa.JSON(), nullable=False),
        sa.Column("own_forms", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.String(), nullable=False),
        sa.Column("empty_too", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_subscription_chat_id", "subscription", ["chat_id"])
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("person_id", "chat_id", "kind"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_person_id", "draft", ["person_id"])
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("report_id", "kind", "about"),
    )
    op.create_index("ix_notice_kind_at", "notice", ["kind", "at"])
    op.create_index("ix_notice_report_id", "notice", ["report_id"])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=True),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("question_group.id"), nullable=True),
        sa.Column("payload", sa.JSON(), nullable=True),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("captioned", sa.Boolean(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_outbox_chat_id", "outbox", ["chat_id"])
    op.create_index("ix_outbox_digest", "outbox", ["digest_id"], **where("digest_id IS NOT NULL"))
    op.create_index(
        "ix_outbox_digests_waiting",
        "outbox",
        ["due_at", "id"],
        **where("state = 'waiting' AND kind = 'digest'"),
    )
    op.create_index(
        "ix_outbox_lost", "outbox", ["told_at"], **where("state = 'dead' AND kind = 'digest'")
    )
    op.create_index(
        "ix_outbox_message", "outbox", ["chat_id", "message"], **where("message IS NOT NULL")
    )
    op.create_index(
        "ix_outbox_people_waiting",
        "outbox",
        ["created_at", "id"],
        **where("state = 'waiting' AND kind <> 'digest'"),
    )
    op.create_index("ix_outbox_question", "outbox", ["question_id", "kind"])
    op.create_index("ix_outbox_report", "outbox", ["report_id", "kind"])
    op.create_index("ix_outbox_waiting", "outbox", ["chat_id", "id"], **where("state = 'waiting'"))
    op.create_table(
        "report_word",
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("word", sa.String(), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_word_word", "report_word", ["word", "report_id"])
    op.create_table(
        "report_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("deadline_was", UtcDateTime(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("undoes", sa.Integer(), sa.ForeignKey("report_event.id"), nullable=True),
    )
    op.create_index("ix_report_event_at", "report_event", ["at"])
    op.create_index("ix_report_event_report_id", "report_event", ["report_id"])
    op.create_index(
        "ix_report_event_undoes", "report_event", ["undoes"], **where("undoes IS NOT NULL")
    )
    op.create_table(
        "place_spot",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "report_part",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
    )
    op.create_index("ix_report_part_agency", "report_part", ["agency", "status"])
    op.create_index("ix_report_part_report_id", "report_part", ["report_id"])
    op.create_table(
        "supporter",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("report_id", "person_id"),
    )
    op.create_index("ix_supporter_at", "supporter", ["at"])
    op.create_index("ix_supporter_person_id", "supporter", ["person_id"])
    op.create_index("ix_supporter_report_id", "supporter", ["report_id"])
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "subscription_id", sa.Integer(), sa.ForeignKey("subscription.id"), nullable=False
        ),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outbox.id"), nullable=True),
        sa.Column("listed", sa.JSON(), nullable=False),
        sa.UniqueConstraint("subscription_id", "period"),
    )
    op.create_index("ix_digest_outbox", "digest", ["outbox_id"])
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("report_event.id"), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("covered", sa.JSON(), nullable=False),
    )
    op.create_index("ix_photo_report_id", "photo", ["report_id"])
    op.create_table(
        "example",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("suggested", sa.String(), nullable=False),
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_example_report_id", "example", ["report_id"])
    op.create_table(
        "chain_link",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_chain_link_bare", "chain_link", ["number"], **where("salt IS NULL"))
    op.create_index("ix_chain_link_row", "chain_link", ["kind", "ref"])
    op.create_table(
        "chain_proof",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fault", sa.Integer(), nullable=True),
    )
    op.create_table(
        "place_question",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("unknown", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("photos", sa.JSON(), nullable=False),
    )
    op.create_index("ix_place_question_asked_at", "place_question", ["asked_at"])
    op.create_table(
        "target_agency",
        sa.Column("plan", sa.String(), primary_key=True),
        sa.Column("target", sa.String(), primary_key=True),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "target_reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.UniqueConstraint("agency", "about", "before"),
    )
    op.create_index("ix_target_reminder_at", "target_reminder", ["at"])
    op.create_table(
        "target_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Integer(), sa.ForeignKey("target_event.id"), nullable=True),
    )
    op.create_index("ix_target_event_at", "target_event", ["at"])
    op.create_index("ix_target_event_person_id", "target_event", ["person_id"])
    op.create_index("ix_target_event_target", "target_event", ["plan", "target", "id"])
    op.create_table(
        "place_listener",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("place_question.id"), nullable=True),
    )
    op.create_table(
        "target_follower",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("chat_id", sa.Integer(), sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("plan", "target", "chat_id"),
    )
    op.create_index("ix_target_follower_person_id", "target_follower", ["person_id"])
    op.create_table(
        "target_report",
        sa.Column("report_id", sa.Integer(), sa.ForeignKey("report.id"), primary_key=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
    )
    op.create_index("ix_target_report_target", "target_report", ["plan", "target"])
    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("taken_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_plan_version_plan", "plan_version", ["plan"])
    op.create_index("ix_plan_version_state", "plan_version", ["state"])
    op.create_index(
        "ix_plan_version_live", "plan_version", ["plan"], unique=True, **where("state = 'live'")
    )
    op.create_table(
        "plan_example",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("version_id", sa.Integer(), sa.ForeignKey("plan_version.id"), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("quote", sa.String(), nullable=True),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_plan_example_plan", "plan_example", ["plan"])
    op.create_index("ix_plan_example_version_id", "plan_example", ["version_id"])


def downgrade() -> None:
    """There is nothing before the first."""
