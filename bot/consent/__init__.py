"""Asking for consent, and agreeing. `bot.people` stores the consent of each person."""
