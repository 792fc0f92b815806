"""The counters of `/metrics`; no label holds personal data."""

from prometheus_client import Counter, Gauge

RECEIVED = Counter("dangiamsat_updates_received", "Updates stored in the inbox", ["channel"])
HANDLED = Counter("dangiamsat_updates_handled", "Updates handled to their end", ["channel"])
SET_ASIDE = Counter("dangiamsat_updates_set_aside", "Updates set aside with an error", ["channel"])
SENT = Counter("dangiamsat_messages_sent", "Messages a channel took", ["channel"])
RETRIED = Counter("dangiamsat_messages_retried", "Sends that are tried again", ["channel"])
DEAD = Counter("dangiamsat_messages_dead", "Messages given up: dead letters", ["channel"])
QUESTIONS = Counter("dangiamsat_questions", "Questions by what became of them", ["outcome"])
LOOKED_UP = Counter(
    "dangiamsat_inline_queries", "Inline queries by what became of them", ["outcome"]
)
REPORTED = Counter("dangiamsat_reports", "Reports sent, by category", ["category"])
CHOSEN = Counter(
    "dangiamsat_categories_chosen", "Categories of reports, as suggested or changed", ["choice"]
)
INBOX_WAITING = Gauge("dangiamsat_inbox_waiting", "Updates waiting to be handled")
INBOX_DEAD = Gauge("dangiamsat_inbox_dead", "Updates set aside, in all")
INBOX_LAG = Gauge("dangiamsat_inbox_lag_seconds", "Age of the oldest waiting update")
OUTBOX_WAITING = Gauge("dangiamsat_outbox_waiting", "Messages waiting to be sent")
OUTBOX_DEAD = Gauge("dangiamsat_outbox_dead", "Dead letters, in all")
