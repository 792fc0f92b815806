"""The Telegram channel: updates in, messages out, at Telegram's pace and within its limits."""
