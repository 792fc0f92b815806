"""Digests in the chat: choosing them, acting from them, the log of what was sent."""
