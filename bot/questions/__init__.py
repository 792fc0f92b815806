"""Asking the plan; unanswered questions to agencies and back; ratings; inline queries."""
