"""Asking for consent, agreeing, and what was written before it. Who agreed is `bot.people`."""
